#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "models/electricity/grid.h"
#include "solvers/power_flow_tables.h"

namespace solvers {

/// A branch with a rating as a linear estimate sees it: active flow moves, reactive flow, losses
/// and voltage stay as they were solved.
///   loading = √((|P| + P_loss)² + Q²) / (V · rating),  Q and V those of the worse end
struct RatedFlow {
  models::BranchIndex branch;
  double q_mvar = 0.0;
  double losses_mw = 0.0;
  double limit_mva = 0.0;  ///< V · rating

  double CalcShare(double p_mw) const {
    const double own_mw = std::abs(p_mw) + losses_mw;
    return std::sqrt(own_mw * own_mw + q_mvar * q_mvar) / limit_mva;
  }
};

/// Those of a solution, in the order of the grid. **Shape** `rating_mva` [branch], 0 without one;
/// branches at a bus without voltage are left out.
std::vector<RatedFlow> MakeRatedFlows(const models::ElectricityGrid& grid,
                                      const PowerFlowSolution& base,
                                      std::span<const double> rating_mva);

}  // namespace solvers
