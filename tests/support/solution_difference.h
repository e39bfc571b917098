#pragma once

#include <algorithm>
#include <cmath>

#include "solvers/ac_power_flow.h"

namespace tests {

/// How far two solutions of the same inputs are apart.
struct SolutionDifference {
  double voltage_pu = 0.0;  ///< magnitude or angle (rad); 1 where only one has voltage
  double flow_mva = 0.0;
  double mismatch_mw = 0.0;
  int controls = 0;  ///< buses held otherwise, tap changers elsewhere
};

inline SolutionDifference CalcDifference(const solvers::PowerFlowSolution& a,
                                         const solvers::PowerFlowSolution& b) {
  SolutionDifference d;
  for (std::size_t i = 0; i < a.state.vm_pu.size(); ++i) {
    const models::BusIndex bus(i);
    if (a.result.is_energised[bus] != b.result.is_energised[bus]) d.voltage_pu = 1.0;
    if (a.result.is_energised[bus] == 0) continue;
    d.voltage_pu = std::max({d.voltage_pu, std::abs(a.state.vm_pu[bus] - b.state.vm_pu[bus]),
                             std::abs(a.state.va_rad[bus] - b.state.va_rad[bus])});
    d.controls += a.state.control[bus] != b.state.control[bus];
  }
  for (std::size_t k = 0; k < a.result.flow.size(); ++k) {
    const models::BranchIndex branch(k);
    const solvers::BranchFlow &f = a.result.flow[branch], &g = b.result.flow[branch];
    d.flow_mva = std::max({d.flow_mva, std::abs(f.p_from_mw - g.p_from_mw),
                           std::abs(f.q_from_mvar - g.q_from_mvar), std::abs(f.p_to_mw - g.p_to_mw),
                           std::abs(f.q_to_mvar - g.q_to_mvar)});
    d.controls += a.state.tap_step[branch] != b.state.tap_step[branch];
  }
  d.mismatch_mw = std::abs(a.result.mismatch_mw - b.result.mismatch_mw);
  return d;
}

}  // namespace tests
