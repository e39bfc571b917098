#pragma once

#include <array>
#include <optional>

#include "absl/status/statusor.h"
#include "models/plan/heat_tables.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/heat_system_step.h"

namespace solvers {

/// How many kinds of plants there are.
inline constexpr std::size_t kHeatPlantKindCount =
    static_cast<std::size_t>(models::HeatPlantKind::kSurplusHeat) + 1;

/// What one district-heating system gives its heat of in a year, and in the coldest quarter at one
/// time of the day.
struct HeatNetworkMix {
  double delivered_mwh = 0.0;
  double loss_ratio = 0.0;         ///< lost by pipes per delivered
  double electricity_ratio = 0.0;  ///< drawn by its plants per delivered, turbines not taken off
  /// Heat of each kind of plant per delivered, and its fuel.
  std::array<double, kHeatPlantKindCount> heat_ratio{};
  std::array<double, kHeatPlantKindCount> efficiency_ratio{};  ///< mean, 1 where it gives nothing
  double cold_outdoor_degc = 0.0;  ///< of the coldest day, at the time of the day asked for
  double cold_delivered_mw = 0.0;
  /// Drawn by the system's plants for one MW of heat more then.
  double cold_draw_ratio = 0.0;
  /// What its plants could give beside what they give then, none of them out.
  double cold_left_mw = 0.0;
};

/// The coldest day's quarter at one time of the day.
struct ColdMoment {
  models::HeatSystemInputs inputs;
  models::HeatSystemState before;
  models::HeatSystemResult result;
};

inline constexpr std::size_t kQuartersOfDay = 96;

/// A year of one system: what CalcHeatNetworkMix is taken from for any time of the day.
struct HeatNetworkYear {
  HeatNetworkMix mix;  ///< of the year alone; what is cold is not set
  /// By local time; absent where the year has no such quarter with one before it.
  std::array<std::optional<ColdMoment>, kQuartersOfDay> cold;
};

/// Runs one system of a region quarter by quarter through a calendar year, as solvers/heat_year.h
/// does. Errors: as of ForEachHeatStep; FailedPrecondition when nothing is delivered.
absl::StatusOr<HeatNetworkYear> SolveHeatNetworkYear(const models::Region& region,
                                                     const models::OsloCalendar& calendar,
                                                     models::HeatSystemIndex system,
                                                     const models::WeatherYear& weather_year,
                                                     int calendar_year);

/// The mix with the coldest day looked at at one local time, 0 to 95, and `more_mw` more heat
/// meant.
HeatNetworkMix CalcHeatNetworkMix(const models::HeatSystemParams& system,
                                  const HeatNetworkYear& year, int quarter_of_day, double more_mw);

/// CO2 of a delivered MWh, as the mean of the year:
///   e = Σ_kind q_kind e_kind + x e_electricity
double CalcDeliveredEmissionKgPerMwh(const HeatNetworkMix& mix,
                                     const models::EmissionMethodParams& method);

}  // namespace solvers
