// Flows inside buses: one small Laplacian for every bus of more than one node.
#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <algorithm>
#include <complex>
#include <vector>

#include "solvers/bus_branch_grid.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::SwitchIndex;
using models::ThreeWindingIndex;
using Complex = std::complex<double>;

// A closed switch or a branch without impedance.
struct Joint {
  std::size_t from, to;
  JointFlow* flow;
};

class Expansion {
 public:
  Expansion(const models::NodeGrid& nodes, const BusBranchGrid& buses,
            const PowerFlowInputs& node_inputs, const PowerFlowAnswer& answer)
      : nodes_(nodes),
        buses_(buses),
        inputs_(node_inputs),
        taken_mw_(answer.taken_mw),
        solution_(answer.solution) {}

  absl::StatusOr<NodeSolution> Run() {
    Spread();
    CalcSurplus();
    FillJoints();
    return std::move(out_);
  }

 private:
  std::size_t node_count() const { return buses_.bus_of.size(); }

  // Voltages by node, flows of what is a branch to the power flow, too.
  void Spread() {
    out_.vm_pu = models::Table<BusIndex, double>(node_count());
    out_.va_rad = models::Table<BusIndex, double>(node_count());
    out_.is_energised = models::Table<BusIndex, char>(node_count());
    for (std::size_t i = 0; i < node_count(); ++i) {
      const BusIndex node(i), bus = buses_.bus_of[node];
      out_.vm_pu[node] = solution_.state.vm_pu[bus];
      out_.va_rad[node] = solution_.state.va_rad[bus];
      out_.is_energised[node] = solution_.result.is_energised[bus];
    }
    out_.flow = models::Table<BranchIndex, BranchFlow>(buses_.branch_of.size());
    for (std::size_t k = 0; k < buses_.branch_of.size(); ++k) {
      const BranchIndex branch = buses_.branch_of[BranchIndex(k)];
      if (branch.valid()) out_.flow[BranchIndex(k)] = solution_.result.flow[branch];
    }
    for (const auto& legs : buses_.legs_of) {
      std::array<BranchFlow, 3> flows;
      for (std::size_t winding = 0; winding < 3; ++winding) {
        flows[winding] = solution_.result.flow[legs[winding]];
      }
      out_.leg_flow.Add(flows);
    }
    out_.switch_flow = models::Table<SwitchIndex, JointFlow>(nodes_.switches.size());
  }

  // What every node puts into the joints of its bus.
  void CalcSurplus() {
    surplus_.assign(node_count(), Complex());
    models::Table<BusIndex, double> range_mvar(buses_.grid.buses.size(), 0.0);
    models::Table<BusIndex, int> regulating(buses_.grid.buses.size(), 0);
    models::Table<BusIndex, double> share_sum(buses_.grid.buses.size(), 0.0);
    for (std::size_t i = 0; i < node_count(); ++i) {
      const BusIndex node(i);
      share_sum[buses_.bus_of[node]] += inputs_.participation_share[node];
      if (inputs_.regulates[node] == 0) continue;
      range_mvar[buses_.bus_of[node]] += inputs_.q_max_mvar[node] - inputs_.q_min_mvar[node];
      ++regulating[buses_.bus_of[node]];
    }
    for (std::size_t i = 0; i < node_count(); ++i) {
      const BusIndex node(i), bus = buses_.bus_of[node];
      if (out_.is_energised[node] == 0) continue;
      const double v2 = out_.vm_pu[node] * out_.vm_pu[node];
      const double taken_mw =
          share_sum[bus] > 0.0 ? inputs_.participation_share[node] / share_sum[bus] * taken_mw_[bus]
                               : 0.0;
      surplus_[i] = {inputs_.injection_mw[node] - inputs_.shunt_mw[node] * v2 + taken_mw,
                     inputs_.injection_mvar[node] + inputs_.shunt_mvar[node] * v2};
      if (inputs_.regulates[node] == 0) continue;
      const double share =
          range_mvar[bus] > 0.0
              ? (inputs_.q_max_mvar[node] - inputs_.q_min_mvar[node]) / range_mvar[bus]
              : 1.0 / regulating[bus];
      surplus_[i] += Complex(0.0, share * solution_.result.regulated_mvar[bus]);
    }
    for (std::size_t k = 0; k < buses_.branch_of.size(); ++k) {
      const models::BranchParams& branch = nodes_.grid.branches[BranchIndex(k)];
      const BranchFlow& flow = out_.flow[BranchIndex(k)];
      surplus_[branch.from.value()] -= Complex(flow.p_from_mw, flow.q_from_mvar);
      surplus_[branch.to.value()] -= Complex(flow.p_to_mw, flow.q_to_mvar);
    }
    for (std::size_t i = 0; i < nodes_.three_windings.size(); ++i) {
      const ThreeWindingIndex index(i);
      for (std::size_t winding = 0; winding < 3; ++winding) {
        const BranchFlow& flow = out_.leg_flow[index][winding];
        surplus_[nodes_.three_windings[index].windings[winding].bus.value()] -=
            Complex(flow.p_to_mw, flow.q_to_mvar);
      }
    }
  }

