// Unknowns: flow m of every pipe, gauge pressure p of every node that is not held.
//   pipe i → j   p_i − p_j = h(m) + s,   s = ρ g (z_j − z_i) + a_j − a_i,   a(z) ambient pressure
//   node         Σ m out − Σ m in = −outflow
// Leaves are taken off first: a tree's flows are sums of what its nodes take. On the loops that
// are left Newton's method, flows eliminated (global gradient, Todini and Pilati 1988):
//   m' = m + (p_i − p_j − s − h)/h',   (Aᵀ D⁻¹ A) p = …,   D = diag h'
// the matrix is symmetric positive definite. Stops when the largest |h(m') + s − (p_i − p_j)| and
// |m' − m| are below their tolerances. Corrections of p are solved for, not p itself, so that mass
// balances to rounding of flows; what rounding of p alone moves in wide, slow pipes is no change.
// A cold start is one linear step through (0, 0) with the
// chord of h at half a metre per second, which knows no drawn direction.
#include "solvers/heat/hydraulics.h"

#include <Eigen/Sparse>
#include <Eigen/SparseCholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace solvers::heat {
namespace {

constexpr double kGravityMPerS2 = 9.81;
constexpr double kPaPerBar = 1e5;
constexpr double kColdStartMPerS = 0.5;
constexpr double kPressureRounding = 8.0 * std::numeric_limits<double>::epsilon();

// Ambient pressure in the standard atmosphere.
double CalcAmbientPa(double height_m) {
  return 101325.0 * std::pow(1.0 - 0.0065 * height_m / 288.15, 5.255);
}

using Matrix = Eigen::SparseMatrix<double>;
using Factor = Eigen::SimplicialLDLT<Matrix, Eigen::Lower, Eigen::AMDOrdering<int>>;

}  // namespace

struct Hydraulics::Layout {
  struct Leaf {
    int node;
    int parent;
    int pipe;
    double sign;  // +1: the pipe is drawn from the leaf to its parent
  };
  struct CorePipe {
    int pipe;
    int from, to;            // nodes
    int row_from, row_to;    // unknowns, −1 where held
    int slot_from, slot_to;  // places of the diagonal entries in the matrix, −1 where held
    int slot_between;        // place below the diagonal, −1 when an end is held
  };
  std::vector<std::string> node_ids, pipe_ids;
  std::vector<int> from, to;
  std::vector<models::PipeShape> shapes;
  std::vector<double> rise_m, ambient_rise_pa;  // [pipe] from → to
  std::vector<char> is_held, is_live;           // [node]
  std::vector<Leaf> leaves;                     // in the order they are taken off
  std::vector<int> core_nodes;                  // unknown → node
  std::vector<CorePipe> core;
  Matrix pattern;
};

struct Hydraulics::Workspace::Buffers {
  Matrix matrix;
  Factor factor;
  Eigen::VectorXd right, pressure;
  std::vector<double> node_outflow_kg_s, node_pressure_pa;
  std::vector<double> flow_kg_s, change_kg_s, static_pa;  // [core pipe]
  std::vector<models::PressureLoss> loss;                 // [core pipe]
};

namespace {

// Which nodes open pipes join with a held one.
std::vector<char> FindLive(const models::HeatNetwork& network, const std::vector<char>& is_held) {
  std::vector<int> root(network.nodes.size());
  std::iota(root.begin(), root.end(), 0);
  const auto find = [&root](int node) {
    while (root[node] != node) node = root[node] = root[root[node]];
    return node;
  };
  for (const auto& pipe : network.pipes)
    if (pipe.is_open)
      root[find(static_cast<int>(pipe.from.value()))] = find(static_cast<int>(pipe.to.value()));
  std::vector<char> root_is_held(root.size(), 0), is_live(root.size(), 0);
  for (std::size_t node = 0; node < root.size(); ++node)
    if (is_held[node]) root_is_held[find(static_cast<int>(node))] = 1;
  for (std::size_t node = 0; node < root.size(); ++node)
    is_live[node] = root_is_held[find(static_cast<int>(node))];
  return is_live;
}

}  // namespace

