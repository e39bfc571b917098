#include "models/patch.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"

namespace models {
namespace {

using Violations = std::vector<errors::FieldViolation>;

// Outside these a value is a slip of the keyboard, not a scenario.
constexpr double kMaxOffsetK = 40.0;
constexpr double kMaxDemandMw = 10000.0;
constexpr double kMaxPriceRatio = 100.0;
constexpr double kMaxPriceOffsetNokPerMwh = 50000.0;
constexpr std::size_t kMaxPriceHours = 8784;
constexpr double kMaxHeatMw = 2000.0;
constexpr double kLeastHeatMw = 0.01;
constexpr double kLeastSourceDegc = -5.0;
constexpr double kMostSourceDegc = 200.0;
constexpr std::size_t kMaxPlanHours = 72;
constexpr double kMaxRampH = 240.0;
constexpr double kMaxWeatherRatio = 10.0;
constexpr double kLeastPowerMw = 0.001;
constexpr double kLeastEfficiencyShare = 0.3;
constexpr double kMaxReboundShare = 2.0;
constexpr double kMaxReboundH = 72.0;
constexpr double kHoursPerDay = 24.0;
constexpr double kMinutesPerHour = 60.0;
constexpr Minute kMinutesInHour = 60;
constexpr Minute kNormalTime = 60;  // minutes ahead of UTC
constexpr Minute kMinutesPerDay = 24 * 60;
constexpr Minute kEarliest = 0;                    // 1970
constexpr Minute kLatest = 130LL * 366 * 24 * 60;  // 2100
constexpr Minute kWeatherMemory = 4LL * 24 * 60;   // buildings remember three days

void CheckRange(const char* field, double value, double low, double high, Violations& violations) {
  if (!std::isfinite(value)) {
    violations.push_back({field, absl::StrCat("is ", value, ", must be a finite number")});
  } else if (value < low || value > high) {
    violations.push_back(
        {field, absl::StrCat("is ", value, ", must lie in [", low, ", ", high, "]")});
  }
}

void CheckNotEmpty(const char* field, const std::string& text, Violations& violations) {
  if (text.empty()) violations.push_back({field, "is empty, must name an element"});
}

struct ValueCheck {
  Violations& violations;

