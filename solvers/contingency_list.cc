#include "solvers/contingency_list.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;
using models::GeneratorIndex;

namespace {

class ListMaker {
 public:
  ListMaker(const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
            const models::Table<GeneratorIndex, double>& generation_mw)
      : grid_(grid), inputs_(inputs), generation_mw_(generation_mw) {}

  std::vector<Contingency> Take() { return std::move(list_); }

  void AddBranches(const ContingencyRules& rules) {
    for (std::size_t k = 0; k < grid_.branches.size(); ++k) {
      const models::BranchParams& branch = grid_.branches[BranchIndex(k)];
      const bool is_transformer = branch.kind == models::BranchKind::kTransformer;
      if (inputs_.in_service[BranchIndex(k)] == 0) continue;
      if (!(is_transformer ? rules.has_transformers : rules.has_lines)) continue;
      list_.push_back(
          {.id = branch.id,
           .name = branch.name,
           .kind = is_transformer ? ContingencyKind::kTransformer : ContingencyKind::kLine,
           .branches = {BranchIndex(k)}});
    }
  }

  void AddGenerators() {
    models::Table<BusIndex, int> holders(grid_.buses.size(), 0);
    for (const models::BoundaryParams& boundary : grid_.boundaries) ++holders[boundary.bus];
    for (const models::ShuntParams& shunt : grid_.shunts) {
      if (shunt.is_continuous) ++holders[shunt.bus];
    }
    for (std::size_t i = 0; i < generation_mw_.size(); ++i) {
      if (Holds(GeneratorIndex(i))) ++holders[grid_.generators[GeneratorIndex(i)].bus];
    }
    for (std::size_t i = 0; i < generation_mw_.size(); ++i) {
      const GeneratorIndex index(i);
      const models::GeneratorParams& generator = grid_.generators[index];
      const bool holds = Holds(index);
      if (generation_mw_[index] == 0.0 && !holds) continue;
      list_.push_back({.id = generator.id,
                       .name = generator.name,
                       .kind = ContingencyKind::kGenerator,
                       .bus = generator.bus,
                       .generation_lost_mw = generation_mw_[index],
                       .q_min_lost_mvar = holds ? generator.q_min_mvar : 0.0,
                       .q_max_lost_mvar = holds ? generator.q_max_mvar : 0.0,
                       .keeps_voltage = !holds || holders[generator.bus] > 1});
    }
  }

  void AddBusbars() {
    models::Table<BusIndex, std::vector<BranchIndex>> branches(grid_.buses.size());
    for (std::size_t k = 0; k < grid_.branches.size(); ++k) {
      if (inputs_.in_service[BranchIndex(k)] == 0) continue;
      branches[grid_.branches[BranchIndex(k)].from].push_back(BranchIndex(k));
      branches[grid_.branches[BranchIndex(k)].to].push_back(BranchIndex(k));
    }
    models::Table<BusIndex, double> generation_mw(grid_.buses.size(), 0.0);
    for (std::size_t i = 0; i < generation_mw_.size(); ++i) {
      generation_mw[grid_.generators[GeneratorIndex(i)].bus] += generation_mw_[GeneratorIndex(i)];
    }
    for (std::size_t i = 0; i < grid_.buses.size(); ++i) {
      const BusIndex bus(i);
      if (branches[bus].empty()) continue;
      list_.push_back({.id = absl::StrCat("busbar:", grid_.buses[bus].id),
                       .name = grid_.buses[bus].name,
                       .kind = ContingencyKind::kBusbar,
                       .branches = branches[bus],
                       .bus = bus,
                       .generation_lost_mw = generation_mw[bus]});
    }
  }