Hydraulics Hydraulics::Make(const models::HeatNetwork& network) {
  auto layout = std::make_unique<Layout>();
  const std::size_t nodes = network.nodes.size();
  layout->is_held.assign(nodes, 0);
  for (const auto& producer : network.producers) {
    if (!producer.lift_bar) continue;
    layout->is_held[producer.supply.value()] = 1;
    layout->is_held[producer.back.value()] = 1;
  }
  layout->is_live = FindLive(network, layout->is_held);
  for (const auto& node : network.nodes) layout->node_ids.push_back(node.id);

  std::vector<std::vector<int>> at_node(nodes);
  std::vector<char> is_left;  // [pipe] open, live, not in a tree
  for (const auto& pipe : network.pipes) {
    const int from = static_cast<int>(pipe.from.value()), to = static_cast<int>(pipe.to.value());
    const int index = static_cast<int>(layout->from.size());
    layout->pipe_ids.push_back(pipe.id);
    layout->from.push_back(from);
    layout->to.push_back(to);
    layout->shapes.push_back(
        {.diameter_m = pipe.inner_diameter_m,
         .area_m2 = 0.25 * std::numbers::pi * pipe.inner_diameter_m * pipe.inner_diameter_m,
         .length_ratio = pipe.length_m / pipe.inner_diameter_m,
         .relative_roughness_ratio = pipe.roughness_m / pipe.inner_diameter_m,
         .fittings_ratio = pipe.fittings_ratio});
    const double from_m = network.nodes[pipe.from].height_m, to_m = network.nodes[pipe.to].height_m;
    layout->rise_m.push_back(to_m - from_m);
    layout->ambient_rise_pa.push_back(CalcAmbientPa(to_m) - CalcAmbientPa(from_m));
    is_left.push_back(pipe.is_open && layout->is_live[from]);
    if (!is_left.back()) continue;
    at_node[from].push_back(index);
    at_node[to].push_back(index);
  }

  std::vector<int> degree(nodes), leaves;
  const auto is_leaf = [&](int node) { return degree[node] == 1 && !layout->is_held[node]; };
  for (std::size_t node = 0; node < nodes; ++node) {
    degree[node] = static_cast<int>(at_node[node].size());
    if (is_leaf(static_cast<int>(node))) leaves.push_back(static_cast<int>(node));
  }
  std::vector<char> is_taken(nodes, 0);
  for (std::size_t next = 0; next < leaves.size(); ++next) {
    const int node = leaves[next];
    for (const int pipe : at_node[node]) {
      if (!is_left[pipe]) continue;
      const bool is_from = layout->from[pipe] == node;
      const int parent = is_from ? layout->to[pipe] : layout->from[pipe];
      layout->leaves.push_back({node, parent, pipe, is_from ? 1.0 : -1.0});
      is_left[pipe] = 0;
      is_taken[node] = 1;
      --degree[parent];
      if (is_leaf(parent)) leaves.push_back(parent);
    }
  }

  std::vector<int> row_of(nodes, -1);
  for (std::size_t node = 0; node < nodes; ++node) {
    if (!layout->is_live[node] || layout->is_held[node] || is_taken[node]) continue;
    row_of[node] = static_cast<int>(layout->core_nodes.size());
    layout->core_nodes.push_back(static_cast<int>(node));
  }
  std::vector<Eigen::Triplet<double>> entries;
  const int rows = static_cast<int>(layout->core_nodes.size());
  for (int row = 0; row < rows; ++row) entries.emplace_back(row, row, 1.0);
  for (std::size_t pipe = 0; pipe < is_left.size(); ++pipe) {
    if (!is_left[pipe]) continue;
    const int from = row_of[layout->from[pipe]], to = row_of[layout->to[pipe]];
    layout->core.push_back({.pipe = static_cast<int>(pipe),
                            .from = layout->from[pipe],
                            .to = layout->to[pipe],
                            .row_from = from,
                            .row_to = to,
                            .slot_from = -1,
                            .slot_to = -1,
                            .slot_between = -1});
    if (from >= 0 && to >= 0) entries.emplace_back(std::max(from, to), std::min(from, to), 0.0);
  }
  layout->pattern.resize(rows, rows);
  layout->pattern.setFromTriplets(entries.begin(), entries.end());
  layout->pattern.makeCompressed();
  const auto slot = [&](int row, int column) {
    const int* outer = layout->pattern.outerIndexPtr();
    const int* inner = layout->pattern.innerIndexPtr();
    return static_cast<int>(
        std::lower_bound(inner + outer[column], inner + outer[column + 1], row) - inner);
  };
  for (auto& pipe : layout->core) {
    if (pipe.row_from >= 0) pipe.slot_from = slot(pipe.row_from, pipe.row_from);
    if (pipe.row_to >= 0) pipe.slot_to = slot(pipe.row_to, pipe.row_to);
    if (pipe.row_from >= 0 && pipe.row_to >= 0)
      pipe.slot_between =
          slot(std::max(pipe.row_from, pipe.row_to), std::min(pipe.row_from, pipe.row_to));
  }
  return Hydraulics(std::move(layout));
}

