#include "twin/convert/patch_convert.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/store.pb.h"
#include "twin/convert/time_convert.h"
#include "twin/limits.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

absl::Status CheckId(absl::string_view field, const std::string& id) {
  if (id.size() <= limits::kMaxIdBytes) return absl::OkStatus();
  return models::errors::InvalidField(
      field, absl::StrCat("is ", id.size(), " bytes long, at most ", limits::kMaxIdBytes));
}

absl::StatusOr<models::FormerHeating> FormerFromProto(pb::FormerHeating former) {
  switch (former) {
    case pb::FORMER_HEATING_UNSPECIFIED:
    case pb::FORMER_HEATING_DIRECT_ELECTRIC:
      return models::FormerHeating::kDirect;
    case pb::FORMER_HEATING_HEAT_PUMP:
      return models::FormerHeating::kHeatPump;
    case pb::FORMER_HEATING_ELECTRIC_BOILER:
      return models::FormerHeating::kElectricBoiler;
    default:
      break;
  }
  return models::errors::InvalidField("patch.heat_conversion.former_heating",
                                      absl::StrCat("is ", former, ", which is none of its names"));
}

pb::FormerHeating ToProto(models::FormerHeating former) {
  switch (former) {
    case models::FormerHeating::kHeatPump:
      return pb::FORMER_HEATING_HEAT_PUMP;
    case models::FormerHeating::kElectricBoiler:
      return pb::FORMER_HEATING_ELECTRIC_BOILER;
    case models::FormerHeating::kDirect:
      break;
  }
  return pb::FORMER_HEATING_DIRECT_ELECTRIC;
}

absl::StatusOr<models::Change> ConversionFromProto(const pb::HeatConversion& conversion) {
  TWIN_RETURN_IF_ERROR(CheckId("patch.heat_conversion.bus_id", conversion.bus_id()));
  TWIN_RETURN_IF_ERROR(
      CheckId("patch.heat_conversion.heat_system_id", conversion.heat_system_id()));
  TWIN_ASSIGN_OR_RETURN(const auto former, FormerFromProto(conversion.former_heating()));
  return models::HeatConversion{.bus_id = conversion.bus_id(),
                                .heat_system_id = conversion.heat_system_id(),
                                .design_heat_mw = conversion.design_heat_mw(),
                                .former = former};
}

absl::StatusOr<models::Change> SourceFromProto(const pb::NewSurplusSource& source) {
  TWIN_RETURN_IF_ERROR(
      CheckId("patch.new_surplus_source.surplus_source_id", source.surplus_source_id()));
  TWIN_RETURN_IF_ERROR(CheckId("patch.new_surplus_source.heat_system_id", source.heat_system_id()));
  TWIN_RETURN_IF_ERROR(CheckId("patch.new_surplus_source.bus_id", source.bus_id()));
  return models::NewSurplusSource{.surplus_source_id = source.surplus_source_id(),
                                  .heat_system_id = source.heat_system_id(),
                                  .bus_id = source.bus_id(),
                                  .heat_mw = source.heat_mw(),
                                  .source_degc = source.source_degc(),
                                  .cooled_to_degc = source.cooled_to_degc()};
}

double OrOne(bool has, double ratio) { return has ? ratio : 1.0; }

models::WeatherChange WeatherFromProto(const pb::WeatherChange& change) {
  return {.ratios = {.wind_ratio = OrOne(change.has_wind_ratio(), change.wind_ratio()),
                     .sun_ratio = OrOne(change.has_sun_ratio(), change.sun_ratio()),
                     .inflow_ratio = OrOne(change.has_inflow_ratio(), change.inflow_ratio())}};
}

absl::StatusOr<models::Change> GenerationFromProto(const pb::NewGeneration& generation) {
  TWIN_RETURN_IF_ERROR(CheckId("patch.new_generation.bus_id", generation.bus_id()));
  models::NewGeneration added{.bus_id = generation.bus_id(),
                              .power_max_mw = generation.power_max_mw()};
  switch (generation.source()) {
    case pb::ADDED_SOURCE_STEADY:
      added.source = models::AddedSource::kSteady;
      break;
    case pb::ADDED_SOURCE_WIND:
      added.source = models::AddedSource::kWind;
      break;
    case pb::ADDED_SOURCE_SUN:
      added.source = models::AddedSource::kSun;
      break;
    default:
      return models::errors::InvalidField(
          "patch.new_generation.source",
          absl::StrCat("is ", generation.source(), "; give steady, wind or sun"));
  }
  return added;
}

