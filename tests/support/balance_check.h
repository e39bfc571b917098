#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "models/base/units.h"
#include "models/electricity/topology.h"
#include "solvers/power_flow_tables.h"

namespace tests {

/// Largest violation (pu) of the power-flow equations by a solution, from the tables of the grid
/// alone: P and Q of every bus with voltage, set values where held, P shared within every island.
inline double CalcWorstViolationPu(const models::ElectricityGrid& grid,
                                   const solvers::PowerFlowInputs& inputs,
                                   const solvers::PowerFlowSolution& solution) {
  using models::BranchIndex;
  using models::BusIndex;
  using Complex = std::complex<double>;
  const std::size_t buses = grid.buses.size();
  const auto& state = solution.state;
  const auto voltage = [&](BusIndex bus) {
    return std::polar(state.vm_pu[bus], state.va_rad[bus]);
  };
  std::vector<Complex> out(buses);
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const models::BranchParams& branch = grid.branches[BranchIndex(k)];
    if (inputs.in_service[BranchIndex(k)] == 0) continue;
    if (solution.result.is_energised[branch.from] == 0) continue;
    const double base_ohm = std::pow(grid.buses[branch.from].nominal_kv, 2.0) / models::kBaseMva;
    const Complex impedance = Complex(branch.r_ohm, branch.x_ohm) / base_ohm;
    const Complex half = 0.5 * base_ohm * Complex(branch.g_siemens, branch.b_siemens);
    const Complex ratio =
        std::polar(branch.tap_ratio + branch.tap_step_ratio * state.tap_step[BranchIndex(k)],
                   branch.phase_shift_deg * models::kRadPerDeg);
    // The ideal transformer first, then the π circuit.
    const Complex inside = voltage(branch.from) / ratio, to = voltage(branch.to);
    const Complex through = (inside - to) / impedance;
    out[branch.from.value()] += inside * std::conj(through + half * inside);
    out[branch.to.value()] += to * std::conj(half * to - through);
  }
  const models::Islands islands = models::FindIslands(grid, inputs.in_service);
  std::vector<double> left(static_cast<std::size_t>(islands.count), 0.0), share = left;
  std::vector<Complex> gap(buses);
  for (std::size_t i = 0; i < buses; ++i) {
    const BusIndex bus(i);
    if (solution.result.is_energised[bus] == 0) continue;
    const double v2 = state.vm_pu[bus] * state.vm_pu[bus];
    gap[i] = out[i] + Complex(inputs.shunt_mw[bus] * v2 - inputs.injection_mw[bus],
                              -inputs.shunt_mvar[bus] * v2 - inputs.injection_mvar[bus]) /
                          models::kBaseMva;
    left[static_cast<std::size_t>(islands.island[bus])] += gap[i].real();
    share[static_cast<std::size_t>(islands.island[bus])] += inputs.participation_share[bus];
  }
  double worst = 0.0;
  const auto note = [&worst](double value) {
    worst = std::isfinite(value) ? std::max(worst, std::abs(value)) : HUGE_VAL;
  };
  for (std::size_t i = 0; i < buses; ++i) {
    const BusIndex bus(i);
    if (solution.result.is_energised[bus] == 0) continue;
    const auto island = static_cast<std::size_t>(islands.island[bus]);
    note(gap[i].real() - inputs.participation_share[bus] / share[island] * left[island]);
    double q_pu = gap[i].imag();
    switch (state.control[bus]) {
      case solvers::BusControl::kHeld:
        q_pu = state.vm_pu[bus] - inputs.v_set_pu[bus];
        break;
      case solvers::BusControl::kAtMinQ:
        q_pu -= inputs.q_min_mvar[bus] / models::kBaseMva;
        break;
      case solvers::BusControl::kAtMaxQ:
        q_pu -= inputs.q_max_mvar[bus] / models::kBaseMva;
        break;
      case solvers::BusControl::kFree:
        break;
    }
    note(q_pu);
  }
  return worst;
}

}  // namespace tests
