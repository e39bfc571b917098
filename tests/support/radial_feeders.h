#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/electricity/grid.h"
#include "solvers/ac_power_flow.h"
#include "solvers/admittance.h"

namespace tests {

/// One 22 kV feeder: its buses in an order where every bus stands after the one that feeds it.
struct Feeder {
  models::BusIndex root;                      ///< the busbar it hangs on
  std::vector<models::BusIndex> buses;        ///< without the root
  std::vector<models::BranchIndex> branches;  ///< [bus] the branch that feeds it, `from` upstream
  std::vector<std::complex<double>> demand_mva;  ///< [bus]
};

/// Hangs a transformer and a random tree of `count` buses of 22 kV on `root`: cables of 0.2–1.2 km
/// (0.2 + 0.12j ohm/km, 90 µS/km), 10–90 kW a bus, one bus in ten with 150 kW of sun.
inline Feeder AddFeeder(models::ElectricityGrid& grid, models::BusIndex root, int count,
                        std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto uniform = [&random](double low, double high) {
    return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
  };
  Feeder feeder{.root = root};
  const double upper_kv = grid.buses[root].nominal_kv;
  for (int i = 0; i < count; ++i) {
    const std::string id = absl::StrCat("f", root.value(), "-", seed, "-", i);
    const models::BusIndex bus = grid.buses.Add({.id = id,
                                                 .name = id,
                                                 .station = grid.buses[root].station,
                                                 .nominal_kv = 22.0,
                                                 .is_monitored = false});
    // Mostly a long way out, with branches off it.
    const bool goes_on = i < 2 || uniform(0.0, 1.0) < 0.7;
    const std::size_t up = i == 0 ? 0
                                  : (goes_on ? feeder.buses.size() - 1
                                             : static_cast<std::size_t>(uniform(
                                                   0.0, static_cast<double>(feeder.buses.size()))));
    models::BranchParams branch{.id = id + "b",
                                .name = id,
                                .from = i == 0 ? root : feeder.buses[up],
                                .to = bus,
                                .is_monitored = false};
    if (i == 0) {
      const double base_ohm = upper_kv * upper_kv / 25.0;
      branch.kind = models::BranchKind::kTransformer;
      branch.r_ohm = 0.005 * base_ohm;
      branch.x_ohm = 0.10 * base_ohm;
      branch.tap_ratio = 0.98;
    } else {
      const double km = uniform(0.2, 1.2);
      branch.kind = models::BranchKind::kCable;
      branch.r_ohm = 0.2 * km;
      branch.x_ohm = 0.12 * km;
      branch.b_siemens = 90e-6 * km;
      branch.length_km = km;
    }
    feeder.branches.push_back(grid.branches.Add(branch));
    feeder.buses.push_back(bus);
    double p_mw = uniform(0.01, 0.09);
    const double q_mvar = 0.2 * p_mw;
    if (i % 10 == 9) p_mw -= 0.15;
    feeder.demand_mva.push_back({p_mw, q_mvar});
  }
  return feeder;
}

inline void AddDemand(const Feeder& feeder, solvers::PowerFlowInputs& inputs) {
  for (std::size_t i = 0; i < feeder.buses.size(); ++i) {
    inputs.injection_mw[feeder.buses[i]] -= feeder.demand_mva[i].real();
    inputs.injection_mvar[feeder.buses[i]] -= feeder.demand_mva[i].imag();
  }
}

/// What a feeder's busbar sees.
struct SweepResult {
  std::vector<std::complex<double>> v_pu;  ///< [bus of the feeder]
  std::complex<double> draw_mva;           ///< taken from the root
  int sweeps = 0;
};

/// Backward and forward sweeps in currents, the classical method for one tree: currents are summed
/// towards the root, voltages carried outwards, until no voltage moves by `tolerance_pu`.
/// **Source** Shirmohammadi et al. 1988, IEEE Transactions on Power Systems 3(2).
inline SweepResult SolveBySweeps(const models::ElectricityGrid& grid, const Feeder& feeder,
                                 std::complex<double> root_pu, double tolerance_pu) {
  using Complex = std::complex<double>;
  constexpr double kBaseMva = 100.0;
  const std::size_t count = feeder.buses.size();
  std::vector<std::size_t> position(grid.buses.size(), 0);
  for (std::size_t i = 0; i < count; ++i) position[feeder.buses[i].value()] = i;
  std::vector<solvers::BranchAdmittance> y;
  for (const models::BranchIndex branch : feeder.branches) {
    y.push_back(solvers::CalcBranchAdmittance(grid, grid.branches[branch], 0));
  }
  SweepResult result;
  result.v_pu.assign(count, root_pu);
  std::vector<Complex> current(count);
  for (result.sweeps = 1; result.sweeps < 200; ++result.sweeps) {
    for (std::size_t i = 0; i < count; ++i) {
      current[i] = std::conj(feeder.demand_mva[i] / kBaseMva / result.v_pu[i]);
    }
    Complex at_root = 0.0;
    for (std::size_t i = count; i-- > 0;) {
      const models::BusIndex up = grid.branches[feeder.branches[i]].from;
      const bool is_first = up == feeder.root;
      const Complex v_up = is_first ? root_pu : result.v_pu[position[up.value()]];
      // The branch with its outer end closed by what hangs there.
      const Complex upward = (y[i].y_ff - y[i].y_ft * y[i].y_tf / y[i].y_tt) * v_up -
                             y[i].y_ft / y[i].y_tt * current[i];
      (is_first ? at_root : current[position[up.value()]]) += upward;
    }
    double moved_pu = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      const models::BusIndex up = grid.branches[feeder.branches[i]].from;
      const Complex v_up = up == feeder.root ? root_pu : result.v_pu[position[up.value()]];
      const Complex next = (-current[i] - y[i].y_tf * v_up) / y[i].y_tt;
      moved_pu = std::max(moved_pu, std::abs(next - result.v_pu[i]));
      result.v_pu[i] = next;
    }
    result.draw_mva = kBaseMva * root_pu * std::conj(at_root);
    if (moved_pu < tolerance_pu) break;
  }
  return result;
}

}  // namespace tests
