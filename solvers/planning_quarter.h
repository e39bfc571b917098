#pragma once

#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/ac_power_flow.h"
#include "solvers/electricity_demand.h"
#include "solvers/heat_system_step.h"
#include "solvers/regional_balance.h"

namespace solvers {

/// What stays the same through a planning year. The region must outlive it.
struct PlanningParams {
  const models::Region* region = nullptr;
  models::WeatherYear weather_year;
  double demand_ratio = 1.0;  ///< general demand over what growth gives
  models::GrowthQuestion growth;
  RegionalBalanceParams balance;
  models::Table<models::LoadIndex, models::LoadParams> loads;  ///< of the planning year
};

/// Loads of the planning year: each sector of each load times its growth factor, general loads
/// times `demand_ratio` as well. Large loads that wait are not added: models::MakeRegionOfYear does
/// that. Errors: as of MakeRegionalBalanceParams and
/// CalcSectorFactorsRatio; InvalidArgument for a ratio outside [0.1, 10].
absl::StatusOr<PlanningParams> MakePlanningParams(const models::Region& region,
                                                  const models::WeatherYear& weather_year,
                                                  double demand_ratio,
                                                  const models::GrowthQuestion& growth = {});

/// The part of a quarter's inputs that needs no other quarter.
struct PlanningWeather {
  models::OsloTime local;
  models::WeatherField weather;
  ElectricityDemand demand;
};

void CalcPlanningWeather(const PlanningParams& params, const models::OsloCalendar& calendar,
                         models::Quarter quarter, PlanningWeather& weather);

/// What one quarter hands to the next: stores of heat and water, and how many banks are in.
struct PlanningState {
  RegionalBalanceState balance;
  models::Table<models::HeatSystemIndex, models::HeatSystemState> heat;
  models::Table<models::ShuntIndex, int> shunt_step;
};

PlanningState MakePlanningState(const PlanningParams& params, const PlanningWeather& first);

/// Inputs of the power flow in one quarter at `planning` fidelity: heat plants and stores, water
/// and exchange balanced for the whole region, losses taken as a fixed share of demand (the power
/// flow's participants take what is left). Advances `state` by the quarter.
/// Errors: as of AdvanceHeatSystem. The balance behind the inputs goes to `balance` unless null.
absl::StatusOr<PowerFlowInputs> AdvancePlanning(const PlanningParams& params,
                                                models::Quarter quarter,
                                                const PlanningWeather& weather,
                                                HeatStepWorkspace& workspace, PlanningState& state,
                                                RegionalBalanceResult* balance = nullptr);

}  // namespace solvers
