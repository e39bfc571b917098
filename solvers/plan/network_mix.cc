#include "solvers/plan/network_mix.h"

#include <algorithm>
#include <limits>
#include <optional>

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
  // Noise is keyed by the row of a place: rows behind that of the system change nothing, and cost.
  const std::size_t last = region.heat_systems[system].place.value();
  for (std::size_t row = 0; row <= last; ++row) {
    one.places.Add(region.places[models::PlaceIndex(row)]);
  }
  one.measured_weather = region.measured_weather;
  one.demand = region.demand;
  one.price = region.price;
  one.heat_systems.Add(region.heat_systems[system]);
  return one;
}

// Sums of the year and the coldest day's quarter.
class MixVisitor {
 public:
  MixVisitor(const models::HeatSystemParams& system, const HeatNetworkMixQuestion& question)
      : system_(system), question_(question) {}

  void Visit(const HeatYearStep& step) {
    const double mwh_per_mw = models::kHoursPerQuarter;
    mix_.delivered_mwh += mwh_per_mw * step.result.delivered_mw;
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

  absl::StatusOr<HeatNetworkMix> Finish() {
    if (!(mix_.delivered_mwh > 0.0)) {
      return absl::FailedPreconditionError(absl::StrCat(system_.id, " delivers nothing"));
    }
    mix_.loss_ratio = loss_mwh_ / mix_.delivered_mwh;
    mix_.electricity_ratio = electricity_mwh_ / mix_.delivered_mwh;
    for (std::size_t kind = 0; kind < kHeatPlantKindCount; ++kind) {
      mix_.heat_ratio[kind] = heat_mwh_[kind] / mix_.delivered_mwh;
      mix_.efficiency_ratio[kind] = fuel_mwh_[kind] > 0.0 ? heat_mwh_[kind] / fuel_mwh_[kind] : 1.0;
    }
    return mix_;
  }

 private:
  void LookForCold(const HeatYearStep& step) {
    const int quarter_of_day = step.local.hour * 4 + step.local.minute / 15;
    if (quarter_of_day != question_.quarter_of_day ||
        step.inputs.effective_degc >= coldest_effective_degc_ || !before_) {
      return;
    }
    coldest_effective_degc_ = step.inputs.effective_degc;
    mix_.cold_outdoor_degc = step.inputs.outdoor_degc;
    mix_.cold_delivered_mw = step.result.delivered_mw;
    double given_mw = 0.0, most_mw = 0.0;
    for (std::size_t plant = 0; plant < system_.plants.size(); ++plant) {
      given_mw += step.result.plant_heat_mw[plant];
      most_mw += std::max(step.result.plant_heat_mw[plant], system_.plants[plant].heat_max_mw);
    }
    mix_.cold_left_mw = most_mw - given_mw + step.result.cooled_off_mw;
    mix_.cold_draw_ratio = CalcMarginalDrawRatio(
        system_, step.inputs, *before_, step.result,
        std::clamp(question_.more_mw, 1e-3, std::max(1e-3, mix_.cold_left_mw)));
  }

  const models::HeatSystemParams& system_;
  const HeatNetworkMixQuestion& question_;
  HeatNetworkMix mix_;
  double loss_mwh_ = 0.0;
  double electricity_mwh_ = 0.0;
  std::array<double, kHeatPlantKindCount> heat_mwh_{};
  std::array<double, kHeatPlantKindCount> fuel_mwh_{};
  std::optional<models::HeatSystemState> before_;
  double coldest_effective_degc_ = std::numeric_limits<double>::infinity();
};

}  // namespace

absl::StatusOr<HeatNetworkMix> SolveHeatNetworkMix(const models::Region& region,
                                                   const models::OsloCalendar& calendar,
                                                   const HeatNetworkMixQuestion& question) {
  const models::Region one = OnlyHeat(region, question.system);
  MixVisitor visitor(one.heat_systems[models::HeatSystemIndex(0)], question);
  TWIN_RETURN_IF_ERROR(ForEachHeatStep(
      one, calendar, MakeHeatYearStretch(calendar, question.calendar_year, question.weather_year),
      {}, [&](const HeatYearStep& step) { visitor.Visit(step); }));
  return visitor.Finish();
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
