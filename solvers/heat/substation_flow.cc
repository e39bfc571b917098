#include "solvers/heat/substation_flow.h"

#include <algorithm>
#include <cmath>

#include "solvers/heat/two_stage_hot_water.h"

// Unknown: the primary flow m of one valve, in (0, m_max].
// Equation: Q(m) − Q_asked = 0, Q by models::CalcExchangedHeat with exact dQ/dm.
// Stops: |Q − Q_asked| <= 1e-12 Q_asked, or no number lies between the brackets any more.

namespace solvers::heat {
namespace {

using models::ExchangedHeat;
using models::HeatExchangerFlows;
using models::SubstationResult;
using models::ValveResult;

constexpr double kToleranceRatio = 1e-12;
constexpr int kMaxSteps = 100;  // halving a bracket of doubles ends before that

ValveResult MakeResult(const ValveProblem& problem, double flow_kg_s, const ExchangedHeat& heat,
                       bool is_saturated) {
  const double flow_w_per_k = problem.heat_capacity_j_per_kg_k * flow_kg_s;
  ValveResult result{.flow_kg_s = flow_kg_s,
                     .return_degc = problem.arriving_degc - heat.heat_w / flow_w_per_k,
                     .heat_w = heat.heat_w,
                     .is_saturated = is_saturated};
  if (is_saturated) {
    result.missing_w = problem.request.heat_w - heat.heat_w;
    result.return_per_arriving_ratio = 1.0 - heat.per_kelvin_w_per_k / flow_w_per_k;
  } else {
    result.flow_kg_s_per_k = -heat.per_kelvin_w_per_k / heat.per_primary_flow_w_s_per_kg;
    result.return_per_arriving_ratio =
        1.0 + heat.heat_w / flow_w_per_k * result.flow_kg_s_per_k / flow_kg_s;
  }
  return result;
}

}  // namespace

ValveResult SolveValve(const ValveProblem& problem) {
  const models::HeatRequest& request = problem.request;
  if (request.heat_w <= 0.0) return {.return_degc = request.cold_degc};
  HeatExchangerFlows flows{
      .primary_kg_s = problem.flow_max_kg_s,
      .secondary_kg_s = request.heat_w / (problem.heat_capacity_j_per_kg_k *
                                          (request.warm_degc - request.cold_degc)),
      .primary_in_degc = problem.arriving_degc,
      .secondary_in_degc = request.cold_degc,
      .heat_capacity_j_per_kg_k = problem.heat_capacity_j_per_kg_k};
  ExchangedHeat heat = models::CalcExchangedHeat(problem.exchanger, flows);
  if (heat.heat_w <= request.heat_w)
    return MakeResult(problem, flows.primary_kg_s, heat, /*is_saturated=*/true);

  double high_kg_s = problem.flow_max_kg_s;
  double low_kg_s = request.heat_w / (problem.heat_capacity_j_per_kg_k *
                                      (problem.arriving_degc - request.cold_degc));
  flows.primary_kg_s = low_kg_s;
  for (int step = 0; step < kMaxSteps; ++step) {
    heat = models::CalcExchangedHeat(problem.exchanger, flows);
    const double excess_w = heat.heat_w - request.heat_w;
    if (std::abs(excess_w) <= kToleranceRatio * request.heat_w) break;
    (excess_w > 0.0 ? high_kg_s : low_kg_s) = flows.primary_kg_s;
    const double newton_kg_s = flows.primary_kg_s - excess_w / heat.per_primary_flow_w_s_per_kg;
    const bool is_inside = newton_kg_s > low_kg_s && newton_kg_s < high_kg_s;
    const double next_kg_s = is_inside ? newton_kg_s : 0.5 * (low_kg_s + high_kg_s);
    if (next_kg_s == flows.primary_kg_s) break;
    flows.primary_kg_s = next_kg_s;
  }
  return MakeResult(problem, flows.primary_kg_s, heat, /*is_saturated=*/false);
}

ValveResult SolveCoolingValve(const ValveProblem& problem) {
  ValveProblem mirrored = problem;
  mirrored.arriving_degc = -problem.arriving_degc;
  mirrored.request.cold_degc = -problem.request.warm_degc;
  mirrored.request.warm_degc = -problem.request.cold_degc;
  ValveResult result = SolveValve(mirrored);
  result.return_degc = -result.return_degc;
  result.flow_kg_s_per_k = -result.flow_kg_s_per_k;
  return result;
}

SubstationResult AddHotWater(const models::SubstationParams& substation,
                             const models::SubstationInputs& inputs, const ValveResult& space) {
  const models::HeatRequest& request = inputs.hot_water;
  if (!substation.hot_water) {
    return models::CalcMixedCircuits(
        space, {.return_degc = request.cold_degc, .missing_w = std::max(request.heat_w, 0.0)});
  }
  if (substation.preheater && request.heat_w > 0.0)
    return SolveTwoStages(substation, inputs, space);
  return models::CalcMixedCircuits(
      space, SolveValve({.exchanger = *substation.hot_water,
                         .flow_max_kg_s = substation.hot_water_flow_max_kg_s,
                         .request = request,
                         .arriving_degc = inputs.arriving_degc,
                         .heat_capacity_j_per_kg_k = inputs.heat_capacity_j_per_kg_k}));
}

SubstationResult SolveSubstation(const models::SubstationParams& substation,
                                 const models::SubstationInputs& inputs) {
  return AddHotWater(substation, inputs,
                     SolveValve({.exchanger = substation.space,
                                 .flow_max_kg_s = substation.space_flow_max_kg_s,
                                 .request = inputs.space,
                                 .arriving_degc = inputs.arriving_degc,
                                 .heat_capacity_j_per_kg_k = inputs.heat_capacity_j_per_kg_k}));
}

}  // namespace solvers::heat
