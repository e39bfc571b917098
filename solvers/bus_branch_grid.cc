#include "solvers/bus_branch_grid.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using models::HvdcLinkIndex;
using models::SwitchIndex;
using models::ThreeWindingIndex;

constexpr double kSameVoltagePu = 1e-9;

// Sets of nodes, merged as joints close. The least node of a set stands for it.
class NodeSets {
 public:
  explicit NodeSets(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t Find(std::size_t node) {
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
  }
  void Join(std::size_t a, std::size_t b) {
    const std::size_t one = Find(a), other = Find(b);
    parent_[std::max(one, other)] = std::min(one, other);
  }

 private:
  std::vector<std::size_t> parent_;
};

class Processing {
 public:
  Processing(const models::NodeGrid& nodes, SwitchStates is_closed)
      : nodes_(nodes), sets_(nodes.grid.buses.size()) {
    made_.is_closed = std::move(is_closed);
  }

  absl::StatusOr<BusBranchGrid> Run() {
    TWIN_RETURN_IF_ERROR(CheckReferences());
    JoinNodes();
    if (!violations_.empty()) return models::errors::InvalidFields(violations_);
    MakeBuses();
    MakeBranches();
    MakeStars();
    MoveToBuses();
    return std::move(made_);
  }

 private:
  const models::ElectricityGrid& grid() const { return nodes_.grid; }
  void Report(const std::string& field, const std::string& problem) {
    violations_.push_back({field, problem});
  }
  bool IsNode(BusIndex node) const { return grid().buses.contains(node); }

  absl::Status CheckReferences() {
    if (made_.is_closed.size() != nodes_.switches.size()) {
      return models::errors::InvalidField("switch states",
                                          absl::StrCat("are ", made_.is_closed.size(), " for ",
                                                       nodes_.switches.size(), " switches"));
    }
    for (const models::SwitchParams& one : nodes_.switches) {
      if (!IsNode(one.from) || !IsNode(one.to))
        Report("switch " + one.id, "has an end without node");
    }
    for (const models::BranchParams& branch : grid().branches) {
      if (!IsNode(branch.from) || !IsNode(branch.to)) {
        Report("branch " + branch.id, "has an end without node");
      }
    }
    for (const models::ThreeWindingParams& one : nodes_.three_windings) {
      for (const models::WindingParams& winding : one.windings) {
        if (!IsNode(winding.bus)) Report("transformer " + one.id, "has a winding without node");
      }
    }
    const auto check = [this](const char* kind, const auto& rows) {
      for (const auto& row : rows) {
        if (!IsNode(row.bus)) Report(absl::StrCat(kind, " ", row.id), "has no node");
      }
    };
    check("load", grid().loads);
    check("generator", grid().generators);
    check("shunt", grid().shunts);
    check("boundary", grid().boundaries);
    return violations_.empty() ? absl::OkStatus() : models::errors::InvalidFields(violations_);
  }

  void JoinNodes() {
    for (std::size_t i = 0; i < nodes_.switches.size(); ++i) {
      const models::SwitchParams& one = nodes_.switches[SwitchIndex(i)];
      if (made_.is_closed[SwitchIndex(i)] != 0) Join("switch " + one.id, one.from, one.to);
    }
    for (const models::BranchParams& branch : grid().branches) {
      if (!models::HasNoImpedance(branch) || !branch.is_in_service) continue;
      if (branch.tap_ratio != 1.0 || branch.phase_shift_deg != 0.0) {
        Report("branch " + branch.id, "has a ratio and no impedance");
        continue;
      }
      Join("branch " + branch.id, branch.from, branch.to);
    }
  }

  void Join(const std::string& by, BusIndex a, BusIndex b) {
    const double kv_a = grid().buses[a].nominal_kv, kv_b = grid().buses[b].nominal_kv;
    if (kv_a != kv_b) {
      Report(by, absl::StrCat("joins ", kv_a, " kV and ", kv_b, " kV"));
      return;
    }
    sets_.Join(a.value(), b.value());
  }

  void MakeBuses() {
    made_.grid.stations = grid().stations;
    made_.grid.exchange_areas = grid().exchange_areas;
    made_.bus_of = models::Table<BusIndex, BusIndex>(grid().buses.size());
    for (std::size_t i = 0; i < grid().buses.size(); ++i) {
      const std::size_t first = sets_.Find(i);
      const models::BusParams& node = grid().buses[BusIndex(i)];
      if (first == i) {
        made_.bus_of[BusIndex(i)] = made_.grid.buses.Add(node);
        continue;
      }
      const BusIndex bus = made_.bus_of[BusIndex(i)] = made_.bus_of[BusIndex(first)];
      models::BusParams& merged = made_.grid.buses[bus];
      merged.v_min_pu = std::max(merged.v_min_pu, node.v_min_pu);
      merged.v_max_pu = std::min(merged.v_max_pu, node.v_max_pu);
      merged.is_monitored = merged.is_monitored || node.is_monitored;
    }
  }

  void MakeBranches() {
    made_.branch_of = models::Table<BranchIndex, BranchIndex>(grid().branches.size());
    for (std::size_t k = 0; k < grid().branches.size(); ++k) {
      models::BranchParams branch = grid().branches[BranchIndex(k)];
      branch.from = made_.bus_of[branch.from];
      branch.to = made_.bus_of[branch.to];
      if (branch.from == branch.to || models::HasNoImpedance(branch)) continue;
      made_.branch_of[BranchIndex(k)] = made_.grid.branches.Add(std::move(branch));
    }
  }

