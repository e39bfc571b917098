#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/base/ids.h"
#include "models/climate/weather.h"
#include "models/electricity/dispatch.h"
#include "models/electricity/grid.h"
#include "models/time/oslo_calendar.h"

namespace solvers {

using PriceAreaIndex = models::Index<struct PriceAreaTag>;

/// The lumped reservoir of one price area.
struct PriceAreaParams {
  std::string id;
  double capacity_mwh = 0.0;
};

/// What the balance needs of the grid's tables, made once per region.
struct RegionalBalanceParams {
  models::DispatchParams dispatch;
  models::Table<PriceAreaIndex, PriceAreaParams> price_areas;
  models::Table<models::GeneratorIndex, PriceAreaIndex> area_of_generator;
};

/// Errors: InvalidArgument when dispatch points do not rise, shares lie outside [0, 1], or a
/// generator has no place; all violations at once.
absl::StatusOr<RegionalBalanceParams> MakeRegionalBalanceParams(
    const models::ElectricityGrid& grid, const models::DispatchParams& dispatch);

struct RegionalBalanceInputs {
  double demand_mw = 0.0;  ///< all loads and the electricity of the heat systems
  const models::WeatherField& weather;
  models::Quarter quarter;
  models::OsloTime local;
  const models::Table<models::GeneratorIndex, char>& generator_out;  ///< empty: none is out
};

/// Reservoirs and the last known losses of the grid.
struct RegionalBalanceState {
  models::Table<PriceAreaIndex, double> reservoir_mwh;
  double losses_mw = 0.0;  ///< of the last power flow, written by the caller after each step
  bool operator==(const RegionalBalanceState&) const = default;
};

/// Reservoirs at their normal filling for the season.
RegionalBalanceState MakeRegionalBalanceState(const RegionalBalanceParams& params,
                                              const models::OsloTime& local, double losses_mw);

/// Means over one step. Σ generation + Σ boundary import = demand + losses of the state.
struct RegionalBalanceResult {
  models::Table<models::GeneratorIndex, double> generation_mw;
  models::Table<models::ExchangeAreaIndex, double> area_import_mw;
  models::Table<models::BoundaryIndex, double> boundary_import_mw;
  double generation_sum_mw = 0.0;
  double net_import_mw = 0.0;
  double residual_load_mw = 0.0;
  double inflow_mw = 0.0;  ///< to the reservoirs
  double spill_mw = 0.0;
  double store_residual_mwh = 0.0;  ///< of Δreservoir = (inflow − production − spill) dt, summed
};

struct RegionalBalanceStep {
  RegionalBalanceState next_state;
  RegionalBalanceResult result;
};

/// Generation of every plant, import over every boundary and the reservoirs' next content.
/// Wind, sun, rivers and heat plants are what the weather and the plants give; regulated plants
/// follow the residual load through the dispatch points, more where reservoirs are fuller than
/// normal; neighbours trade the rest, shared by CalcAreaImportMw.
void AdvanceRegionalBalance(const models::ElectricityGrid& grid,
                            const RegionalBalanceParams& params,
                            const RegionalBalanceInputs& inputs, const RegionalBalanceState& state,
                            double step_h, RegionalBalanceStep& step);

/// Import from one neighbour: piecewise linear through the three worked cases of the region's net
/// import, going on outside with the outer slopes. Sums to `net_import_mw` over the areas.
double CalcAreaImportMw(
    const models::Table<models::ExchangeAreaIndex, models::ExchangeAreaParams>& areas,
    models::ExchangeAreaIndex area, double net_import_mw);

}  // namespace solvers
