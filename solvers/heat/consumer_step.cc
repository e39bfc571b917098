#include "solvers/heat/consumer_step.h"

#include <algorithm>
#include <cmath>

#include "solvers/heat/substation_flow.h"

// Unknown, with the valve open: the heat Q of the radiators, 0 < Q <= asked.
// Equation: K (T_arriving − T_return(Q)) − Q = 0, falling in Q; slope −K dT_return/dQ − 1.
// Stops: the residual is within 1e-12 of what is asked, or no number lies between the brackets.

namespace solvers::heat {
namespace {

using models::HeatedBuildingParams;
using models::RadiatorReturn;
using models::ValveResult;

constexpr double kToleranceRatio = 1e-12;
constexpr int kMaxSteps = 200;

/// The radiators' circuit behind a valve that is fully open.
struct OpenCircuit {
  double transfer_w_per_k;   ///< K
  double primary_w_per_k;    ///< c m of the primary flow
  double secondary_w_per_k;  ///< c m of the radiators' flow
};

ValveResult SolveOpenCircuit(const HeatedBuildingParams& consumer, const OpenCircuit& circuit,
                             double room_degc, double asked_w, const ConsumerInputs& inputs) {
  ValveResult result{.flow_kg_s = circuit.primary_w_per_k / inputs.heat_capacity_j_per_kg_k,
                     .return_degc = inputs.arriving_degc,
                     .missing_w = asked_w,
                     .is_saturated = true,
                     .return_per_arriving_ratio = 1.0};
  if (inputs.arriving_degc <= room_degc) return result;
  double low_w = 0.0, high_w = asked_w, heat_w = 0.5 * asked_w;
  RadiatorReturn back;
  for (int step = 0; step < kMaxSteps; ++step) {
    back = models::CalcRadiatorReturnAtFlow(consumer.radiator, heat_w, circuit.secondary_w_per_k,
                                            room_degc);
    const double excess_w =
        circuit.transfer_w_per_k * (inputs.arriving_degc - back.return_degc) - heat_w;
    if (std::abs(excess_w) <= kToleranceRatio * asked_w) break;
    (excess_w > 0.0 ? low_w : high_w) = heat_w;
    const double newton_w =
        heat_w + excess_w / (1.0 + circuit.transfer_w_per_k * back.per_heat_k_per_w);
    const bool is_inside = newton_w > low_w && newton_w < high_w;
    const double next_w = is_inside ? newton_w : 0.5 * (low_w + high_w);
    if (next_w == heat_w) break;
    heat_w = next_w;
  }
  const double heat_w_per_k =
      circuit.transfer_w_per_k / (1.0 + circuit.transfer_w_per_k * back.per_heat_k_per_w);
  result.heat_w = heat_w;
  result.missing_w = asked_w - heat_w;
  result.return_degc = inputs.arriving_degc - heat_w / circuit.primary_w_per_k;
  result.return_per_arriving_ratio = 1.0 - heat_w_per_k / circuit.primary_w_per_k;
  return result;
}

ValveResult SolveRadiators(const HeatedBuildingParams& consumer, double room_degc, double asked_w,
                           const ConsumerInputs& inputs) {
  const double supply_degc =
      models::CalcHeatingCurveDegC(consumer.heating_curve, inputs.outdoor_degc);
  const double most_w = models::CalcRadiatorMaxHeatW(consumer.radiator, supply_degc, room_degc,
                                                     consumer.least_drop_k);
  const double heat_w = std::min(asked_w, most_w);
  if (heat_w <= 0.0) return {.return_degc = room_degc, .missing_w = asked_w};
  const double return_degc =
      models::CalcRadiatorReturnDegC(consumer.radiator, heat_w, supply_degc, room_degc);
  const models::SubstationParams& substation = consumer.substation;
  ValveResult result =
      SolveValve({.exchanger = substation.space,
                  .flow_max_kg_s = substation.space_flow_max_kg_s,
                  .request = {.heat_w = heat_w, .cold_degc = return_degc, .warm_degc = supply_degc},
                  .arriving_degc = inputs.arriving_degc,
                  .heat_capacity_j_per_kg_k = inputs.heat_capacity_j_per_kg_k});
  if (result.is_saturated) {
    const double secondary_w_per_k = heat_w / (supply_degc - return_degc);
    const double transfer_w_per_k =
        models::CalcExchangedHeat(
            substation.space,
            {.primary_kg_s = result.flow_kg_s,
             .secondary_kg_s = secondary_w_per_k / inputs.heat_capacity_j_per_kg_k,
             .heat_capacity_j_per_kg_k = inputs.heat_capacity_j_per_kg_k})
            .per_kelvin_w_per_k;
    result =
        SolveOpenCircuit(consumer,
                         {.transfer_w_per_k = transfer_w_per_k,
                          .primary_w_per_k = inputs.heat_capacity_j_per_kg_k * result.flow_kg_s,
                          .secondary_w_per_k = secondary_w_per_k},
                         room_degc, heat_w, inputs);
  }
  // What radiators cannot give at this supply is missing, too.
  result.missing_w += asked_w - heat_w;
  return result;
}

}  // namespace

models::SubstationResult SolveConsumerFlow(const HeatedBuildingParams& consumer, double room_degc,
                                           double asked_w, const ConsumerInputs& inputs) {
  models::SubstationInputs hot_water{.arriving_degc = inputs.arriving_degc,
                                     .heat_capacity_j_per_kg_k = inputs.heat_capacity_j_per_kg_k};
  hot_water.hot_water.heat_w = inputs.hot_water_w;
  return AddHotWater(consumer.substation, hot_water,
                     SolveRadiators(consumer, room_degc, asked_w, inputs));
}

ConsumerStepResult AdvanceConsumer(const HeatedBuildingParams& consumer,
                                   const BuildingStepper& stepper,
                                   const models::BuildingState& state,
                                   const ConsumerInputs& inputs) {
  ConsumerStepResult result;
  result.asked_w = stepper.CalcAskedHeatW(state, inputs.outdoor_degc);
  result.substation = SolveConsumerFlow(consumer, state.air_degc, result.asked_w, inputs);
  result.building = stepper.Advance(
      state, {.outdoor_degc = inputs.outdoor_degc, .heat_w = result.substation.space.heat_w});
  return result;
}

}  // namespace solvers::heat
