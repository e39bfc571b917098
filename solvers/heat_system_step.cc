#include "solvers/heat_system_step.h"

#include <algorithm>
#include <cmath>

#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace solvers {
namespace {

absl::Status ValidateInputs(const models::HeatSystemParams& system,
                            const models::HeatSystemInputs& inputs,
                            const models::HeatSystemState& state, double step_h) {
  const std::array<std::pair<const char*, double>, 8> values{{
      {"inputs.outdoor_degc", inputs.outdoor_degc},
      {"inputs.hot_water_ratio", inputs.hot_water_ratio},
      {"inputs.ventilation_share", inputs.ventilation_share},
      {"inputs.electricity_price_nok_per_mwh", inputs.electricity_price_nok_per_mwh},
      {"state.accumulator_mwh", state.accumulator_mwh},
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
  if (!inputs.plant_available_share.empty() &&
      inputs.plant_available_share.size() != system.plants.size()) {
    return models::errors::InvalidField("inputs.plant_available_share",
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

void FillPlants(const models::HeatSystemParams& system, const std::vector<AvailablePlant>& order,
                models::HeatSystemResult& result) {
  result.plant_electricity_mw.assign(system.plants.size(), 0.0);
  for (const AvailablePlant& each : order) {
    const models::HeatPlantParams& plant = system.plants[each.plant];
    const double heat_mw = result.plant_heat_mw[each.plant];
    if (plant.uses_electricity) {
      result.plant_electricity_mw[each.plant] = heat_mw / each.efficiency_ratio;
      result.electricity_mw += heat_mw / each.efficiency_ratio;
    }
    result.emission_kg_per_h += heat_mw * plant.emission_kg_per_mwh;
  }
}

// How well the step's books close; nothing is corrected.
void FillResiduals(const models::HeatSystemParams& system, const models::HeatSystemState& before,
                   const HeatOdeSolution& after, double step_h, models::HeatSystemResult& result) {
  double plants_mw = 0.0;
  for (const double heat_mw : result.plant_heat_mw) plants_mw += heat_mw;
  result.balance_residual_mw = plants_mw + result.accumulator_discharge_mw - result.delivered_mw -
                               result.network_loss_mw - result.cooled_off_mw;
  result.store_residual_mwh = after.state.accumulator_mwh - before.accumulator_mwh +
                              result.accumulator_discharge_mw * step_h + after.accumulator_loss_mwh;
  const models::BuildingStockParams& stock = system.buildings;
  result.building_residual_mwh =
      stock.air_capacity_mwh_per_k * (after.state.air_degc - before.air_degc) +
      stock.mass_capacity_mwh_per_k * (after.state.mass_degc - before.mass_degc) -
      after.space_heat_mwh - stock.internal_gain_mw * step_h + after.outdoor_loss_mwh;
}

}  // namespace

absl::StatusOr<HeatSystemStep> AdvanceHeatSystem(const models::HeatSystemParams& system,
                                                 const models::HeatSystemInputs& inputs,
                                                 const models::HeatSystemState& state,
                                                 double step_h, HeatStepWorkspace& workspace) {
  TWIN_RETURN_IF_ERROR(ValidateInputs(system, inputs, state, step_h));
  HeatSystemStep step;
  models::HeatSystemResult& result = step.result;
  result.supply_degc = CalcSupplyDegC(system, inputs.outdoor_degc);
  CalcMeritOrder(system, inputs, result.supply_degc, workspace.order);
  const Loads loads = CalcLoads(system, inputs, state, result.supply_degc);

  AccumulatorView view{.content_mwh = state.accumulator_mwh,
                       .load_mw = loads.total_mw,
                       .usual_load_mw = loads.usual_mw};
  for (const AvailablePlant& each : workspace.order) {
    view.plants_min_mw += each.min_mw;
    view.plants_max_mw += each.max_mw;
  }
  result.accumulator_discharge_mw = CalcAccumulatorDischargeMw(system.accumulator, view, step_h);

  const double supply_cap_mw = view.plants_max_mw + result.accumulator_discharge_mw;
  result.network_loss_mw = std::min(loads.network_loss_mw, supply_cap_mw);
  const double hot_water_mw = std::min(loads.hot_water_mw, supply_cap_mw - result.network_loss_mw);
  TWIN_ASSIGN_OR_RETURN(
      const HeatOdeSolution after,
      workspace.ode.Solve(
          {.system = system,
           .outdoor_degc = inputs.outdoor_degc,
           .ventilation_share = inputs.ventilation_share,
           .charge_mw = -result.accumulator_discharge_mw,
           .space_heat_cap_mw = supply_cap_mw - result.network_loss_mw - hot_water_mw},
          state, step_h));
  step.next_state = after.state;

  result.delivered_mw = hot_water_mw + after.space_heat_mwh / step_h;
  result.demand_mw = loads.hot_water_mw + after.space_heat_asked_mwh / step_h;
  result.unserved_mw = std::max(result.demand_mw - result.delivered_mw, 0.0);
  result.accumulator_loss_mw = after.accumulator_loss_mwh / step_h;
  const double plants_mw =
      result.delivered_mw + result.network_loss_mw - result.accumulator_discharge_mw;
  result.plant_heat_mw.assign(system.plants.size(), 0.0);
  result.cooled_off_mw = CalcDispatch(workspace.order, plants_mw, result.plant_heat_mw);
  result.marginal_cost_nok_per_mwh = CalcMarginalCostAtNokPerMwh(workspace.order, plants_mw);
  FillPlants(system, workspace.order, result);
  FillResiduals(system, state, after, step_h, result);
  return step;
}

models::HeatSystemState MakeHeatSystemState(const models::HeatSystemParams& system,
                                            double outdoor_degc) {
  const double rest_degc =
      models::CalcRestDegC(system.buildings, outdoor_degc, CalcMeanVentilationShare(system));
  return {.accumulator_mwh = 0.5 * system.accumulator.capacity_mwh,
          .air_degc = rest_degc,
          .mass_degc = rest_degc};
}

}  // namespace solvers
