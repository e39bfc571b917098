#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "models/climate/hydro_week.h"
#include "models/electricity/dispatch.h"
#include "models/electricity/grid.h"
#include "solvers/week_outlook.h"

namespace solvers {

using RegulatedIndex = models::Index<struct RegulatedTag>;

inline constexpr std::size_t kRegulatedClasses = 2;  ///< reservoir, cascade
inline constexpr std::int64_t kNeverPlanned = -1'000'000'000;

/// A plant below a reservoir.
struct RegulatedPlant {
  models::GeneratorIndex generator;
  models::PlaceIndex place;
  std::size_t dispatch_class = 0;
  models::RegulatedPlantParams limits;
};

struct RegulatedHydroParams {
  models::DispatchParams dispatch;
  models::Table<RegulatedIndex, RegulatedPlant> plants;
};

/// Storage that a plant's table leaves open is the dispatch's share of its normal year.
RegulatedHydroParams MakeRegulatedHydroParams(const models::ElectricityGrid& grid,
                                              const models::DispatchParams& dispatch);

struct RegulatedHydroState {
  models::Table<RegulatedIndex, double> reservoir_mwh;
  models::Table<RegulatedIndex, double> week_left_mwh;  ///< of the week's budget
  models::Table<RegulatedIndex, double> day_level_mw;   ///< middle of the day's band
  std::array<double, kRegulatedClasses> usual_share{};  ///< by class; 0: not known yet
  std::int64_t planned_day = kNeverPlanned;             ///< UTC day that levels were set for
  bool operator==(const RegulatedHydroState&) const = default;
};

/// Reservoirs at their normal filling for the season, nothing planned yet.
RegulatedHydroState MakeRegulatedHydroState(const RegulatedHydroParams& params,
                                            const models::OsloTime& local);

double CalcNormalFillShare(const models::DispatchParams& dispatch, const models::OsloTime& local);

struct RegulatedHydroInputs {
  double residual_mw = 0.0;
  const models::WeatherField& weather;
  const WeatherProcess* process = nullptr;
  models::Quarter quarter;
  double into_quarter_h = 0.0;  ///< where the step begins in it
  models::OsloTime local;
  const models::Table<models::GeneratorIndex, char>& generator_out;
  models::WeatherChanges changes;  ///< of the scenario, for the week's plan
};

/// Sums over the plants; each plant's own goes to the two tables.
struct RegulatedHydroResult {
  double production_mw = 0.0;
  double inflow_mw = 0.0;
  double spill_mw = 0.0;
  double residual_mwh = 0.0;  ///< of every reservoir's own balance, magnitudes summed
};

/// One step of every regulated plant. On the week's first step each gets its budget, on the day's
/// first its band; then
///   P_wanted = (left / hours left) · s_class(R) / usual s_class,   P = CalcBudgetPower
/// with s_class piecewise linear through the dispatch points and its usual value the mean of the
/// last week or so:  ds̄/dt = (s − s̄) / 7 d. `follow_share` is dP/dR of each plant, 0 at a limit.
/// **Shape** generation_mw, follow_share [generator]; rows of other plants are left alone.
/// No allocation but the outlook's, which is sized once.
RegulatedHydroResult AdvanceRegulatedHydro(
    const RegulatedHydroParams& params, const RegulatedHydroInputs& inputs, double step_h,
    WeekOutlook& outlook, RegulatedHydroState& state,
    models::Table<models::GeneratorIndex, double>& generation_mw,
    models::Table<models::GeneratorIndex, double>& follow_share);

}  // namespace solvers
