#include "solvers/heat_system_step.h"

#include <algorithm>
#include <cmath>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/heat_exact.h"
#include "solvers/heat_release.h"

namespace solvers {
namespace {

constexpr double kFreeMw = 1e6;  // a grid order above this is none
// Less than this in a store, 3.6 J either way, is rounding of one run empty.
constexpr double kLeastContentMwh = 1e-9;

absl::Status ValidateInputs(const models::HeatSystemParams& system,
                            const models::HeatSystemInputs& inputs,
                            const models::HeatSystemState& state, double step_h) {
  const std::array<std::pair<const char*, double>, 12> values{{
      {"inputs.outdoor_degc", inputs.outdoor_degc},
      {"inputs.hot_water_ratio", inputs.hot_water_ratio},
      {"inputs.ventilation_share", inputs.ventilation_share},
      {"inputs.electricity_price_nok_per_mwh", inputs.electricity_price_nok_per_mwh},
      {"inputs.reserve_cut_mw", inputs.reserve_cut_mw},
      {"inputs.plan.accumulator_discharge_mw", inputs.plan.accumulator_discharge_mw},
      {"inputs.plan.network_discharge_mw", inputs.plan.network_discharge_mw},
      {"state.accumulator_mwh", state.accumulator_mwh},
      {"state.network_mwh", state.network_mwh},
      {"state.air_degc", state.air_degc},
      {"state.mass_degc", state.mass_degc},
      {"step_h", step_h},
  }};
  for (const auto& [field, value] : values) {
    if (!std::isfinite(value)) return models::errors::NotFinite(field, value);
  }
  if (std::isnan(inputs.electricity_max_mw)) {
    return models::errors::NotFinite("inputs.electricity_max_mw", inputs.electricity_max_mw);
  }
  if (!(step_h > 0.0)) return models::errors::InvalidField("step_h", "must be above zero");
  if (!state.plants.empty() && state.plants.size() != system.plants.size()) {
    return models::errors::InvalidField("state.plants", "must have one row per plant, or none");
  }
  if (!inputs.plant_available_share.empty() &&
      inputs.plant_available_share.size() != system.plants.size()) {
    return models::errors::InvalidField("inputs.plant_available_share",
                                        "must have one row per plant, or none");
  }
  if (!inputs.plan.plant_runs.empty() && inputs.plan.plant_runs.size() != system.plants.size()) {
    return models::errors::InvalidField("inputs.plan.plant_runs",
                                        "must have one row per plant, or none");
  }
  for (const double available_share : inputs.plant_available_share) {
    if (!(available_share >= 0.0 && available_share <= 1.0)) {
      return models::errors::OutOfRange("inputs.plant_available_share", available_share, 0.0, 1.0);
    }
  }
  return absl::OkStatus();
}

/// Loads of one step before it is known what can be served.
struct Loads {
  double hot_water_mw = 0.0;
  double network_loss_mw = 0.0;
  double total_mw = 0.0;
  double usual_mw = 0.0;  ///< with the day's mean hot water and ventilation
};

Loads CalcLoads(const models::HeatSystemParams& system, const models::HeatSystemInputs& inputs,
                const models::HeatSystemState& state, double supply_degc) {
  const models::BuildingStockParams& stock = system.buildings;
  Loads loads;
  loads.hot_water_mw = stock.hot_water_mw * inputs.hot_water_ratio;
  loads.network_loss_mw = CalcNetworkLossMw(system, supply_degc);
  const double space_mw = CalcSpaceHeatMw(stock, state.air_degc);
  loads.total_mw = space_mw + loads.hot_water_mw + loads.network_loss_mw;
  const double unusual_ventilation_mw =
      space_mw <= 0.0 ? 0.0
                      : stock.ventilation_mw_per_k *
                            (inputs.ventilation_share - CalcMeanVentilationShare(system)) *
                            std::max(state.air_degc - inputs.outdoor_degc, 0.0);
  loads.usual_mw =
      loads.total_mw - unusual_ventilation_mw - (loads.hot_water_mw - stock.hot_water_mw);
  return loads;
}

// Electricity of a plant at a heat, both of `each`'s moment.
double CalcDrawMw(const models::HeatSystemParams& system, const AvailablePlant& each,
                  double heat_mw) {
  return CalcElectricityMw(system.plants[each.plant], heat_mw, each.efficiency_ratio, each.full_mw);
}

double CalcDrawMw(const models::HeatSystemParams& system, const std::vector<AvailablePlant>& order,
                  const std::vector<double>& heat_mw) {
  double draw_mw = 0.0;
  for (const AvailablePlant& each : order) draw_mw += CalcDrawMw(system, each, heat_mw[each.plant]);
  return draw_mw;
}

void FillPlants(const models::HeatSystemParams& system, const models::HeatSystemInputs& inputs,
                const std::vector<AvailablePlant>& order, models::HeatSystemResult& result) {
  const double spot_nok_per_mwh = inputs.electricity_price_nok_per_mwh;
  double cooling_nok_per_mwh = 0.0;
  result.plant_electricity_mw.assign(system.plants.size(), 0.0);
  result.plant_power_mw.assign(system.plants.size(), 0.0);
  result.plant_least_mw.assign(system.plants.size(), 0.0);
  result.plant_most_mw.assign(system.plants.size(), 0.0);
  result.plant_cost_nok_per_mwh.assign(system.plants.size(), 0.0);
  for (const AvailablePlant& each : order) {
    result.plant_least_mw[each.plant] = each.least_mw;
    result.plant_most_mw[each.plant] = each.max_mw;
    result.plant_cost_nok_per_mwh[each.plant] = each.cost_nok_per_mwh;
    const models::HeatPlantParams& plant = system.plants[each.plant];
    const double heat_mw = result.plant_heat_mw[each.plant];
    const double draw_mw = CalcDrawMw(system, each, heat_mw);
    const double power_mw = CalcPowerMw(plant, heat_mw);
    result.plant_electricity_mw[each.plant] = draw_mw;
    result.plant_power_mw[each.plant] = power_mw;
    result.electricity_mw += draw_mw;
    result.power_mw += power_mw;
    const double gross_mw = CalcGrossHeatMw(plant.capture, heat_mw);
    result.emission_kg_per_h +=
        CalcCaptureEffect(plant.capture, gross_mw, gross_mw * plant.emission_kg_per_mwh)
            .emission_kg_per_h;
    result.cost_nok_per_h += heat_mw * plant.cost_nok_per_mwh +
                             draw_mw * (spot_nok_per_mwh + plant.tariff_nok_per_mwh) -
                             power_mw * spot_nok_per_mwh;
    if (each.min_mw > 0.0) {
      cooling_nok_per_mwh = std::max(cooling_nok_per_mwh, plant.cooling_off_cost_nok_per_mwh);
    }
  }
  result.cost_nok_per_h += result.cooled_off_mw * cooling_nok_per_mwh;
}

// Carries every plant on: running time, fuel, and the cost of starts.
void AdvancePlants(const models::HeatSystemParams& system, const std::vector<AvailablePlant>& order,
                   double step_h, std::vector<models::HeatPlantState>& plants,
                   models::HeatSystemResult& result) {
  for (const AvailablePlant& each : order) {
    const models::HeatPlantParams& plant = system.plants[each.plant];
    models::HeatPlantState& state = plants[each.plant];
    const double heat_mw = result.plant_heat_mw[each.plant];
    if (Starts(state.running, heat_mw)) {
      result.cost_nok_per_h += plant.running.start_cost_nok / step_h;
    }
    state.running = AdvancePlantRunning(state.running, heat_mw, step_h);
    state.fuel_mwh =
        CalcNextFuelMwh(plant.fuel, state.fuel_mwh, heat_mw, each.efficiency_ratio, step_h);
  }
}

// What each reason alone keeps from running: the free order's dispatch, then the order's, then that
// of order and reserve. Positive parts only, so that a plant that steps in is not counted.
void FillWithheld(const models::HeatSystemParams& system, const models::HeatSystemInputs& inputs,
                  const DispatchMoment& moment, double plants_mw, HeatStepWorkspace& workspace,
                  models::HeatSystemResult& result) {
  result.plant_withheld.assign(system.plants.size(), {});
  models::HeatSystemInputs less = inputs;
  less.electricity_max_mw = kFreeMw;
  CalcMeritOrder(system, less, moment, workspace.free_order);
  workspace.free_heat_mw.assign(system.plants.size(), 0.0);
  CalcDispatch(workspace.free_order, plants_mw, workspace.free_heat_mw);
  std::vector<double> wanted_mw(system.plants.size(), 0.0);
  for (const AvailablePlant& each : workspace.free_order) {
    if (!system.plants[each.plant].uses_electricity) continue;
    wanted_mw[each.plant] = CalcDrawMw(system, each, workspace.free_heat_mw[each.plant]);
    result.plant_withheld[each.plant].price_mw =
        CalcDrawMw(system, each, each.max_mw) - wanted_mw[each.plant];
  }
  less.electricity_max_mw = inputs.electricity_max_mw;
  CalcMeritOrder(system, less, moment, workspace.free_order);
  CalcDispatch(workspace.free_order, plants_mw, workspace.free_heat_mw);
  for (const AvailablePlant& each : workspace.free_order) {
    if (!system.plants[each.plant].uses_electricity) continue;
    models::PlantWithheld& withheld = result.plant_withheld[each.plant];
    const double ordered_mw = CalcDrawMw(system, each, workspace.free_heat_mw[each.plant]);
    withheld.order_mw = std::max(wanted_mw[each.plant] - ordered_mw, 0.0);
    withheld.reserve_mw = std::max(ordered_mw - result.plant_electricity_mw[each.plant], 0.0);
  }
}

// Without order and reserve only the price withholds, and the dispatch at hand tells it.
void FillPriceWithheld(const models::HeatSystemParams& system,
                       const std::vector<AvailablePlant>& order, models::HeatSystemResult& result) {
  result.plant_withheld.assign(system.plants.size(), {});
  for (const AvailablePlant& each : order) {
    if (!system.plants[each.plant].uses_electricity) continue;
    result.plant_withheld[each.plant].price_mw =
        CalcDrawMw(system, each, each.max_mw) - result.plant_electricity_mw[each.plant];
  }
}

// How well the step's books close; nothing is corrected.
void FillResiduals(const models::HeatSystemParams& system, const models::HeatSystemState& before,
                   const HeatOdeSolution& after, double step_h, models::HeatSystemResult& result) {
  double plants_mw = 0.0;
  for (const double heat_mw : result.plant_heat_mw) plants_mw += heat_mw;
  result.balance_residual_mw = plants_mw + result.accumulator_discharge_mw +
                               result.network_discharge_mw - result.delivered_mw -
                               result.network_loss_mw - result.cooled_off_mw;
  result.store_residual_mwh = after.state.accumulator_mwh - before.accumulator_mwh +
                              result.accumulator_discharge_mw * step_h + after.accumulator_loss_mwh;
  const models::BuildingStockParams& stock = system.buildings;
  result.building_residual_mwh =
      stock.air_capacity_mwh_per_k * (after.state.air_degc - before.air_degc) +
      stock.mass_capacity_mwh_per_k * (after.state.mass_degc - before.mass_degc) -
      after.space_heat_mwh - stock.internal_gain_mw * step_h + after.outdoor_loss_mwh;
}

// What the supply water gives: what is planned, without a plan what it still holds.
//   E' = −p − λE,  exactly over the step.
void AdvanceNetworkStore(const models::HeatSystemParams& system,
                         const models::HeatSystemInputs& inputs,
                         const models::HeatSystemState& state, double step_h,
                         const AccumulatorView& view, HeatSystemStep& step) {
  const models::AccumulatorParams store = MakeNetworkStore(system);
  const bool has_plan = !inputs.plan.plant_runs.empty();
  if (store.capacity_mwh <= 0.0 || (state.network_mwh <= 0.0 && !has_plan)) return;
  AccumulatorView own = view;
  own.content_mwh = state.network_mwh;
  const double wanted_mw = has_plan ? inputs.plan.network_discharge_mw : store.power_max_mw;
  const double discharge_mw = CalcPlannedDischargeMw(store, own, wanted_mw, step_h);
  const double loss_per_h = store.loss_per_h;
  const double span_h = loss_per_h > 0.0 ? -std::expm1(-loss_per_h * step_h) / loss_per_h : step_h;
  const double left_mwh =
      std::max(state.network_mwh * std::exp(-loss_per_h * step_h) - discharge_mw * span_h, 0.0);
  step.next_state.network_mwh = left_mwh < kLeastContentMwh ? 0.0 : left_mwh;
  step.result.network_discharge_mw = discharge_mw;
  step.result.network_storage_loss_mw =
      (state.network_mwh - step.next_state.network_mwh) / step_h - discharge_mw;
}

/// An empty tank is empty: what rounding left would shrink by its standing loss down to subnormal
/// numbers, below zero too, which are slow to work with. It is booked as loss, so the books close.
void SettleContent(HeatOdeSolution& after) {
  if (std::abs(after.state.accumulator_mwh) >= kLeastContentMwh) return;
  after.accumulator_loss_mwh += after.state.accumulator_mwh;
  after.state.accumulator_mwh = 0.0;
}

}  // namespace

absl::StatusOr<HeatSystemStep> AdvanceHeatSystem(const models::HeatSystemParams& system,
                                                 const models::HeatSystemInputs& inputs,
                                                 const models::HeatSystemState& state,
                                                 double step_h, HeatStepWorkspace& workspace) {
  TWIN_RETURN_IF_ERROR(ValidateInputs(system, inputs, state, step_h));
  HeatSystemStep step;
  models::HeatSystemResult& result = step.result;
  const double curve_degc = CalcSupplyDegC(system, inputs.outdoor_degc);
  result.supply_degc = state.network_mwh > 0.0
                           ? curve_degc + state.network_mwh / system.network.water_mwh_per_k
                           : curve_degc;
  const Loads loads = CalcLoads(system, inputs, state, curve_degc);
  step.next_state.plants = state.plants;
  if (step.next_state.plants.empty()) {
    for (const models::HeatPlantParams& plant : system.plants) {
      step.next_state.plants.push_back(MakeHeatPlantState(plant));
    }
  }
  const DispatchMoment moment{.supply_degc = result.supply_degc,
                              .load_mw = loads.total_mw,
                              .step_h = step_h,
                              .plants = step.next_state.plants};
  models::HeatSystemInputs limited = inputs;
  CalcMeritOrder(system, limited, moment, workspace.order);
  if (inputs.reserve_cut_mw > 0.0) {
    workspace.free_heat_mw.assign(system.plants.size(), 0.0);
    CalcDispatch(workspace.order, loads.total_mw, workspace.free_heat_mw);
    limited.electricity_max_mw = std::min(
        inputs.electricity_max_mw,
        CalcDrawMw(system, workspace.order, workspace.free_heat_mw) - inputs.reserve_cut_mw);
    CalcMeritOrder(system, limited, moment, workspace.order);
  }

  const bool has_plan = !inputs.plan.plant_runs.empty();
  if (has_plan) FollowPlan(inputs.plan.plant_runs, workspace.order);
  AccumulatorView view{.content_mwh = state.accumulator_mwh,
                       .load_mw = loads.total_mw,
                       .usual_load_mw = loads.usual_mw};
  double plants_max_mw = 0.0;
  for (const AvailablePlant& each : workspace.order) {
    plants_max_mw += each.max_mw;
    if (has_plan && inputs.plan.plant_runs[each.plant] == 0 && each.min_mw <= 0.0) continue;
    view.plants_min_mw += each.min_mw;
    view.plants_max_mw += each.max_mw;
  }
  AdvanceNetworkStore(system, inputs, state, step_h, view, step);
  view.load_mw -= result.network_discharge_mw;
  view.usual_load_mw -= result.network_discharge_mw;
  result.accumulator_discharge_mw =
      has_plan ? CalcPlannedDischargeMw(system.accumulator, view,
                                        inputs.plan.accumulator_discharge_mw, step_h)
               : CalcAccumulatorDischargeMw(system.accumulator, view, step_h);

  const double supply_cap_mw =
      plants_max_mw + result.accumulator_discharge_mw + result.network_discharge_mw;
  result.network_loss_mw = std::min(loads.network_loss_mw, supply_cap_mw);
  const double hot_water_mw = std::min(loads.hot_water_mw, supply_cap_mw - result.network_loss_mw);
  const HeatOdeProblem problem{
      .system = system,
      .outdoor_degc = inputs.outdoor_degc,
      .ventilation_share = inputs.ventilation_share,
      .charge_mw = -result.accumulator_discharge_mw,
      .space_heat_cap_mw = supply_cap_mw - result.network_loss_mw - hot_water_mw};
  HeatOdeSolution after;
  if (workspace.solves_exactly) {
    after = SolveHeatExactly(problem, state, step_h);
  } else {
    TWIN_ASSIGN_OR_RETURN(after, workspace.ode.Solve(problem, state, step_h));
  }
  SettleContent(after);
  step.next_state.accumulator_mwh = after.state.accumulator_mwh;
  step.next_state.air_degc = after.state.air_degc;
  step.next_state.mass_degc = after.state.mass_degc;

  result.delivered_mw = hot_water_mw + after.space_heat_mwh / step_h;
  result.demand_mw = loads.hot_water_mw + after.space_heat_asked_mwh / step_h;
  result.unserved_mw = std::max(result.demand_mw - result.delivered_mw, 0.0);
  result.accumulator_loss_mw = after.accumulator_loss_mwh / step_h;
  const double plants_mw = result.delivered_mw + result.network_loss_mw -
                           result.accumulator_discharge_mw - result.network_discharge_mw;
  result.plant_heat_mw.assign(system.plants.size(), 0.0);
  result.cooled_off_mw = CalcDispatch(workspace.order, plants_mw, result.plant_heat_mw);
  result.marginal_cost_nok_per_mwh = CalcMarginalCostAtNokPerMwh(workspace.order, plants_mw);
  FillPlants(system, inputs, workspace.order, result);
  if (inputs.electricity_max_mw < kFreeMw || inputs.reserve_cut_mw > 0.0) {
    FillWithheld(system, inputs, moment, plants_mw, workspace, result);
  } else {
    FillPriceWithheld(system, workspace.order, result);
  }
  result.releasable_mw = CalcReleasableMw(
      system, workspace.order,
      {.load_mw = result.delivered_mw + result.network_loss_mw,
       .discharge_most_mw =
           CalcMostDischargeMw(system.accumulator, state.accumulator_mwh, step_h) +
           CalcMostDischargeMw(MakeNetworkStore(system), state.network_mwh, step_h),
       .electricity_mw = result.electricity_mw});
  AdvancePlants(system, workspace.order, step_h, step.next_state.plants, result);
  FillResiduals(system, state, after, step_h, result);
  return step;
}

models::HeatSystemState MakeHeatSystemState(const models::HeatSystemParams& system,
                                            double outdoor_degc) {
  const double rest_degc =
      models::CalcRestDegC(system.buildings, outdoor_degc, CalcMeanVentilationShare(system));
  models::HeatSystemState state{.accumulator_mwh = 0.5 * system.accumulator.capacity_mwh,
                                .air_degc = rest_degc,
                                .mass_degc = rest_degc};
  for (const models::HeatPlantParams& plant : system.plants) {
    state.plants.push_back(MakeHeatPlantState(plant));
  }
  return state;
}

}  // namespace solvers
