#include "solvers/plan/network_mix.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/heat_relief.h"
#include "solvers/heat_year.h"

namespace solvers {
namespace {

// The region with one heat system and nothing electric: what a heat step looks at.
models::Region OnlyHeat(const models::Region& region, models::HeatSystemIndex system) {
  models::Region one;
  one.places = region.places;
  one.measured_weather = region.measured_weather;
  one.demand = region.demand;
  one.price = region.price;
  one.heat_systems.Add(region.heat_systems[system]);
  return one;
}

// Sums of the year and the coldest day's quarters.
class MixVisitor {
 public:
  explicit MixVisitor(const models::HeatSystemParams& system) : system_(system) {
    coldest_effective_degc_.fill(std::numeric_limits<double>::infinity());
  }

  void Visit(const HeatYearStep& step) {
    const double mwh_per_mw = models::kHoursPerQuarter;
    HeatNetworkMix& mix = year_.mix;
    mix.delivered_mwh += mwh_per_mw * step.result.delivered_mw;
    loss_mwh_ += mwh_per_mw * step.result.network_loss_mw;
    electricity_mwh_ += mwh_per_mw * step.result.electricity_mw;
    for (std::size_t plant = 0; plant < system_.plants.size(); ++plant) {
      const models::HeatPlantParams& of = system_.plants[plant];
      const std::size_t kind = static_cast<std::size_t>(of.kind);
      const double heat_mwh = mwh_per_mw * step.result.plant_heat_mw[plant];
      heat_mwh_[kind] += heat_mwh;
      fuel_mwh_[kind] += heat_mwh / of.efficiency_ratio;
    }
    LookForCold(step);
    before_ = step.state;
  }

  absl::StatusOr<HeatNetworkYear> Finish() {
    HeatNetworkMix& mix = year_.mix;
    if (!(mix.delivered_mwh > 0.0)) {
      return absl::FailedPreconditionError(absl::StrCat(system_.id, " delivers nothing"));
    }
    mix.loss_ratio = loss_mwh_ / mix.delivered_mwh;
    mix.electricity_ratio = electricity_mwh_ / mix.delivered_mwh;
    for (std::size_t kind = 0; kind < kHeatPlantKindCount; ++kind) {
      mix.heat_ratio[kind] = heat_mwh_[kind] / mix.delivered_mwh;
      mix.efficiency_ratio[kind] = fuel_mwh_[kind] > 0.0 ? heat_mwh_[kind] / fuel_mwh_[kind] : 1.0;
    }
    return std::move(year_);
  }

 private:
  void LookForCold(const HeatYearStep& step) {
    const auto at = static_cast<std::size_t>(step.local.hour * 4 + step.local.minute / 15);
    if (step.inputs.effective_degc >= coldest_effective_degc_[at] || !before_) return;
    coldest_effective_degc_[at] = step.inputs.effective_degc;
    year_.cold[at] = ColdMoment{step.inputs, *before_, step.result};
  }

  const models::HeatSystemParams& system_;
  HeatNetworkYear year_;
  double loss_mwh_ = 0.0;
  double electricity_mwh_ = 0.0;
  std::array<double, kHeatPlantKindCount> heat_mwh_{};
  std::array<double, kHeatPlantKindCount> fuel_mwh_{};
  std::optional<models::HeatSystemState> before_;
  std::array<double, kQuartersOfDay> coldest_effective_degc_{};
};

}  // namespace

absl::StatusOr<HeatNetworkYear> SolveHeatNetworkYear(const models::Region& region,
                                                     const models::OsloCalendar& calendar,
                                                     models::HeatSystemIndex system,
                                                     const models::WeatherYear& weather_year,
                                                     int calendar_year) {
  const models::Region one = OnlyHeat(region, system);
  MixVisitor visitor(one.heat_systems[models::HeatSystemIndex(0)]);
  TWIN_RETURN_IF_ERROR(ForEachHeatStep(one, calendar,
                                       MakeHeatYearStretch(calendar, calendar_year, weather_year),
                                       {}, [&](const HeatYearStep& step) { visitor.Visit(step); }));
  return visitor.Finish();
}

HeatNetworkMix CalcHeatNetworkMix(const models::HeatSystemParams& system,
                                  const HeatNetworkYear& year, int quarter_of_day, double more_mw) {
  HeatNetworkMix mix = year.mix;
  const auto& cold = year.cold[static_cast<std::size_t>(quarter_of_day)];
  if (!cold) return mix;
  const models::HeatSystemResult& result = cold->result;
  mix.cold_outdoor_degc = cold->inputs.outdoor_degc;
  mix.cold_delivered_mw = result.delivered_mw;
  double given_mw = 0.0, most_mw = 0.0;
  for (std::size_t plant = 0; plant < system.plants.size(); ++plant) {
    given_mw += result.plant_heat_mw[plant];
    most_mw += std::max(result.plant_heat_mw[plant], system.plants[plant].heat_max_mw);
  }
  mix.cold_left_mw = most_mw - given_mw + result.cooled_off_mw;
  mix.cold_draw_ratio =
      CalcMarginalDrawRatio(system, cold->inputs, cold->before, result,
                            std::clamp(more_mw, 1e-3, std::max(1e-3, mix.cold_left_mw)));
  return mix;
}

double CalcDeliveredEmissionKgPerMwh(const HeatNetworkMix& mix,
                                     const models::EmissionMethodParams& method) {
  double kg_per_mwh = mix.electricity_ratio * method.electricity_kg_per_mwh;
  for (std::size_t kind = 0; kind < kHeatPlantKindCount; ++kind) {
    kg_per_mwh += mix.heat_ratio[kind] *
                  models::CalcHeatEmissionKgPerMwh(method, static_cast<models::HeatPlantKind>(kind),
                                                   mix.efficiency_ratio[kind]);
  }
  return kg_per_mwh;
}

}  // namespace solvers
