#include "solvers/heat_plan.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "models/base/status_macros.h"

namespace solvers {
namespace {

constexpr double kFreeMw = 1e6;  // a grid order above this is none
constexpr double kHourH = 1.0;

// Plants that may do at once all that they are built for.
models::HeatSystemParams WithoutLimitsInTime(const models::HeatSystemParams& system) {
  models::HeatSystemParams free = system;
  for (models::HeatPlantParams& plant : free.plants) {
    plant.running = {};
    plant.fuel = {};
  }
  free.network = {};  // the load is that of the curve
  return free;
}

models::HeatSystemInputs WithoutGridLimits(const models::HeatSystemInputs& inputs) {
  models::HeatSystemInputs free = inputs;
  free.electricity_max_mw = kFreeMw;
  free.reserve_cut_mw = 0.0;
  free.plan = {};
  return free;
}

void AddStore(const models::AccumulatorParams& store, double content_mwh,
              std::optional<std::size_t>& row, CommitmentInputs& commitment) {
  if (store.capacity_mwh <= 0.0) return;
  row = commitment.stores.size();
  commitment.stores.push_back({.capacity_mwh = store.capacity_mwh,
                               .power_max_mw = store.power_max_mw,
                               .loss_per_h = store.loss_per_h,
                               .content_mwh = content_mwh});
}

CommitmentInputs MakeCommitment(const models::HeatSystemParams& system,
                                const models::HeatSystemState& state, HeatPlan& plan) {
  CommitmentInputs commitment;
  for (std::size_t p = 0; p < system.plants.size(); ++p) {
    const models::HeatPlantParams& plant = system.plants[p];
    const models::HeatPlantState now =
        state.plants.empty() ? MakeHeatPlantState(plant) : state.plants[p];
    commitment.plants.push_back({.running = plant.running,
                                 .now = now.running,
                                 .fuel = plant.fuel,
                                 .fuel_mwh = now.fuel_mwh,
                                 .efficiency_ratio = plant.efficiency_ratio});
    commitment.cooled_off_cost_nok_per_mwh =
        std::max(commitment.cooled_off_cost_nok_per_mwh, plant.cooling_off_cost_nok_per_mwh);
  }
  AddStore(system.accumulator, state.accumulator_mwh, plan.accumulator, commitment);
  AddStore(MakeNetworkStore(system), state.network_mwh, plan.network, commitment);
  return commitment;
}

void AddHour(const models::HeatSystemParams& system, const std::vector<AvailablePlant>& order,
             CommitmentInputs& commitment) {
  for (const AvailablePlant& each : order) {
    const models::HeatPlantParams& plant = system.plants[each.plant];
    const double draw_mw =
        CalcElectricityMw(plant, each.max_mw, each.efficiency_ratio, each.full_mw);
    commitment.plants[each.plant].hours.push_back(
        {.available_mw = each.max_mw,
         .must_run_mw = each.min_mw,
         .cost_nok_per_mwh = each.cost_nok_per_mwh,
         .electricity_ratio = each.max_mw > 0.0 ? draw_mw / each.max_mw : 0.0});
  }
}

}  // namespace

models::HeatPlanStep HeatPlan::StepOf(std::size_t hour) const {
  models::HeatPlanStep step;
  for (const auto& runs : commitment.is_running) step.plant_runs.push_back(runs[hour]);
  if (accumulator) step.accumulator_discharge_mw = commitment.discharge_mw[*accumulator][hour];
  if (network) step.network_discharge_mw = commitment.discharge_mw[*network][hour];
  return step;
}

absl::StatusOr<HeatPlan> PlanHeatSystem(const models::HeatSystemParams& system,
                                        std::span<const models::HeatSystemInputs> hours,
                                        const models::HeatSystemState& state,
                                        const CommitmentLimits& limits,
                                        HeatStepWorkspace& workspace) {
  const models::HeatSystemParams free = WithoutLimitsInTime(system);
  HeatPlan plan;
  CommitmentInputs commitment = MakeCommitment(system, state, plan);
  models::HeatSystemState ahead = state;
  ahead.network_mwh = 0.0;
  std::vector<AvailablePlant> order;
  double marginal_nok_per_mwh = 0.0;
  for (const models::HeatSystemInputs& given : hours) {
    const models::HeatSystemInputs inputs = WithoutGridLimits(given);
    TWIN_ASSIGN_OR_RETURN(HeatSystemStep step,
                          AdvanceHeatSystem(free, inputs, ahead, kHourH, workspace));
    const double load_mw = step.result.demand_mw + step.result.network_loss_mw;
    CalcMeritOrder(free, inputs,
                   {.supply_degc = step.result.supply_degc, .load_mw = load_mw, .step_h = kHourH},
                   order);
    AddHour(system, order, commitment);
    plan.load_mw.push_back(load_mw);
    commitment.electricity_max_mw.push_back(given.electricity_max_mw < kFreeMw
                                                ? std::max(0.0, given.electricity_max_mw)
                                                : std::numeric_limits<double>::infinity());
    marginal_nok_per_mwh +=
        step.result.marginal_cost_nok_per_mwh / static_cast<double>(hours.size());
    ahead = std::move(step.next_state);
  }
  plan.end_value_nok_per_mwh = std::max(0.0, marginal_nok_per_mwh);
  for (CommitmentStore& store : commitment.stores) {
    store.end_value_nok_per_mwh = plan.end_value_nok_per_mwh;
  }
  commitment.load_mw = plan.load_mw;
  TWIN_ASSIGN_OR_RETURN(plan.commitment, PlanHeatCommitment(commitment, limits));
  return plan;
}

models::HeatSystemInputs MakePlanHour(std::span<const models::HeatSystemInputs> quarters) {
  models::HeatSystemInputs hour = quarters.front();
  const double share = 1.0 / static_cast<double>(quarters.size());
  const auto mean = [&](double models::HeatSystemInputs::*field) {
    double sum = 0.0;
    for (const models::HeatSystemInputs& quarter : quarters) sum += share * quarter.*field;
    hour.*field = sum;
  };
  mean(&models::HeatSystemInputs::outdoor_degc);
  mean(&models::HeatSystemInputs::hot_water_ratio);
  mean(&models::HeatSystemInputs::ventilation_share);
  mean(&models::HeatSystemInputs::electricity_price_nok_per_mwh);
  for (const models::HeatSystemInputs& quarter : quarters) {
    hour.electricity_max_mw = std::min(hour.electricity_max_mw, quarter.electricity_max_mw);
    for (std::size_t p = 0; p < hour.plant_available_share.size(); ++p) {
      hour.plant_available_share[p] =
          std::min(hour.plant_available_share[p], quarter.plant_available_share[p]);
    }
  }
  return hour;
}

}  // namespace solvers