  void MakeStars() {
    for (const models::ThreeWindingParams& one : nodes_.three_windings) {
      const BusIndex star =
          made_.grid.buses.Add(models::MakeStarBus(one, grid().buses[one.windings[0].bus]));
      std::array<BranchIndex, 3> legs;
      for (std::size_t winding = 0; winding < 3; ++winding) {
        models::BranchParams leg = models::MakeLeg(one, winding, star);
        leg.to = made_.bus_of[leg.to];
        legs[winding] = made_.grid.branches.Add(std::move(leg));
      }
      made_.star_of.push_back(star);
      made_.legs_of.Add(legs);
    }
  }

  void MoveToBuses() {
    const auto move = [this](const auto& rows, auto& to) {
      to = rows;
      for (auto& row : to) row.bus = made_.bus_of[row.bus];
    };
    move(grid().loads, made_.grid.loads);
    move(grid().generators, made_.grid.generators);
    move(grid().shunts, made_.grid.shunts);
    move(grid().boundaries, made_.grid.boundaries);
  }

  const models::NodeGrid& nodes_;
  NodeSets sets_;
  BusBranchGrid made_;
  std::vector<models::errors::FieldViolation> violations_;
};

void Hold(const models::ConverterParams& converter, PowerFlowInputs& inputs) {
  if (!converter.can_hold_voltage) return;
  inputs.regulates[converter.bus] = 1;
  inputs.v_set_pu[converter.bus] = converter.v_set_pu;
  inputs.q_min_mvar[converter.bus] += converter.q_min_mvar;
  inputs.q_max_mvar[converter.bus] += converter.q_max_mvar;
}

}  // namespace

SwitchStates MakeSwitchStates(const models::NodeGrid& nodes) {
  SwitchStates is_closed;
  for (const models::SwitchParams& one : nodes.switches) is_closed.Add(one.is_closed ? 1 : 0);
  return is_closed;
}

absl::StatusOr<BusBranchGrid> MakeBusBranchGrid(const models::NodeGrid& nodes,
                                                SwitchStates is_closed) {
  return Processing(nodes, std::move(is_closed)).Run();
}

absl::StatusOr<PowerFlowInputs> MakeBusInputs(const BusBranchGrid& buses,
                                              const PowerFlowInputs& node_inputs) {
  PowerFlowInputs inputs = PowerFlowInputs::MakeZero(buses.grid);
  std::fill(inputs.participation_share.begin(), inputs.participation_share.end(), 0.0);
  for (std::size_t i = 0; i < buses.bus_of.size(); ++i) {
    const BusIndex node(i), bus = buses.bus_of[node];
    inputs.injection_mw[bus] += node_inputs.injection_mw[node];
    inputs.injection_mvar[bus] += node_inputs.injection_mvar[node];
    inputs.shunt_mw[bus] += node_inputs.shunt_mw[node];
    inputs.shunt_mvar[bus] += node_inputs.shunt_mvar[node];
    inputs.participation_share[bus] += node_inputs.participation_share[node];
    if (node_inputs.regulates[node] == 0) continue;
    if (inputs.regulates[bus] != 0 &&
        std::abs(inputs.v_set_pu[bus] - node_inputs.v_set_pu[node]) > kSameVoltagePu) {
      return models::errors::InvalidField("bus " + buses.grid.buses[bus].name,
                                          absl::StrCat("is to hold ", inputs.v_set_pu[bus], " and ",
                                                       node_inputs.v_set_pu[node], " pu at once"));
    }
    inputs.regulates[bus] = 1;
    inputs.v_set_pu[bus] = node_inputs.v_set_pu[node];
    inputs.q_min_mvar[bus] += node_inputs.q_min_mvar[node];
    inputs.q_max_mvar[bus] += node_inputs.q_max_mvar[node];
  }
  for (std::size_t k = 0; k < buses.branch_of.size(); ++k) {
    const BranchIndex branch = buses.branch_of[BranchIndex(k)];
    if (branch.valid()) inputs.in_service[branch] = node_inputs.in_service[BranchIndex(k)];
  }
  return inputs;
}

absl::Status AddHvdcLinks(const models::NodeGrid& nodes,
                          const models::Table<HvdcLinkIndex, double>& p_mw,
                          PowerFlowInputs& node_inputs) {
  if (p_mw.size() != nodes.hvdc_links.size()) {
    return models::errors::InvalidField(
        "schedule",
        absl::StrCat("has ", p_mw.size(), " values for ", nodes.hvdc_links.size(), " links"));
  }
  for (std::size_t i = 0; i < p_mw.size(); ++i) {
    const models::HvdcLinkParams& link = nodes.hvdc_links[HvdcLinkIndex(i)];
    const double wanted_mw = p_mw[HvdcLinkIndex(i)];
    if (!(std::abs(wanted_mw) <= link.p_max_mw)) {
      return models::errors::OutOfRange("schedule of " + link.name, wanted_mw, -link.p_max_mw,
                                        link.p_max_mw);
    }
    if (!link.is_in_service) continue;
    const models::HvdcFlow flow = models::CalcHvdcFlow(link, wanted_mw);
    for (const auto& [converter, taken_mw] :
         {std::pair(&link.from, flow.p_from_mw), std::pair(&link.to, flow.p_to_mw)}) {
      node_inputs.injection_mw[converter->bus] -= taken_mw;
      if (!converter->can_hold_voltage) {
        node_inputs.injection_mvar[converter->bus] -= converter->tan_phi_ratio * std::abs(taken_mw);
      }
      Hold(*converter, node_inputs);
    }
  }
  return absl::OkStatus();
}

}  // namespace solvers
