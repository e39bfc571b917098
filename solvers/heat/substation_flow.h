#pragma once

#include "models/heat/substation.h"

namespace solvers::heat {

/// One valve before one exchanger.
struct ValveProblem {
  models::HeatExchangerParams exchanger;
  double flow_max_kg_s = 0.0;
  models::HeatRequest request;
  double arriving_degc = 0.0;
  double heat_capacity_j_per_kg_k = 4190.0;
};

/// The primary flow at which the exchanger gives the requested heat, and what returns:
///   Q(m) = Q_asked,  T_return = T_arriving − Q/(c m),  secondary flow Q_asked/(c (warm − cold))
/// or, where even the open valve gives less, its largest flow and what it gives then. Exact
/// derivatives: dm/dT = −Q_T/Q_m where the valve controls, zero where it is open.
/// Newton from the flow of an ideal exchanger, below the answer; the heat is concave in the flow,
/// so that the steps rise to the answer; a bracket guards them. 1e-12 of the heat. Valid: warm
/// above cold when heat is asked for; params that pass models::Validate.
models::ValveResult SolveValve(const ValveProblem& problem);

/// The same for a cold network, whose water arrives cold and takes heat from rooms: `request` tells
/// the warm water that comes from them, how cold it is to become, and the heat to be taken. All
/// heat in the result is taken from the rooms. (The exchanger does not see which side is the
/// warmer.)
models::ValveResult SolveCoolingValve(const ValveProblem& problem);

/// The substation with the radiators' valve solved already: hot tap water in parallel or in two
/// stages is added. Without an exchanger for it all hot water is missing.
models::SubstationResult AddHotWater(const models::SubstationParams& substation,
                                     const models::SubstationInputs& inputs,
                                     const models::ValveResult& space);

/// Radiators and hot tap water.
models::SubstationResult SolveSubstation(const models::SubstationParams& substation,
                                         const models::SubstationInputs& inputs);

}  // namespace solvers::heat
