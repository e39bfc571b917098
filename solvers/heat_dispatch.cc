#include "solvers/heat_dispatch.h"

#include <algorithm>
#include <cmath>

#include "models/plants/heat_pump_series.h"

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
    const models::HeatPlantParams& plant = system.plants[each.plant];
    if (!plant.uses_electricity) continue;
    each.max_mw = std::min(
        each.max_mw, CalcHeatOfElectricityMw(plant, left_mw, each.efficiency_ratio, each.full_mw));
    if (each.max_mw < plant.running.stable_min_mw) each.max_mw = 0.0;
    each.min_mw = std::min(each.min_mw, each.max_mw);
    each.least_mw = std::min(each.least_mw, each.max_mw);
    const double taken_mw =
        CalcElectricityMw(plant, each.max_mw, each.efficiency_ratio, each.full_mw);
    left_mw = std::max(left_mw - taken_mw, 0.0);
  }
}

AvailablePlant CalcAvailablePlant(const models::HeatPlantParams& plant, double available_share,
                                  const models::HeatPlantState& state, double return_degc,
                                  const DispatchMoment& moment) {
  AvailablePlant each;
  each.efficiency_ratio = CalcEfficiencyRatio(plant, moment.supply_degc, return_degc);
  each.full_mw = CalcNetHeatMaxMw(plant) * available_share;
  double there_mw = std::min(each.full_mw, CalcFuelHeatMaxMw(plant.fuel, state.fuel_mwh,
                                                             each.efficiency_ratio, moment.step_h));
  if (plant.lorenz_share > 0.0) {
    there_mw = std::min(there_mw, (plant.lift_to_share - plant.lift_from_share) *
                                      models::CalcSinkHeatMaxMw(moment.load_mw, plant.sink_max_degc,
                                                                moment.supply_degc, return_degc));
  }
  const models::PlantRange range =
      CalcPlantRange(plant.running, state.running, there_mw, moment.step_h);
  if (!range.may_run) return each;
  each.max_mw = range.max_mw;
  each.least_mw = range.min_mw;
  const double must_run_mw =
      models::CalcCaptureEffect(plant.capture, plant.heat_min_mw, 0.0).heat_mw;
  each.min_mw = std::min(std::max(must_run_mw, range.may_stand ? 0.0 : range.min_mw), each.max_mw);
  each.least_mw = std::max(each.least_mw, each.min_mw);
  return each;
}

// Heat that plants before `end` can give back, dearest first, down to what they must give.
double CalcGivableMw(const std::vector<AvailablePlant>& order, std::size_t end,
                     const std::vector<double>& plant_heat_mw) {
  double givable_mw = 0.0;
  for (std::size_t i = 0; i < end; ++i) {
    const double heat_mw = plant_heat_mw[order[i].plant];
    if (heat_mw > 0.0) givable_mw += heat_mw - order[i].least_mw;
  }
  return std::max(givable_mw, 0.0);
}

void GiveBack(const std::vector<AvailablePlant>& order, std::size_t end, double give_mw,
              std::vector<double>& plant_heat_mw) {
  for (std::size_t i = end; i-- > 0 && give_mw > 0.0;) {
    double& heat_mw = plant_heat_mw[order[i].plant];
    if (heat_mw <= order[i].least_mw) continue;
    const double here_mw = std::min(heat_mw - order[i].least_mw, give_mw);
    heat_mw -= here_mw;
    give_mw -= here_mw;
  }
}

// Whether plants behind `i` make the rest more cheaply than `i` at its least heat, which would be
// made instead of the dearest plant before it or for nothing.
bool IsPassedOver(const std::vector<AvailablePlant>& order, std::size_t i, double left_mw,
                  double givable_mw) {
  const AvailablePlant& each = order[i];
  const double saved_mw = std::min(each.least_mw - left_mw, givable_mw);
  const double saved_nok_per_mwh = i > 0 ? order[i - 1].cost_nok_per_mwh : 0.0;
  const double own_nok_per_h = each.least_mw * (each.cost_nok_per_mwh + each.start_nok_per_mwh) -
                               saved_mw * saved_nok_per_mwh;
  double rest_mw = left_mw, other_nok_per_h = 0.0;
  for (std::size_t next = i + 1; next < order.size() && rest_mw > 0.0; ++next) {
    if (order[next].max_mw <= order[next].min_mw || order[next].least_mw > rest_mw) continue;
    const double take_mw = std::min(order[next].max_mw - order[next].min_mw, rest_mw);
    other_nok_per_h += take_mw * (order[next].cost_nok_per_mwh + order[next].start_nok_per_mwh);
    rest_mw -= take_mw;
  }
  return rest_mw <= 0.0 && other_nok_per_h < own_nok_per_h;
}

}  // namespace

