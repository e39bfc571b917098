#pragma once

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/base/ids.h"
#include "models/climate/weather.h"
#include "models/electricity/dispatch.h"
#include "models/electricity/grid.h"
#include "models/time/oslo_calendar.h"
#include "solvers/regulated_hydro.h"

namespace solvers {

using PriceAreaIndex = models::Index<struct PriceAreaTag>;

/// One price area and what its reservoirs hold together.
struct PriceAreaParams {
  std::string id;
  double capacity_mwh = 0.0;
};

/// What the balance needs of the grid's tables, made once per region.
struct RegionalBalanceParams {
  models::DispatchParams dispatch;
  RegulatedHydroParams hydro;
  models::Table<PriceAreaIndex, PriceAreaParams> price_areas;
  models::Table<models::GeneratorIndex, PriceAreaIndex> area_of_generator;
};

/// Errors: InvalidArgument when dispatch points do not rise, shares lie outside [0, 1], a generator
/// has no place, or an area's imports do not rise from summer to mild to cold; all violations at
/// once.
absl::StatusOr<RegionalBalanceParams> MakeRegionalBalanceParams(
    const models::ElectricityGrid& grid, const models::DispatchParams& dispatch);

struct RegionalBalanceInputs {
  /// All loads and the electricity of the heat systems, less generation that a scenario adds.
  double demand_mw = 0.0;
  const models::WeatherField& weather;
  models::Quarter quarter;
  double into_quarter_h = 0.0;  ///< where the step begins in it
  models::OsloTime local;
  const models::Table<models::GeneratorIndex, char>& generator_out;  ///< empty: none is out
  const WeatherProcess* process = nullptr;  ///< null: the quarter's weather stands for the week,
                                            ///< and its wind is at every farm's hub height
  /// The scenario's, already in the weather: hydro plans its weeks with them.
  models::WeatherChanges changes;
};

/// Reservoirs and the last known losses of the grid.
struct RegionalBalanceState {
  RegulatedHydroState hydro;
  double losses_mw = 0.0;  ///< of the last power flow, written by the caller after each step
  bool operator==(const RegionalBalanceState&) const = default;
};

/// Reservoirs at their normal filling for the season, no week planned.
RegionalBalanceState MakeRegionalBalanceState(const RegionalBalanceParams& params,
                                              const models::OsloTime& local, double losses_mw);

/// Means over one step. Σ generation + Σ boundary import + unserved − surplus = demand + losses of
/// the state.
struct RegionalBalanceResult {
  models::Table<models::GeneratorIndex, double> generation_mw;
  /// dP/dR of each regulated plant: its share of one more MW of residual load, 0 at a limit.
  models::Table<models::GeneratorIndex, double> follow_share;
  models::Table<models::ExchangeAreaIndex, double> area_import_mw;
  models::Table<models::BoundaryIndex, double> boundary_import_mw;
  double generation_sum_mw = 0.0;
  double net_import_mw = 0.0;  ///< demand + losses − generation: what neighbours are asked for
  double unserved_mw = 0.0;    ///< of it, beyond every neighbour's import limit; 0 in normal states
  double surplus_mw = 0.0;     ///< export asked for beyond every neighbour's limit; 0 likewise
  double residual_load_mw = 0.0;
  double inflow_mw = 0.0;  ///< to the reservoirs
  double spill_mw = 0.0;
  double flood_loss_mw = 0.0;       ///< what rivers bring beyond the size of their plants
  double store_residual_mwh = 0.0;  ///< of Δreservoir = (inflow − production − spill) dt, summed
};

struct RegionalBalanceStep {
  RegionalBalanceState next_state;
  RegionalBalanceResult result;
  WeekOutlook outlook;  ///< room for the look ahead
};

/// Power of a plant that follows weather or a plan, regulated hydro 0: wind by its farm's curve,
/// sun by its panels, rivers by their inflow. Wind is taken to be at hub height where the height of
/// the place's wind is not known (0).
double CalcGivenMw(const models::GeneratorParams& plant, const models::PlaceWeather& weather,
                   double wind_height_m, const models::DispatchParams& dispatch);

/// Generation of every plant, import over every boundary and the reservoirs' next content.
/// Wind, sun, rivers and heat plants are what the weather and the plants give; regulated plants
/// spend their week's budget following the residual load (AdvanceRegulatedHydro); neighbours trade
/// the rest, shared by CalcAreaImports.
void AdvanceRegionalBalance(const models::ElectricityGrid& grid,
                            const RegionalBalanceParams& params,
                            const RegionalBalanceInputs& inputs, const RegionalBalanceState& state,
                            double step_h, RegionalBalanceStep& step);

/// Import wanted from one neighbour without its limits: piecewise linear through the three worked
/// cases of the region's net import, going on outside with the outer slopes. Sums to
/// `net_import_mw` over the areas.
double CalcAreaImportMw(
    const models::Table<models::ExchangeAreaIndex, models::ExchangeAreaParams>& areas,
    models::ExchangeAreaIndex area, double net_import_mw);

/// What no neighbour gives or takes; at most one of the two is above 0.
struct BeyondLimits {
  double unserved_mw = 0.0;
  double surplus_mw = 0.0;
};

/// Import from every neighbour within its limits [−export, import], written to `area_import_mw`
/// (one entry per area). With w_a the rule of CalcAreaImportMw,
///   import_a = clamp(w_a(m), −export_a, import_a),  m such that Σ import_a = net_import_mw:
/// an area at its limit hands the excess to the others, who share it by their slopes. Each import
/// rises with the net import. Needs imports that rise from summer to mild to cold.
/// Method: variable fixing, G. R. Bitran and A. C. Hax, Management Science 27 (1981) 431.
BeyondLimits CalcAreaImports(
    const models::Table<models::ExchangeAreaIndex, models::ExchangeAreaParams>& areas,
    double net_import_mw, models::Table<models::ExchangeAreaIndex, double>& area_import_mw);

}  // namespace solvers