  std::vector<Joint> ListJoints() {
    std::vector<Joint> joints;
    for (std::size_t i = 0; i < nodes_.switches.size(); ++i) {
      if (buses_.is_closed[SwitchIndex(i)] == 0) continue;
      const models::SwitchParams& one = nodes_.switches[SwitchIndex(i)];
      joints.push_back({one.from.value(), one.to.value(), &out_.switch_flow[SwitchIndex(i)]});
    }
    branch_joint_.resize(buses_.branch_of.size());
    for (std::size_t k = 0; k < buses_.branch_of.size(); ++k) {
      const models::BranchParams& branch = nodes_.grid.branches[BranchIndex(k)];
      if (!models::HasNoImpedance(branch) || !branch.is_in_service) continue;
      joints.push_back({branch.from.value(), branch.to.value(), &branch_joint_[k]});
    }
    // A joint from a node to itself carries nothing.
    std::erase_if(joints, [](const Joint& joint) { return joint.from == joint.to; });
    return joints;
  }

  // One sparse Laplacian over all nodes; the first node of every bus is its zero.
  void FillJoints() {
    const std::vector<Joint> joints = ListJoints();
    if (joints.empty()) return;
    std::vector<int> row(node_count(), -1);
    std::vector<char> is_first(buses_.grid.buses.size(), 1);
    int rows = 0;
    for (std::size_t i = 0; i < node_count(); ++i) {
      char& first = is_first[buses_.bus_of[BusIndex(i)].value()];
      if (first == 0) row[i] = rows++;
      first = 0;
    }
    if (rows == 0) return;
    std::vector<Eigen::Triplet<double>> entries;
    for (const Joint& joint : joints) {
      const int a = row[joint.from], b = row[joint.to];
      if (a >= 0) entries.emplace_back(a, a, 1.0);
      if (b >= 0) entries.emplace_back(b, b, 1.0);
      if (a < 0 || b < 0) continue;
      entries.emplace_back(a, b, -1.0);
      entries.emplace_back(b, a, -1.0);
    }
    Eigen::SparseMatrix<double> laplacian(rows, rows);
    laplacian.setFromTriplets(entries.begin(), entries.end());
    Eigen::MatrixXd surplus(rows, 2);
    for (std::size_t i = 0; i < node_count(); ++i) {
      if (row[i] < 0) continue;
      surplus(row[i], 0) = surplus_[i].real();
      surplus(row[i], 1) = surplus_[i].imag();
    }
    const Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> factor(laplacian);
    const Eigen::MatrixXd level = factor.solve(surplus);
    const auto at = [&](std::size_t node, int column) {
      return row[node] < 0 ? 0.0 : level(row[node], column);
    };
    for (const Joint& joint : joints) {
      *joint.flow = {at(joint.from, 0) - at(joint.to, 0), at(joint.from, 1) - at(joint.to, 1)};
    }
    for (std::size_t k = 0; k < branch_joint_.size(); ++k) {
      const JointFlow& flow = branch_joint_[k];
      if (!models::HasNoImpedance(nodes_.grid.branches[BranchIndex(k)])) continue;
      out_.flow[BranchIndex(k)] = {flow.p_mw, flow.q_mvar, -flow.p_mw, -flow.q_mvar};
    }
  }

  const models::NodeGrid& nodes_;
  const BusBranchGrid& buses_;
  const PowerFlowInputs& inputs_;
  const models::Table<BusIndex, double>& taken_mw_;
  const PowerFlowSolution& solution_;
  NodeSolution out_;
  std::vector<Complex> surplus_;  // [node] MW + j Mvar
  std::vector<JointFlow> branch_joint_;
};

}  // namespace

absl::StatusOr<NodeSolution> ExpandToNodes(const models::NodeGrid& nodes,
                                           const BusBranchGrid& buses,
                                           const PowerFlowInputs& node_inputs,
                                           const PowerFlowAnswer& answer) {
  const PowerFlowSolution& solution = answer.solution;
  const bool fits = node_inputs.injection_mw.size() == buses.bus_of.size() &&
                    node_inputs.in_service.size() == buses.branch_of.size() &&
                    solution.state.vm_pu.size() == buses.grid.buses.size() &&
                    solution.result.flow.size() == buses.grid.branches.size();
  if (!fits) return absl::InvalidArgumentError("solution and inputs do not fit the grid");
  return Expansion(nodes, buses, node_inputs, answer).Run();
}

}  // namespace solvers