void CalcMeritOrder(const models::HeatSystemParams& system, const models::HeatSystemInputs& inputs,
                    const DispatchMoment& moment, std::vector<AvailablePlant>& order) {
  order.clear();
  for (std::size_t row = 0; row < system.plants.size(); ++row) {
    const models::HeatPlantParams& plant = system.plants[row];
    const models::HeatPlantState state =
        row < moment.plants.size() ? moment.plants[row] : MakeHeatPlantState(plant);
    AvailablePlant each = CalcAvailablePlant(plant, CalcAvailableShare(inputs, row), state,
                                             system.return_degc, moment);
    each.plant = row;
    each.cost_nok_per_mwh = CalcMarginalCostNokPerMwh(plant, each.efficiency_ratio,
                                                      inputs.electricity_price_nok_per_mwh);
    if (state.running.since_switch_h <= 0.0 && each.full_mw > 0.0) {
      each.start_nok_per_mwh = plant.running.start_cost_nok /
                               (each.full_mw * std::max(plant.running.up_min_h, kUsualRunH));
    }
    order.push_back(each);
  }
  LimitElectricity(system, inputs.electricity_max_mw, order);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    const double a_nok_per_mwh = a.cost_nok_per_mwh + a.start_nok_per_mwh;
    const double b_nok_per_mwh = b.cost_nok_per_mwh + b.start_nok_per_mwh;
    return a_nok_per_mwh != b_nok_per_mwh ? a_nok_per_mwh < b_nok_per_mwh : a.plant < b.plant;
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
  double above_mw = 0.0;
  for (std::size_t i = 0; i < order.size() && left_mw > 0.0; ++i) {
    const AvailablePlant& each = order[i];
    if (each.max_mw <= each.min_mw) continue;
    const double short_mw = each.least_mw - each.min_mw - left_mw;
    if (short_mw > 0.0) {
      const double givable_mw = CalcGivableMw(order, i, plant_heat_mw);
      if (IsPassedOver(order, i, left_mw, givable_mw)) continue;
      GiveBack(order, i, short_mw, plant_heat_mw);
      above_mw = std::max(short_mw - givable_mw, 0.0);
      plant_heat_mw[each.plant] = each.least_mw;
      return above_mw;
    }
    const double more_mw = std::min(each.max_mw - each.min_mw, left_mw);
    plant_heat_mw[each.plant] += more_mw;
    left_mw -= more_mw;
  }
  return above_mw;
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

namespace {

struct DischargeRange {
  double least_mw = 0.0;
  double most_mw = 0.0;
};

// Constant power p empties or fills the tank exactly at the step's end when
//   E(t) = E₀ e^(−λt) − p (1 − e^(−λt))/λ  reaches 0 or the capacity.
DischargeRange CalcDischargeRange(const models::AccumulatorParams& accumulator, double content_mwh,
                                  double step_h) {
  const double loss_per_h = accumulator.loss_per_h;
  const double kept_mwh = content_mwh * std::exp(-loss_per_h * step_h);
  const double span_h = loss_per_h > 0.0 ? -std::expm1(-loss_per_h * step_h) / loss_per_h : step_h;
  DischargeRange range;
  range.most_mw = std::max(std::min(accumulator.power_max_mw, kept_mwh / span_h), 0.0);
  range.least_mw =
      std::min(std::max(-accumulator.power_max_mw, (kept_mwh - accumulator.capacity_mwh) / span_h),
               range.most_mw);
  return range;
}

}  // namespace

double CalcAccumulatorDischargeMw(const models::AccumulatorParams& accumulator,
                                  const AccumulatorView& view, double step_h) {
  const DischargeRange range = CalcDischargeRange(accumulator, view.content_mwh, step_h);
  double wanted_mw = view.load_mw - view.usual_load_mw - accumulator.loss_per_h * view.content_mwh;
  // Never charge with what the buildings need, never discharge into must-run surplus.
  wanted_mw = std::min(wanted_mw, std::max(view.load_mw - view.plants_min_mw, 0.0));
  wanted_mw = std::min(wanted_mw, view.load_mw);
  if (view.load_mw < view.plants_min_mw) wanted_mw = view.load_mw - view.plants_min_mw;
  wanted_mw = std::max(wanted_mw, view.load_mw - view.plants_max_mw);
  return std::clamp(wanted_mw, range.least_mw, range.most_mw);
}

double CalcMostDischargeMw(const models::AccumulatorParams& accumulator, double content_mwh,
                           double step_h) {
  return CalcDischargeRange(accumulator, content_mwh, step_h).most_mw;
}

double CalcPlannedDischargeMw(const models::AccumulatorParams& accumulator,
                              const AccumulatorView& view, double planned_mw, double step_h) {
  const DischargeRange range = CalcDischargeRange(accumulator, view.content_mwh, step_h);
  const double wanted_mw = std::min(std::max(planned_mw, view.load_mw - view.plants_max_mw),
                                    std::min(view.load_mw, view.load_mw - view.plants_min_mw));
  return std::clamp(wanted_mw, range.least_mw, range.most_mw);
}

void FollowPlan(const std::vector<char>& plant_runs, std::vector<AvailablePlant>& order) {
  const auto runs = [&plant_runs](const AvailablePlant& each) {
    return plant_runs[each.plant] != 0 || each.min_mw > 0.0;
  };
  for (AvailablePlant& each : order) {
    if (plant_runs[each.plant] != 0) each.min_mw = each.least_mw;
  }
  std::stable_partition(order.begin(), order.end(), runs);
}

}  // namespace solvers