Hydraulics::Hydraulics(std::unique_ptr<const Layout> layout) : layout_(std::move(layout)) {}
Hydraulics::~Hydraulics() = default;
Hydraulics::Hydraulics(Hydraulics&&) noexcept = default;
Hydraulics& Hydraulics::operator=(Hydraulics&&) noexcept = default;

const std::vector<char>& Hydraulics::is_live() const { return layout_->is_live; }

std::unique_ptr<Hydraulics::Workspace> Hydraulics::MakeWorkspace() const {
  return std::make_unique<Workspace>(*layout_);
}

Hydraulics::Workspace::Workspace(const Layout& layout) : buffers_(std::make_unique<Buffers>()) {
  buffers_->matrix = layout.pattern;
  if (layout.pattern.rows() > 0) buffers_->factor.analyzePattern(layout.pattern);
  buffers_->right.resize(layout.pattern.rows());
  buffers_->pressure.resize(layout.pattern.rows());
  buffers_->node_outflow_kg_s.resize(layout.is_live.size());
  buffers_->node_pressure_pa.resize(layout.is_live.size());
  buffers_->flow_kg_s.resize(layout.core.size());
  buffers_->change_kg_s.resize(layout.core.size());
  buffers_->static_pa.resize(layout.core.size());
  buffers_->loss.resize(layout.core.size());
}
Hydraulics::Workspace::~Workspace() = default;

