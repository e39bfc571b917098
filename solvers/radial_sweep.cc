#include "solvers/radial_sweep.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "models/base/units.h"

namespace solvers {
namespace {

using Complex = std::complex<double>;

constexpr int kMostSweeps = 200;
constexpr double kTolerancePu = 1e-11;
constexpr double kCollapsePu = 0.5;
constexpr double kBaseMva = 1.0;
constexpr double kNanofarad = 1e-9;

std::size_t U(int row) { return static_cast<std::size_t>(row); }

}  // namespace

double CalcLoadingShare(const RadialFeeder& feeder, const RadialInputs& inputs,
                        const RadialSolution& solution, std::size_t row) {
  const int parent = feeder.parent[row];
  const Complex above_pu = parent < 0 ? Complex(inputs.busbar_v_pu) : solution.v_pu[U(parent)];
  const Complex sent_pu = solution.current_pu[row];
  const Complex received_pu =
      sent_pu - Complex(0.0, feeder.half_b_pu[row]) * (above_pu + solution.v_pu[row]);
  return std::max(std::abs(sent_pu), std::abs(received_pu)) * kBaseMva / feeder.rating_mva[row];
}

namespace {

// Loadings, extremes and losses of a settled tree.
void Measure(const RadialFeeder& feeder, const RadialInputs& inputs, RadialSolution& solution) {
  solution.losses_mw = 0.0;
  solution.highest_loading_share = 0.0;
  solution.lowest_v_pu = solution.highest_v_pu = inputs.busbar_v_pu;
  solution.lowest_node = solution.highest_node = solution.loaded_node = -1;
  solution.taken_mva = {};
  for (std::size_t i = 0; i < feeder.parent.size(); ++i) {
    const int parent = feeder.parent[i];
    const Complex above_pu = parent < 0 ? Complex(inputs.busbar_v_pu) : solution.v_pu[U(parent)];
    const Complex sent_pu = solution.current_pu[i];
    const Complex through_pu = sent_pu - Complex(0.0, feeder.half_b_pu[i]) * above_pu;
    solution.losses_mw += std::norm(through_pu) * feeder.z_pu[i].real() * kBaseMva;
    if (parent < 0) solution.taken_mva += above_pu * std::conj(sent_pu) * kBaseMva;
    const double loading_share = CalcLoadingShare(feeder, inputs, solution, i);
    if (loading_share > solution.highest_loading_share) {
      solution.highest_loading_share = loading_share;
      solution.loaded_node = static_cast<int>(i);
    }
    const double v_pu = std::abs(solution.v_pu[i]);
    if (v_pu < solution.lowest_v_pu) {
      solution.lowest_v_pu = v_pu;
      solution.lowest_node = static_cast<int>(i);
    }
    if (v_pu > solution.highest_v_pu) {
      solution.highest_v_pu = v_pu;
      solution.highest_node = static_cast<int>(i);
    }
  }
}

}  // namespace

RadialFeeder MakeRadialFeeder(const models::MvGrid& grid, models::MvFeederIndex index) {
  const models::MvFeeder& feeder = grid.feeders[index];
  const models::MvSupply& supply = grid.supplies[feeder.supply];
  const double base_ohm = supply.nominal_kv * supply.nominal_kv / kBaseMva;
  RadialFeeder made{.first = feeder.first, .nominal_kv = supply.nominal_kv};
  for (std::size_t i = 0; i < feeder.node_count; ++i) {
    const models::MvNode& node = grid.nodes[models::MvNodeIndex(feeder.first.value() + i)];
    const models::MvLineType& type = grid.line_types[node.line_type];
    made.parent.push_back(
        node.parent.valid() ? static_cast<int>(node.parent.value() - feeder.first.value()) : -1);
    made.z_pu.push_back(Complex(type.r_ohm_per_km, type.x_ohm_per_km) * node.length_km / base_ohm);
    made.half_b_pu.push_back(0.5 * 2.0 * models::kPi * 50.0 * type.c_nf_per_km * kNanofarad *
                             node.length_km * base_ohm);
    made.rating_mva.push_back(std::numbers::sqrt3 * supply.nominal_kv * type.rating_a * 1e-3);
    made.demand_mva.push_back(node.cold_mw * Complex(1.0, supply.tan_phi_ratio));
  }
  return made;
}

bool SolveRadial(const RadialFeeder& feeder, const RadialInputs& inputs, RadialSolution& solution) {
  const std::size_t n = feeder.parent.size();
  solution.v_pu.assign(n, Complex(inputs.busbar_v_pu));
  solution.current_pu.assign(n, Complex());
  for (solution.sweeps = 1; solution.sweeps <= kMostSweeps; ++solution.sweeps) {
    std::fill(solution.current_pu.begin(), solution.current_pu.end(), Complex());
    for (std::size_t i = n; i-- > 0;) {
      const int parent = feeder.parent[i];
      Complex demand_mva = feeder.demand_mva[i] * inputs.demand_ratio;
      if (static_cast<int>(i) == inputs.applicant) demand_mva += inputs.applicant_mva;
      const Complex above_pu = parent < 0 ? Complex(inputs.busbar_v_pu) : solution.v_pu[U(parent)];
      // What the node takes, both ends' charging, and what the lines below it draw.
      solution.current_pu[i] += std::conj(demand_mva / kBaseMva / solution.v_pu[i]) +
                                Complex(0.0, feeder.half_b_pu[i]) * (solution.v_pu[i] + above_pu);
      if (parent >= 0) solution.current_pu[U(parent)] += solution.current_pu[i];
    }
    double moved_pu = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const int parent = feeder.parent[i];
      const Complex above_pu = parent < 0 ? Complex(inputs.busbar_v_pu) : solution.v_pu[U(parent)];
      const Complex through_pu =
          solution.current_pu[i] - Complex(0.0, feeder.half_b_pu[i]) * above_pu;
      const Complex v_pu = above_pu - feeder.z_pu[i] * through_pu;
      moved_pu = std::max(moved_pu, std::abs(v_pu - solution.v_pu[i]));
      solution.v_pu[i] = v_pu;
      if (!(std::abs(v_pu) > kCollapsePu)) return false;
    }
    if (moved_pu < kTolerancePu) {
      Measure(feeder, inputs, solution);
      return true;
    }
  }
  return false;
}

}  // namespace solvers