pb::AddedSource ToProto(models::AddedSource source) {
  switch (source) {
    case models::AddedSource::kSteady:
      return pb::ADDED_SOURCE_STEADY;
    case models::AddedSource::kWind:
      return pb::ADDED_SOURCE_WIND;
    case models::AddedSource::kSun:
      return pb::ADDED_SOURCE_SUN;
  }
  return pb::ADDED_SOURCE_UNSPECIFIED;
}

absl::StatusOr<models::Change> BatteryFromProto(const pb::Battery& battery) {
  TWIN_RETURN_IF_ERROR(CheckId("patch.battery.bus_id", battery.bus_id()));
  models::Battery added{.bus_id = battery.bus_id(),
                        .power_max_mw = battery.power_max_mw(),
                        .energy_mwh = battery.energy_mwh(),
                        .charge_from_h = battery.charge_from_h(),
                        .discharge_from_h = battery.discharge_from_h()};
  if (battery.has_efficiency_share()) added.efficiency_share = battery.efficiency_share();
  return added;
}

absl::StatusOr<models::Change> ResponseFromProto(const pb::DemandResponse& response) {
  TWIN_RETURN_IF_ERROR(CheckId("patch.demand_response.bus_id", response.bus_id()));
  return models::DemandResponse{.bus_id = response.bus_id(),
                                .cut_mw = response.cut_mw(),
                                .rebound_share = response.rebound_share(),
                                .rebound_h = response.rebound_h()};
}

absl::StatusOr<models::Change> PlanFromProto(const pb::HeatPlanOrder& plan) {
  TWIN_RETURN_IF_ERROR(CheckId("patch.heat_plan.heat_system_id", plan.heat_system_id()));
  models::HeatPlanOrder order{.heat_system_id = plan.heat_system_id(), .hours = {}};
  for (const pb::OrderedHeatHour& hour : plan.hours()) {
    order.hours.push_back({.plant_runs = {hour.plant_runs().begin(), hour.plant_runs().end()},
                           .accumulator_discharge_mw = hour.accumulator_discharge_mw(),
                           .network_discharge_mw = hour.network_discharge_mw()});
  }
  return order;
}