absl::Status Hydraulics::Solve(const HydraulicInputs& inputs, const HydraulicOptions& options,
                               const std::vector<double>* start_kg_s, Workspace& workspace,
                               HydraulicSolution& solution) const {
  const Layout& layout = *layout_;
  const std::size_t nodes = layout.is_live.size(), pipes = layout.from.size();
  if (inputs.outflow_kg_s.size() != nodes || inputs.held_pressure_bar.size() != nodes ||
      inputs.density_kg_m3.size() != pipes || inputs.viscosity_pa_s.size() != pipes ||
      (start_kg_s != nullptr && start_kg_s->size() != pipes))
    return absl::InvalidArgumentError(
        absl::StrCat("hydraulics: inputs do not fit ", nodes, " nodes and ", pipes, " pipes"));
  auto& work = *workspace.buffers_;
  auto& pressure_pa = work.node_pressure_pa;
  solution.flow_kg_s.assign(pipes, 0.0);
  solution.pressure_bar.assign(nodes, std::numeric_limits<double>::quiet_NaN());
  solution.iterations = 0;
  solution.pressure_residual_bar = 0.0;
  for (std::size_t node = 0; node < nodes; ++node) {
    if (!layout.is_live[node] && inputs.outflow_kg_s[node] != 0.0)
      return absl::FailedPreconditionError(
          absl::StrFormat("heat node %s takes %.6g kg/s where nothing holds the pressure",
                          layout.node_ids[node], inputs.outflow_kg_s[node]));
    work.node_outflow_kg_s[node] = inputs.outflow_kg_s[node];
    pressure_pa[node] = layout.is_held[node] ? kPaPerBar * inputs.held_pressure_bar[node] : 0.0;
  }
  const auto static_pa = [&](int pipe) {
    return inputs.density_kg_m3[pipe] * kGravityMPerS2 * layout.rise_m[pipe] +
           layout.ambient_rise_pa[pipe];
  };
  const auto loss = [&](int pipe, double flow_kg_s) {
    return models::CalcPressureLoss(layout.shapes[pipe], flow_kg_s, inputs.density_kg_m3[pipe],
                                    inputs.viscosity_pa_s[pipe], options.friction);
  };

  for (const auto& leaf : layout.leaves) {
    const double outflow_kg_s = work.node_outflow_kg_s[leaf.node];
    solution.flow_kg_s[leaf.pipe] = -leaf.sign * outflow_kg_s;
    work.node_outflow_kg_s[leaf.parent] += outflow_kg_s;
  }

  const std::size_t core = layout.core.size();
  for (std::size_t k = 0; k < core; ++k) {
    const int pipe = layout.core[k].pipe;
    work.static_pa[k] = static_pa(pipe);
    if (start_kg_s != nullptr) {
      work.flow_kg_s[k] = (*start_kg_s)[pipe];
      work.loss[k] = loss(pipe, work.flow_kg_s[k]);
    } else {
      const double chord_kg_s =
          kColdStartMPerS * layout.shapes[pipe].area_m2 * inputs.density_kg_m3[pipe];
      work.flow_kg_s[k] = 0.0;
      work.loss[k] = {0.0, loss(pipe, chord_kg_s).loss_pa / chord_kg_s};
    }
  }
  for (bool is_done = core == 0; !is_done;) {
    double* values = work.matrix.valuePtr();
    std::fill(values, values + work.matrix.nonZeros(), 0.0);
    for (std::size_t row = 0; row < layout.core_nodes.size(); ++row)
      work.right[static_cast<Eigen::Index>(row)] = -work.node_outflow_kg_s[layout.core_nodes[row]];
    for (std::size_t k = 0; k < core; ++k) {
      const auto& pipe = layout.core[k];
      const double weight = 1.0 / work.loss[k].slope_pa_s_per_kg;
      const double drop_pa = pressure_pa[pipe.from] - pressure_pa[pipe.to] - work.static_pa[k];
      work.change_kg_s[k] = weight * (drop_pa - work.loss[k].loss_pa);
      const double flow_kg_s = work.flow_kg_s[k] + work.change_kg_s[k];
      if (pipe.row_from >= 0) {
        values[pipe.slot_from] += weight;
        work.right[pipe.row_from] -= flow_kg_s;
      }
      if (pipe.row_to >= 0) {
        values[pipe.slot_to] += weight;
        work.right[pipe.row_to] += flow_kg_s;
      }
      if (pipe.slot_between >= 0) values[pipe.slot_between] -= weight;
    }
    if (work.matrix.rows() > 0) {
      work.factor.factorize(work.matrix);
      if (work.factor.info() != Eigen::Success)
        return absl::FailedPreconditionError("hydraulics: the loop matrix has no factor");
      work.pressure = work.factor.solve(work.right);
      for (std::size_t row = 0; row < layout.core_nodes.size(); ++row)
        pressure_pa[layout.core_nodes[row]] += work.pressure[static_cast<Eigen::Index>(row)];
    }
    double worst_change_kg_s = 0.0, worst_residual_pa = 0.0;
    std::size_t worst = 0;
    for (std::size_t k = 0; k < core; ++k) {
      const auto& pipe = layout.core[k];
      const double drop_pa = pressure_pa[pipe.from] - pressure_pa[pipe.to] - work.static_pa[k];
      const double shift_pa = (pipe.row_from >= 0 ? work.pressure[pipe.row_from] : 0.0) -
                              (pipe.row_to >= 0 ? work.pressure[pipe.row_to] : 0.0);
      const double slope = work.loss[k].slope_pa_s_per_kg;
      const double change_kg_s = work.change_kg_s[k] + shift_pa / slope;
      const double rounding_kg_s =
          kPressureRounding * (std::abs(pressure_pa[pipe.from]) + std::abs(work.static_pa[k])) /
          slope;
      work.flow_kg_s[k] += change_kg_s;
      work.loss[k] = loss(pipe.pipe, work.flow_kg_s[k]);
      const double residual_pa = std::abs(work.loss[k].loss_pa - drop_pa);
      worst_change_kg_s = std::max(worst_change_kg_s, std::abs(change_kg_s) - rounding_kg_s);
      if (!(residual_pa <= worst_residual_pa)) {
        worst_residual_pa = residual_pa;
        worst = k;
      }
    }
    ++solution.iterations;
    solution.pressure_residual_bar = worst_residual_pa / kPaPerBar;
    is_done = worst_change_kg_s <= options.flow_tolerance_kg_s &&
              solution.pressure_residual_bar <= options.pressure_tolerance_bar;
    if (!is_done && solution.iterations >= options.max_iterations)
      return absl::FailedPreconditionError(
          absl::StrFormat("hydraulics did not converge in %d iterations: %.3g bar left at pipe %s",
                          solution.iterations, solution.pressure_residual_bar,
                          layout.pipe_ids[layout.core[worst].pipe]));
  }
  for (std::size_t k = 0; k < core; ++k)
    solution.flow_kg_s[layout.core[k].pipe] = work.flow_kg_s[k];

  // Pressures run back into the trees, nearest to the loops first.
  for (auto leaf = layout.leaves.rbegin(); leaf != layout.leaves.rend(); ++leaf) {
    const double drop_pa =
        loss(leaf->pipe, solution.flow_kg_s[leaf->pipe]).loss_pa + static_pa(leaf->pipe);
    pressure_pa[leaf->node] = pressure_pa[leaf->parent] + leaf->sign * drop_pa;
  }
  for (std::size_t node = 0; node < nodes; ++node)
    if (layout.is_live[node]) solution.pressure_bar[node] = pressure_pa[node] / kPaPerBar;
  return absl::OkStatus();
}

}  // namespace solvers::heat