  void operator()(const Outage& outage) const {
    CheckNotEmpty("patch.outage.element_id", outage.element_id, violations);
  }
  void operator()(const TemperatureShift& shift) const {
    CheckRange("patch.temperature_shift.offset_k", shift.offset_k, -kMaxOffsetK, kMaxOffsetK,
               violations);
    CheckRange("patch.temperature_shift.ramp_h", shift.ramp_h, 0.0, kMaxRampH, violations);
  }
  void operator()(const DemandChange& change) const {
    CheckNotEmpty("patch.demand_change.bus_id", change.bus_id, violations);
    CheckRange("patch.demand_change.demand_mw", change.demand_mw, -kMaxDemandMw, kMaxDemandMw,
               violations);
    CheckRange("patch.demand_change.demand_mvar", change.demand_mvar, -kMaxDemandMw, kMaxDemandMw,
               violations);
  }
  void operator()(const GridOrder& order) const {
    CheckNotEmpty("patch.grid_order.heat_system_id", order.heat_system_id, violations);
    CheckRange("patch.grid_order.electricity_max_mw", order.electricity_max_mw, 0.0, kMaxDemandMw,
               violations);
  }
  void operator()(const ReserveActivation& reserve) const {
    CheckNotEmpty("patch.reserve_activation.heat_system_id", reserve.heat_system_id, violations);
    CheckRange("patch.reserve_activation.electricity_cut_mw", reserve.electricity_cut_mw, 0.0,
               kMaxDemandMw, violations);
  }
  void operator()(const PlantReduction& reduction) const {
    CheckNotEmpty("patch.plant_reduction.heat_plant_id", reduction.heat_plant_id, violations);
    CheckRange("patch.plant_reduction.available_share", reduction.available_share, 0.0, 1.0,
               violations);
  }
  void operator()(const PriceChange& change) const {
    CheckRange("patch.price_change.price_ratio", change.price_ratio, 0.0, kMaxPriceRatio,
               violations);
    CheckRange("patch.price_change.offset_nok_per_mwh", change.offset_nok_per_mwh,
               -kMaxPriceOffsetNokPerMwh, kMaxPriceOffsetNokPerMwh, violations);
  }
  void operator()(const PriceSeries& series) const {
    if (series.hours_nok_per_mwh.empty() || series.hours_nok_per_mwh.size() > kMaxPriceHours) {
      violations.push_back({"patch.price_series.hours_nok_per_mwh",
                            absl::StrCat("has ", series.hours_nok_per_mwh.size(),
                                         " hours, must have 1 to ", kMaxPriceHours)});
    }
    for (std::size_t hour = 0; hour < series.hours_nok_per_mwh.size(); ++hour) {
      const std::size_t before = violations.size();
      CheckRange(absl::StrCat("patch.price_series.hours_nok_per_mwh[", hour, "]").c_str(),
                 series.hours_nok_per_mwh[hour], -kMaxPriceOffsetNokPerMwh,
                 kMaxPriceOffsetNokPerMwh, violations);
      if (violations.size() > before) return;  // the first is enough to find the mistake
    }
  }
  void operator()(const WeatherChange& change) const {
    CheckRange("patch.weather_change.wind_ratio", change.ratios.wind_ratio, 0.0, kMaxWeatherRatio,
               violations);
    CheckRange("patch.weather_change.sun_ratio", change.ratios.sun_ratio, 0.0, kMaxWeatherRatio,
               violations);
    CheckRange("patch.weather_change.inflow_ratio", change.ratios.inflow_ratio, 0.0,
               kMaxWeatherRatio, violations);
  }
  void operator()(const Switching& switching) const {
    CheckNotEmpty("patch.switching.branch_id", switching.branch_id, violations);
  }
  void operator()(const NewGeneration& generation) const {
    CheckNotEmpty("patch.new_generation.bus_id", generation.bus_id, violations);
    CheckRange("patch.new_generation.power_max_mw", generation.power_max_mw, kLeastPowerMw,
               kMaxDemandMw, violations);
  }
  void operator()(const Battery& battery) const {
    CheckNotEmpty("patch.battery.bus_id", battery.bus_id, violations);
    CheckRange("patch.battery.power_max_mw", battery.power_max_mw, kLeastPowerMw, kMaxDemandMw,
               violations);
    CheckRange("patch.battery.energy_mwh", battery.energy_mwh, kLeastPowerMw,
               kHoursPerDay * kMaxDemandMw, violations);
    CheckRange("patch.battery.efficiency_share", battery.efficiency_share, kLeastEfficiencyShare,
               1.0, violations);
    CheckRange("patch.battery.charge_from_h", battery.charge_from_h, 0.0, kHoursPerDay, violations);
    CheckRange("patch.battery.discharge_from_h", battery.discharge_from_h, 0.0, kHoursPerDay,
               violations);
    if (violations.empty()) CheckTimetable(battery);
  }
  void operator()(const DemandResponse& response) const {
    CheckNotEmpty("patch.demand_response.bus_id", response.bus_id, violations);
    CheckRange("patch.demand_response.cut_mw", response.cut_mw, kLeastPowerMw, kMaxDemandMw,
               violations);
    CheckRange("patch.demand_response.rebound_share", response.rebound_share, 0.0, kMaxReboundShare,
               violations);
    const bool comes_back = response.rebound_share > 0.0;
    CheckRange("patch.demand_response.rebound_h", response.rebound_h,
               comes_back ? kHoursPerQuarter : 0.0, kMaxReboundH, violations);
  }
  void CheckTimetable(const Battery& battery) const {
    const double give_h = battery.energy_mwh / battery.power_max_mw;
    const double take_h = give_h / battery.efficiency_share;
    const auto from_to_h = [](double from_h, double to_h) {
      return std::fmod(to_h - from_h + kHoursPerDay, kHoursPerDay);
    };
    if (give_h > from_to_h(battery.discharge_from_h, battery.charge_from_h) ||
        take_h > from_to_h(battery.charge_from_h, battery.discharge_from_h)) {
      violations.push_back({"patch.battery.energy_mwh",
                            absl::StrCat("takes ", give_h, " h to give and ", take_h,
                                         " h to take at power_max_mw, more than the hours between "
                                         "discharge_from_h and charge_from_h allow")});
    }
  }
  void operator()(const HeatPlanOrder& plan) const {
    CheckNotEmpty("patch.heat_plan.heat_system_id", plan.heat_system_id, violations);
    if (plan.hours.empty() || plan.hours.size() > kMaxPlanHours) {
      violations.push_back(
          {"patch.heat_plan.hours",
           absl::StrCat("are ", plan.hours.size(), ", must be 1 to ", kMaxPlanHours)});
    }
    for (const HeatPlanStep& hour : plan.hours) {
      if (hour.plant_runs.size() != plan.hours.front().plant_runs.size() ||
          hour.plant_runs.empty()) {
        violations.push_back({"patch.heat_plan.hours", "do not all name the same plants"});
        return;
      }
      CheckRange("patch.heat_plan.hours.accumulator_discharge_mw", hour.accumulator_discharge_mw,
                 -kMaxHeatMw, kMaxHeatMw, violations);
      CheckRange("patch.heat_plan.hours.network_discharge_mw", hour.network_discharge_mw,
                 -kMaxHeatMw, kMaxHeatMw, violations);
    }
  }
  void operator()(const HeatConversion& conversion) const {
    CheckNotEmpty("patch.heat_conversion.bus_id", conversion.bus_id, violations);
    CheckNotEmpty("patch.heat_conversion.heat_system_id", conversion.heat_system_id, violations);
    CheckRange("patch.heat_conversion.design_heat_mw", conversion.design_heat_mw, kLeastHeatMw,
               kMaxHeatMw, violations);
  }
  void operator()(const NewSurplusSource& source) const {
    if (!source.surplus_source_id.empty()) {
      if (source.bus_id.empty() && source.heat_mw == 0.0 && source.source_degc == 0.0 &&
          source.cooled_to_degc == 0.0) {
        return;
      }
      violations.push_back({"patch.new_surplus_source.surplus_source_id",
                            "is one of the region's sources, which has bus, heat and temperatures "
                            "of its own; leave them out"});
      return;
    }
    CheckNotEmpty("patch.new_surplus_source.heat_system_id", source.heat_system_id, violations);
    CheckNotEmpty("patch.new_surplus_source.bus_id", source.bus_id, violations);
    CheckRange("patch.new_surplus_source.heat_mw", source.heat_mw, kLeastHeatMw, kMaxHeatMw,
               violations);
    CheckRange("patch.new_surplus_source.source_degc", source.source_degc, kLeastSourceDegc,
               kMostSourceDegc, violations);
    CheckRange("patch.new_surplus_source.cooled_to_degc", source.cooled_to_degc, kLeastSourceDegc,
               kMostSourceDegc, violations);
    if (source.cooled_to_degc >= source.source_degc) {
      violations.push_back(
          {"patch.new_surplus_source.cooled_to_degc", "must lie below source_degc"});
    }
  }
};

absl::Status ValidateValues(const Patch& patch) {
  Violations violations;
  if (patch.from < kEarliest || patch.from > kLatest) {
    violations.push_back({"patch.from", "must lie between the years 1970 and 2100"});
  }
  if (patch.to != kForever && (patch.to < kEarliest || patch.to > kLatest)) {
    violations.push_back({"patch.to", "must lie between the years 1970 and 2100"});
  }
  if (patch.to <= patch.from) {
    violations.push_back({"patch.to", "must be later than patch.from"});
  }
  if (patch.to == kForever && std::holds_alternative<ReserveActivation>(patch.change)) {
    violations.push_back({"patch.to", "is missing; an activated reserve ends by itself"});
  }
  if (const auto* plan = std::get_if<HeatPlanOrder>(&patch.change);
      plan != nullptr &&
      patch.to - patch.from > static_cast<Minute>(plan->hours.size()) * kMinutesInHour) {
    violations.push_back({"patch.to", "lies beyond the hours that are planned"});
  }
  if (patch.to == kForever && std::holds_alternative<DemandResponse>(patch.change)) {
    violations.push_back({"patch.to", "is missing; customers wait for a while only"});
  }
  if (const auto* shift = std::get_if<TemperatureShift>(&patch.change);
      shift != nullptr && shift->ramp_h > 0.0 && patch.to != kForever &&
      std::isfinite(shift->ramp_h) &&
      2.0 * shift->ramp_h * kMinutesPerHour > static_cast<double>(patch.to - patch.from)) {
    violations.push_back({"patch.temperature_shift.ramp_h",
                          "is more than half the patch lasts: the offset would never be reached"});
  }
  std::visit(ValueCheck{violations}, patch.change);
  return violations.empty() ? absl::OkStatus() : errors::InvalidFields(violations);
}

absl::Status ResolveText(const std::vector<AssetKind>& kinds, const AssetNames& names,
                         std::string& text) {
  TWIN_ASSIGN_OR_RETURN(const AssetRef asset, names.Find(text, kinds));
  text = names.IdOf(asset);
  return absl::OkStatus();
}

struct Resolver {
  const AssetNames& names;