  // Lines in service between the same busbars, in the order of the busbars.
  void AddParallelCircuits() {
    std::map<std::pair<std::size_t, std::size_t>, std::vector<BranchIndex>> circuits;
    for (std::size_t k = 0; k < grid_.branches.size(); ++k) {
      const models::BranchParams& branch = grid_.branches[BranchIndex(k)];
      if (inputs_.in_service[BranchIndex(k)] == 0) continue;
      if (branch.kind != models::BranchKind::kLine) continue;
      circuits[std::minmax(branch.from.value(), branch.to.value())].push_back(BranchIndex(k));
    }
    for (const auto& [buses, branches] : circuits) {
      if (branches.size() < 2) continue;
      const models::BusParams& from = grid_.buses[BusIndex(buses.first)];
      const models::BusParams& to = grid_.buses[BusIndex(buses.second)];
      list_.push_back({.id = absl::StrCat("mast:", from.id, "-", to.id),
                       .name = absl::StrCat(from.name, " – ", to.name),
                       .kind = ContingencyKind::kCommonMast,
                       .branches = branches});
    }
  }

  absl::Status AddMast(const CommonMast& mast) {
    Contingency contingency{.id = absl::StrCat("mast:", mast.name),
                            .name = mast.name,
                            .kind = ContingencyKind::kCommonMast};
    if (mast.branches.size() < 2) {
      return absl::InvalidArgumentError(
          absl::StrCat("mast ", mast.name, " carries fewer than two branches"));
    }
    for (const BranchIndex branch : mast.branches) {
      if (!grid_.branches.contains(branch)) {
        return absl::InvalidArgumentError(
            absl::StrCat("mast ", mast.name, " carries a branch that is not in the grid"));
      }
      if (inputs_.in_service[branch] != 0) contingency.branches.push_back(branch);
    }
    list_.push_back(std::move(contingency));
    return absl::OkStatus();
  }

 private:
  bool Holds(GeneratorIndex index) const {
    const models::GeneratorParams& generator = grid_.generators[index];
    return generator.can_hold_voltage && generation_mw_[index] >= generator.min_running_mw;
  }

  const models::ElectricityGrid& grid_;
  const PowerFlowInputs& inputs_;
  const models::Table<GeneratorIndex, double>& generation_mw_;
  std::vector<Contingency> list_;
};

}  // namespace

const char* NameOf(ContingencyKind kind) {
  switch (kind) {
    case ContingencyKind::kLine:
      return "line";
    case ContingencyKind::kTransformer:
      return "transformer";
    case ContingencyKind::kGenerator:
      return "generator";
    case ContingencyKind::kBusbar:
      return "busbar";
    case ContingencyKind::kCommonMast:
      return "common mast";
  }
  return "";
}

absl::StatusOr<std::vector<Contingency>> MakeContingencies(
    const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
    const models::Table<GeneratorIndex, double>& generation_mw, const ContingencyRules& rules) {
  ListMaker maker(grid, inputs, generation_mw);
  maker.AddBranches(rules);
  if (rules.has_generators) maker.AddGenerators();
  if (rules.has_busbars) maker.AddBusbars();
  if (rules.has_parallel_circuits) maker.AddParallelCircuits();
  for (const CommonMast& mast : rules.masts) {
    if (const absl::Status status = maker.AddMast(mast); !status.ok()) return status;
  }
  return maker.Take();
}

void ApplyContingency(const Contingency& contingency, PowerFlowInputs& inputs) {
  for (const BranchIndex branch : contingency.branches) inputs.in_service[branch] = 0;
  const BusIndex bus = contingency.bus;
  if (contingency.kind == ContingencyKind::kGenerator) {
    inputs.injection_mw[bus] -= contingency.generation_lost_mw;
    inputs.q_min_mvar[bus] -= contingency.q_min_lost_mvar;
    inputs.q_max_mvar[bus] -= contingency.q_max_lost_mvar;
    if (!contingency.keeps_voltage) inputs.regulates[bus] = 0;
  }
  if (contingency.kind != ContingencyKind::kBusbar) return;
  inputs.injection_mw[bus] = inputs.injection_mvar[bus] = 0.0;
  inputs.regulates[bus] = 0;
  inputs.participation_share[bus] = 0.0;
  double left_share = 0.0;
  for (const double share : inputs.participation_share) left_share += share;
  if (!(left_share > 0.0)) return;
  for (double& share : inputs.participation_share) share /= left_share;
}

}  // namespace solvers