absl::StatusOr<models::Change> ChangeFromProto(const pb::Patch& patch) {
  switch (patch.change_case()) {
    case pb::Patch::kOutage:
      TWIN_RETURN_IF_ERROR(CheckId("patch.outage.element_id", patch.outage().element_id()));
      return models::Outage{patch.outage().element_id()};
    case pb::Patch::kTemperatureShift:
      return models::TemperatureShift{patch.temperature_shift().offset_k(),
                                      patch.temperature_shift().ramp_h()};
    case pb::Patch::kDemandChange:
      TWIN_RETURN_IF_ERROR(CheckId("patch.demand_change.bus_id", patch.demand_change().bus_id()));
      return models::DemandChange{patch.demand_change().bus_id(), patch.demand_change().demand_mw(),
                                  patch.demand_change().demand_mvar()};
    case pb::Patch::kGridOrder:
      TWIN_RETURN_IF_ERROR(
          CheckId("patch.grid_order.heat_system_id", patch.grid_order().heat_system_id()));
      return models::GridOrder{patch.grid_order().heat_system_id(),
                               patch.grid_order().electricity_max_mw()};
    case pb::Patch::kReserveActivation: {
      const pb::ReserveActivation& reserve = patch.reserve_activation();
      TWIN_RETURN_IF_ERROR(
          CheckId("patch.reserve_activation.heat_system_id", reserve.heat_system_id()));
      return models::ReserveActivation{reserve.heat_system_id(), reserve.electricity_cut_mw()};
    }
    case pb::Patch::kPlantReduction: {
      const pb::PlantReduction& reduction = patch.plant_reduction();
      TWIN_RETURN_IF_ERROR(
          CheckId("patch.plant_reduction.heat_plant_id", reduction.heat_plant_id()));
      return models::PlantReduction{reduction.heat_plant_id(), reduction.available_share()};
    }
    case pb::Patch::kPriceChange: {
      const pb::PriceChange& change = patch.price_change();
      return models::PriceChange{OrOne(change.has_price_ratio(), change.price_ratio()),
                                 change.offset_nok_per_mwh()};
    }
    case pb::Patch::kPriceSeries: {
      const auto& hours = patch.price_series().hours_nok_per_mwh();
      return models::PriceSeries{{hours.begin(), hours.end()}};
    }
    case pb::Patch::kHeatConversion:
      return ConversionFromProto(patch.heat_conversion());
    case pb::Patch::kNewSurplusSource:
      return SourceFromProto(patch.new_surplus_source());
    case pb::Patch::kWeatherChange:
      return WeatherFromProto(patch.weather_change());
    case pb::Patch::kSwitching:
      TWIN_RETURN_IF_ERROR(CheckId("patch.switching.branch_id", patch.switching().branch_id()));
      return models::Switching{patch.switching().branch_id(), patch.switching().is_closed()};
    case pb::Patch::kNewGeneration:
      return GenerationFromProto(patch.new_generation());
    case pb::Patch::kBattery:
      return BatteryFromProto(patch.battery());
    case pb::Patch::kDemandResponse:
      return ResponseFromProto(patch.demand_response());
    case pb::Patch::kHeatPlan:
      return PlanFromProto(patch.heat_plan());
    case pb::Patch::CHANGE_NOT_SET:
      break;
  }
  return models::errors::InvalidField(
      "patch.change",
      "is empty; give one of outage, temperature_shift, demand_change, grid_order, "
      "reserve_activation, plant_reduction, price_change, heat_conversion, new_surplus_source, "
      "weather_change, switching, new_generation, battery, demand_response, heat_plan, "
      "price_series");
}

struct ChangeWriter {
  pb::Patch& patch;