  absl::Status operator()(Outage& outage) const {
    return ResolveText(OutageKinds(), names, outage.element_id);
  }
  absl::Status operator()(TemperatureShift&) const { return absl::OkStatus(); }
  absl::Status operator()(DemandChange& change) const {
    return ResolveText({AssetKind::kBus}, names, change.bus_id);
  }
  absl::Status operator()(GridOrder& order) const {
    return ResolveText({AssetKind::kHeatSystem}, names, order.heat_system_id);
  }
  absl::Status operator()(ReserveActivation& reserve) const {
    return ResolveText({AssetKind::kHeatSystem}, names, reserve.heat_system_id);
  }
  absl::Status operator()(PlantReduction& reduction) const {
    return ResolveText({AssetKind::kHeatPlant}, names, reduction.heat_plant_id);
  }
  absl::Status operator()(PriceChange&) const { return absl::OkStatus(); }
  absl::Status operator()(PriceSeries&) const { return absl::OkStatus(); }
  absl::Status operator()(WeatherChange&) const { return absl::OkStatus(); }
  absl::Status operator()(Switching& switching) const {
    return ResolveText({AssetKind::kBranch}, names, switching.branch_id);
  }
  absl::Status operator()(NewGeneration& generation) const {
    return ResolveText({AssetKind::kBus}, names, generation.bus_id);
  }
  absl::Status operator()(Battery& battery) const {
    return ResolveText({AssetKind::kBus}, names, battery.bus_id);
  }
  absl::Status operator()(DemandResponse& response) const {
    return ResolveText({AssetKind::kBus}, names, response.bus_id);
  }
  absl::Status operator()(HeatPlanOrder& plan) const {
    return ResolveText({AssetKind::kHeatSystem}, names, plan.heat_system_id);
  }
  absl::Status operator()(HeatConversion& conversion) const {
    TWIN_RETURN_IF_ERROR(ResolveText({AssetKind::kBus}, names, conversion.bus_id));
    return ResolveText({AssetKind::kHeatSystem}, names, conversion.heat_system_id);
  }
  absl::Status operator()(NewSurplusSource& source) const {
    if (!source.heat_system_id.empty()) {
      TWIN_RETURN_IF_ERROR(ResolveText({AssetKind::kHeatSystem}, names, source.heat_system_id));
    }
    if (!source.surplus_source_id.empty()) {
      return ResolveText({AssetKind::kSurplusSource}, names, source.surplus_source_id);
    }
    return ResolveText({AssetKind::kBus}, names, source.bus_id);
  }
};

}  // namespace

const std::vector<AssetKind>& OutageKinds() {
  static const auto* kinds =
      new std::vector<AssetKind>{AssetKind::kBranch, AssetKind::kGenerator, AssetKind::kHeatPlant};
  return *kinds;
}

Minute ReboundMinutes(const DemandResponse& response) {
  return response.rebound_share > 0.0
             ? static_cast<Minute>(std::ceil(response.rebound_h * kMinutesPerHour))
             : 0;
}

absl::Status Validate(const Patch& patch, const AssetNames& names) {
  return ResolveNames(patch, names).status();
}

absl::StatusOr<Patch> ResolveNames(Patch patch, const AssetNames& names) {
  TWIN_RETURN_IF_ERROR(ValidateValues(patch));
  TWIN_RETURN_IF_ERROR(std::visit(Resolver{names}, patch.change));
  return patch;
}

double CalcBatteryDemandMw(const Battery& battery, Minute from, Minute to) {
  const double now_h = static_cast<double>((from + kNormalTime) % kMinutesPerDay) / kMinutesPerHour;
  const double span_h = static_cast<double>(to - from) / kMinutesPerHour;
  // Share of the time inside the window that begins at `from_h`; it may go over midnight.
  const auto inside_share = [now_h, span_h](double from_h, double length_h) {
    double inside_h = 0.0;
    for (const double begin_h : {from_h - kHoursPerDay, from_h}) {
      inside_h +=
          std::max(0.0, std::min(now_h + span_h, begin_h + length_h) - std::max(now_h, begin_h));
    }
    return inside_h / span_h;
  };
  const double give_h = battery.energy_mwh / battery.power_max_mw;
  return battery.power_max_mw *
         (inside_share(battery.charge_from_h, give_h / battery.efficiency_share) -
          inside_share(battery.discharge_from_h, give_h));
}

bool StillMatters(const Patch& patch, Quarter quarter) {
  if (patch.to == kForever) return true;
  Minute memory = 0;
  if (std::holds_alternative<TemperatureShift>(patch.change)) memory = kWeatherMemory;
  if (const auto* response = std::get_if<DemandResponse>(&patch.change)) {
    memory = ReboundMinutes(*response);
  }
  return patch.to + memory > quarter.start_minute();
}

}  // namespace models
