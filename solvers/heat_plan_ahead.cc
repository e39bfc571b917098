#include "solvers/heat_plan_ahead.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/heat_relief.h"

namespace solvers {
namespace {

constexpr std::size_t kQuartersPerHour = 4;
constexpr double kShare = 1.0 / kQuartersPerHour;

void AddQuarter(const models::HeatSystemInputs& inputs, const HeatSystemStep& step,
                PlannedHeatHour& hour) {
  const models::HeatSystemResult& result = step.result;
  hour.outdoor_degc += kShare * inputs.outdoor_degc;
  hour.price_nok_per_mwh += kShare * inputs.electricity_price_nok_per_mwh;
  hour.load_mw += kShare * (result.demand_mw + result.network_loss_mw);
  hour.unserved_mw += kShare * result.unserved_mw;
  hour.cooled_off_mw += kShare * result.cooled_off_mw;
  hour.accumulator_discharge_mw += kShare * result.accumulator_discharge_mw;
  hour.network_discharge_mw += kShare * result.network_discharge_mw;
  hour.accumulator_mwh = step.next_state.accumulator_mwh;
  hour.network_mwh = step.next_state.network_mwh;
  hour.supply_degc += kShare * result.supply_degc;
  hour.indoor_degc = step.next_state.air_degc;
  hour.electricity_mw += kShare * result.electricity_mw;
  hour.power_mw += kShare * result.power_mw;
  hour.without_mw += kShare * CalcCounterfactual({}, result, inputs.outdoor_degc).without_direct_mw;
  const bool is_first = hour.plant_heat_mw.empty();
  hour.releasable_mw =
      is_first ? result.releasable_mw : std::min(hour.releasable_mw, result.releasable_mw);
  hour.cost_nok_per_h += kShare * result.cost_nok_per_h;
  hour.emission_kg_per_h += kShare * result.emission_kg_per_h;
  hour.plant_heat_mw.resize(result.plant_heat_mw.size());
  hour.plant_electricity_mw.resize(result.plant_heat_mw.size());
  for (std::size_t p = 0; p < result.plant_heat_mw.size(); ++p) {
    hour.plant_heat_mw[p] += kShare * result.plant_heat_mw[p];
    hour.plant_electricity_mw[p] += kShare * result.plant_electricity_mw[p];
  }
}

// Quarter by quarter under the plan, or without one when it is null. Returns what it costs, less
// the worth of what is left.
absl::StatusOr<double> Follow(const models::HeatSystemParams& system,
                              std::span<const models::HeatSystemInputs> quarters,
                              models::HeatSystemState state, const HeatPlan* plan,
                              double end_value_nok_per_mwh, HeatStepWorkspace& workspace,
                              std::vector<PlannedHeatHour>* hours) {
  double cost_nok = 0.0;
  for (std::size_t i = 0; i < quarters.size(); ++i) {
    models::HeatSystemInputs inputs = quarters[i];
    if (plan != nullptr) inputs.plan = plan->StepOf(i / kQuartersPerHour);
    TWIN_ASSIGN_OR_RETURN(
        HeatSystemStep step,
        AdvanceHeatSystem(system, inputs, state, models::kHoursPerQuarter, workspace));
    cost_nok += step.result.cost_nok_per_h * models::kHoursPerQuarter;
    if (hours != nullptr) AddQuarter(inputs, step, (*hours)[i / kQuartersPerHour]);
    state = std::move(step.next_state);
  }
  return cost_nok - end_value_nok_per_mwh * (state.accumulator_mwh + state.network_mwh);
}

}  // namespace

absl::StatusOr<HeatPlanAhead> PlanHeatAhead(const models::HeatSystemParams& system,
                                            std::span<const models::HeatSystemInputs> quarters,
                                            const models::HeatSystemState& state,
                                            const CommitmentLimits& limits,
                                            HeatStepWorkspace& workspace) {
  if (quarters.empty() || quarters.size() % kQuartersPerHour != 0) {
    return models::errors::InvalidField(
        "quarters", absl::StrCat("are ", quarters.size(), ", which makes no whole hours"));
  }
  std::vector<models::HeatSystemInputs> hours;
  for (std::size_t i = 0; i < quarters.size(); i += kQuartersPerHour) {
    hours.push_back(MakePlanHour(quarters.subspan(i, kQuartersPerHour)));
  }
  TWIN_ASSIGN_OR_RETURN(const HeatPlan plan,
                        PlanHeatSystem(system, hours, state, limits, workspace));
  HeatPlanAhead ahead{.hours = std::vector<PlannedHeatHour>(hours.size()),
                      .gap_share = plan.commitment.gap_share,
                      .is_proven = plan.commitment.is_proven,
                      .end_value_nok_per_mwh = plan.end_value_nok_per_mwh};
  for (std::size_t h = 0; h < hours.size(); ++h) {
    ahead.hours[h].forecast_mw = plan.load_mw[h];
    ahead.hours[h].plant_runs = plan.StepOf(h).plant_runs;
  }
  TWIN_ASSIGN_OR_RETURN(
      ahead.cost_nok,
      Follow(system, quarters, state, &plan, plan.end_value_nok_per_mwh, workspace, &ahead.hours));
  TWIN_ASSIGN_OR_RETURN(
      ahead.cheapest_first_nok,
      Follow(system, quarters, state, nullptr, plan.end_value_nok_per_mwh, workspace, nullptr));
  return ahead;
}

}  // namespace solvers
