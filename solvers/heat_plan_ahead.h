#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/heat_plan.h"

namespace solvers {

/// Means of one hour that follows a plan, quarter by quarter, as physics lets it.
struct PlannedHeatHour {
  double outdoor_degc = 0.0;
  double price_nok_per_mwh = 0.0;
  double forecast_mw = 0.0;  ///< load that was planned for, network loss included
  double load_mw = 0.0;      ///< what is asked for when it comes, network loss included
  double unserved_mw = 0.0;
  double cooled_off_mw = 0.0;
  double accumulator_discharge_mw = 0.0;
  double network_discharge_mw = 0.0;
  double accumulator_mwh = 0.0;  ///< at the hour's end
  double network_mwh = 0.0;      ///< at the hour's end
  double supply_degc = 0.0;
  double indoor_degc = 0.0;  ///< at the hour's end
  double electricity_mw = 0.0;
  double power_mw = 0.0;
  double without_mw = 0.0;     ///< the delivered heat by direct electric heating
  double releasable_mw = 0.0;  ///< least of its quarters
  double cost_nok_per_h = 0.0;
  double emission_kg_per_h = 0.0;
  std::vector<double> plant_heat_mw;         ///< [plant]
  std::vector<double> plant_electricity_mw;  ///< [plant]
  std::vector<char> plant_runs;              ///< [plant] as planned
};

/// A plan made now and followed to its end.
struct HeatPlanAhead {
  std::vector<PlannedHeatHour> hours;
  double gap_share = 0.0;  ///< of the plan, to what no plan undercuts
  bool is_proven = false;
  double end_value_nok_per_mwh = 0.0;
  double cost_nok = 0.0;  ///< followed, less the worth of what is left in the stores
  double cheapest_first_nok =
      0.0;  ///< the same without a plan: cheapest first, the tank's own rule
};

/// Plans the whole hours that `quarters` make (PlanHeatSystem), then takes the physical steps that
/// follow it (AdvanceHeatSystem), and once more without a plan.
/// **Shape** `quarters` [4 · hours]. Errors: InvalidArgument for no whole hour; as of both.
absl::StatusOr<HeatPlanAhead> PlanHeatAhead(const models::HeatSystemParams& system,
                                            std::span<const models::HeatSystemInputs> quarters,
                                            const models::HeatSystemState& state,
                                            const CommitmentLimits& limits,
                                            HeatStepWorkspace& workspace);

}  // namespace solvers
