#include "solvers/heat_dispatch.h"

#include <algorithm>
#include <cmath>

namespace solvers {
namespace {

double CalcAvailableShare(const models::HeatSystemInputs& inputs, std::size_t plant) {
  return plant < inputs.plant_available_share.size() ? inputs.plant_available_share[plant] : 1.0;
}

// Splits the electricity a grid order leaves; best efficiency first.
void LimitElectricity(const models::HeatSystemParams& system, double electricity_max_mw,
                      std::vector<AvailablePlant>& order) {
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.efficiency_ratio > b.efficiency_ratio;
  });
  double left_mw = std::max(electricity_max_mw, 0.0);
  for (AvailablePlant& each : order) {
    if (!system.plants[each.plant].uses_electricity) continue;
    each.max_mw = std::min(each.max_mw, left_mw * each.efficiency_ratio);
    each.min_mw = std::min(each.min_mw, each.max_mw);
    left_mw = std::max(left_mw - each.max_mw / each.efficiency_ratio, 0.0);
  }
}

}  // namespace

void CalcMeritOrder(const models::HeatSystemParams& system, const models::HeatSystemInputs& inputs,
                    double supply_degc, std::vector<AvailablePlant>& order) {
  order.clear();
  for (std::size_t row = 0; row < system.plants.size(); ++row) {
    const models::HeatPlantParams& plant = system.plants[row];
    const double efficiency_ratio = CalcEfficiencyRatio(plant, supply_degc, system.return_degc);
    const double max_mw = plant.heat_max_mw * CalcAvailableShare(inputs, row);
    order.push_back({.plant = row,
                     .min_mw = std::min(plant.heat_min_mw, max_mw),
                     .max_mw = max_mw,
                     .efficiency_ratio = efficiency_ratio,
                     .cost_nok_per_mwh = CalcMarginalCostNokPerMwh(
                         plant, efficiency_ratio, inputs.electricity_price_nok_per_mwh)});
  }
  LimitElectricity(system, inputs.electricity_max_mw, order);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.cost_nok_per_mwh != b.cost_nok_per_mwh ? a.cost_nok_per_mwh < b.cost_nok_per_mwh
                                                    : a.plant < b.plant;
  });
}

double CalcDispatch(const std::vector<AvailablePlant>& order, double load_mw,
                    std::vector<double>& plant_heat_mw) {
  double left_mw = load_mw;
  for (const AvailablePlant& each : order) {
    plant_heat_mw[each.plant] = each.min_mw;
    left_mw -= each.min_mw;
  }
  if (left_mw <= 0.0) return -left_mw;
  for (const AvailablePlant& each : order) {
    const double more_mw = std::min(each.max_mw - each.min_mw, left_mw);
    plant_heat_mw[each.plant] += more_mw;
    left_mw -= more_mw;
  }
  return 0.0;
}

double CalcMarginalCostAtNokPerMwh(const std::vector<AvailablePlant>& order, double load_mw) {
  double left_mw = load_mw;
  for (const AvailablePlant& each : order) left_mw -= each.min_mw;
  double cost_nok_per_mwh = 0.0;
  for (const AvailablePlant& each : order) {
    if (left_mw <= 0.0) break;
    if (each.max_mw <= each.min_mw) continue;
    cost_nok_per_mwh = each.cost_nok_per_mwh;
    left_mw -= each.max_mw - each.min_mw;
  }
  return cost_nok_per_mwh;
}

double CalcAccumulatorDischargeMw(const models::AccumulatorParams& accumulator,
                                  const AccumulatorView& view, double step_h) {
  // Constant power p empties or fills the tank exactly at the step's end when
  //   E(t) = E₀ e^(−λt) − p (1 − e^(−λt))/λ  reaches 0 or the capacity.
  const double loss_per_h = accumulator.loss_per_h;
  const double kept_share = std::exp(-loss_per_h * step_h);
  const double span_h = loss_per_h > 0.0 ? -std::expm1(-loss_per_h * step_h) / loss_per_h : step_h;
  const double content_mwh = view.content_mwh * kept_share;
  const double most_mw = std::max(std::min(accumulator.power_max_mw, content_mwh / span_h), 0.0);
  const double least_mw = std::min(
      std::max(-accumulator.power_max_mw, (content_mwh - accumulator.capacity_mwh) / span_h),
      most_mw);

  double wanted_mw = view.load_mw - view.usual_load_mw - loss_per_h * view.content_mwh;
  // Never charge with what the buildings need, never discharge into must-run surplus.
  wanted_mw = std::min(wanted_mw, std::max(view.load_mw - view.plants_min_mw, 0.0));
  wanted_mw = std::min(wanted_mw, view.load_mw);
  if (view.load_mw < view.plants_min_mw) wanted_mw = view.load_mw - view.plants_min_mw;
  wanted_mw = std::max(wanted_mw, view.load_mw - view.plants_max_mw);
  return std::clamp(wanted_mw, least_mw, most_mw);
}

}  // namespace solvers