  void operator()(const models::Outage& outage) const {
    patch.mutable_outage()->set_element_id(outage.element_id);
  }
  void operator()(const models::TemperatureShift& shift) const {
    patch.mutable_temperature_shift()->set_offset_k(shift.offset_k);
    patch.mutable_temperature_shift()->set_ramp_h(shift.ramp_h);
  }
  void operator()(const models::DemandChange& change) const {
    patch.mutable_demand_change()->set_bus_id(change.bus_id);
    patch.mutable_demand_change()->set_demand_mw(change.demand_mw);
    patch.mutable_demand_change()->set_demand_mvar(change.demand_mvar);
  }
  void operator()(const models::GridOrder& order) const {
    patch.mutable_grid_order()->set_heat_system_id(order.heat_system_id);
    patch.mutable_grid_order()->set_electricity_max_mw(order.electricity_max_mw);
  }
  void operator()(const models::ReserveActivation& reserve) const {
    patch.mutable_reserve_activation()->set_heat_system_id(reserve.heat_system_id);
    patch.mutable_reserve_activation()->set_electricity_cut_mw(reserve.electricity_cut_mw);
  }
  void operator()(const models::PlantReduction& reduction) const {
    patch.mutable_plant_reduction()->set_heat_plant_id(reduction.heat_plant_id);
    patch.mutable_plant_reduction()->set_available_share(reduction.available_share);
  }
  void operator()(const models::PriceChange& change) const {
    patch.mutable_price_change()->set_price_ratio(change.price_ratio);
    patch.mutable_price_change()->set_offset_nok_per_mwh(change.offset_nok_per_mwh);
  }
  void operator()(const models::PriceSeries& series) const {
    auto* hours = patch.mutable_price_series()->mutable_hours_nok_per_mwh();
    hours->Assign(series.hours_nok_per_mwh.begin(), series.hours_nok_per_mwh.end());
  }
  void operator()(const models::HeatConversion& conversion) const {
    pb::HeatConversion& sent = *patch.mutable_heat_conversion();
    sent.set_bus_id(conversion.bus_id);
    sent.set_heat_system_id(conversion.heat_system_id);
    sent.set_design_heat_mw(conversion.design_heat_mw);
    sent.set_former_heating(ToProto(conversion.former));
  }
  void operator()(const models::NewSurplusSource& source) const {
    pb::NewSurplusSource& sent = *patch.mutable_new_surplus_source();
    sent.set_surplus_source_id(source.surplus_source_id);
    sent.set_heat_system_id(source.heat_system_id);
    sent.set_bus_id(source.bus_id);
    sent.set_heat_mw(source.heat_mw);
    sent.set_source_degc(source.source_degc);
    sent.set_cooled_to_degc(source.cooled_to_degc);
  }
  void operator()(const models::HeatPlanOrder& plan) const {
    pb::HeatPlanOrder& sent = *patch.mutable_heat_plan();
    sent.set_heat_system_id(plan.heat_system_id);
    for (const models::HeatPlanStep& hour : plan.hours) {
      pb::OrderedHeatHour& ordered = *sent.add_hours();
      for (const char runs : hour.plant_runs) ordered.add_plant_runs(runs != 0);
      ordered.set_accumulator_discharge_mw(hour.accumulator_discharge_mw);
      ordered.set_network_discharge_mw(hour.network_discharge_mw);
    }
  }
  void operator()(const models::WeatherChange& change) const {
    pb::WeatherChange& sent = *patch.mutable_weather_change();
    sent.set_wind_ratio(change.ratios.wind_ratio);
    sent.set_sun_ratio(change.ratios.sun_ratio);
    sent.set_inflow_ratio(change.ratios.inflow_ratio);
  }
  void operator()(const models::Switching& switching) const {
    patch.mutable_switching()->set_branch_id(switching.branch_id);
    patch.mutable_switching()->set_is_closed(switching.is_closed);
  }
  void operator()(const models::NewGeneration& generation) const {
    pb::NewGeneration& sent = *patch.mutable_new_generation();
    sent.set_bus_id(generation.bus_id);
    sent.set_source(ToProto(generation.source));
    sent.set_power_max_mw(generation.power_max_mw);
  }
  void operator()(const models::Battery& battery) const {
    pb::Battery& sent = *patch.mutable_battery();
    sent.set_bus_id(battery.bus_id);
    sent.set_power_max_mw(battery.power_max_mw);
    sent.set_energy_mwh(battery.energy_mwh);
    sent.set_efficiency_share(battery.efficiency_share);
    sent.set_charge_from_h(battery.charge_from_h);
    sent.set_discharge_from_h(battery.discharge_from_h);
  }
  void operator()(const models::DemandResponse& response) const {
    pb::DemandResponse& sent = *patch.mutable_demand_response();
    sent.set_bus_id(response.bus_id);
    sent.set_cut_mw(response.cut_mw);
    sent.set_rebound_share(response.rebound_share);
    sent.set_rebound_h(response.rebound_h);
  }
};

}  // namespace

absl::StatusOr<models::Patch> FromProto(const pb::Patch& patch, models::Minute default_from) {
  models::Patch result;
  result.id = patch.id();
  result.from = default_from;
  if (patch.has_from()) {
    TWIN_ASSIGN_OR_RETURN(result.from, ToMinute(patch.from(), "patch.from"));
  }
  if (patch.has_to()) {
    TWIN_ASSIGN_OR_RETURN(result.to, ToMinute(patch.to(), "patch.to"));
  }
  TWIN_ASSIGN_OR_RETURN(result.change, ChangeFromProto(patch));
  return result;
}

pb::Patch ToProto(const models::Patch& patch) {
  pb::Patch result;
  result.set_id(patch.id);
  *result.mutable_from() = ToTimestamp(patch.from);
  if (patch.to != models::kForever) *result.mutable_to() = ToTimestamp(patch.to);
  std::visit(ChangeWriter{result}, patch.change);
  return result;
}

absl::StatusOr<StoredPatch> ParseStoredPatch(absl::string_view id, const std::string& payload) {
  pb::StoredCommand command;
  if (!command.ParseFromString(payload)) {
    return models::errors::Corrupt(absl::StrCat("stored command ", id), "its bytes are no command");
  }
  const pb::Patch& stored = command.has_apply_patch() ? command.apply_patch() : command.end_patch();
  TWIN_ASSIGN_OR_RETURN(models::Patch patch, FromProto(stored, 0));
  return StoredPatch{std::move(patch), command.request_id()};
}

}  // namespace twin::convert
