#pragma once

#include "absl/status/status.h"

namespace solvers::heat {

/// A customer of a network in motion whose heat is given from outside, and who sends water back at
/// one temperature as long as the water that comes allows it.
struct GivenConsumerParams {
  double return_degc = 0.0;
  double flow_max_kg_s = 0.0;  ///< with the valve fully open
};

/// What its valve lets through for the heat it asks for:
///   m = min(m_max, q/(c (T_arriving − T_return)))
/// fully open where the water is no warmer than what goes back.
double CalcGivenFlowKgS(const GivenConsumerParams& consumer, double asked_w, double arriving_degc,
                        double heat_capacity_j_per_kg_k);

/// What it gets of the water that passes, c m = `flow_w_per_k`:
///   q = min(q_asked, c m (T_supply − T_return)), not less than nothing
double CalcGivenHeatW(const GivenConsumerParams& consumer, double asked_w, double supply_degc,
                      double flow_w_per_k);

/// InvalidArgument with every violation at once: a return that is no number, a negative flow.
absl::Status Validate(const GivenConsumerParams& consumer);

}  // namespace solvers::heat
