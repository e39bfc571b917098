#include "twin/scenario/scenario.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/parallel_for.h"
#include "twin/scenario/trajectory.h"

namespace twin::scenario {
namespace {

void AddPatches(const std::vector<models::Patch>& patches, models::Quarter known_from,
                const std::string& prefix, PatchHistory& history) {
  for (models::Patch patch : patches) {
    if (patch.id.empty()) patch.id = absl::StrCat(prefix, history.events().size());
    history.Add(known_from, std::move(patch));
  }
}

absl::Status AddEnds(const std::vector<PatchEnd>& ends, models::Quarter known_from,
                     const std::string& place, PatchHistory& history) {
  for (std::size_t i = 0; i < ends.size(); ++i) {
    std::optional<models::Patch> patch = history.Find(ends[i].patch_id);
    if (ends[i].patch_id.empty() || !patch.has_value()) {
      return models::errors::InvalidField(
          absl::StrCat(place, ".ends[", i, "].patch_id"),
          absl::StrCat("is '", ends[i].patch_id, "', no patch of the scenario"));
    }
    if (ends[i].at < known_from.start_minute()) {
      return models::errors::InvalidField(absl::StrCat(place, ".ends[", i, "].at"),
                                          "lies before the branch leaves");
    }
    patch->to = std::max(std::min(ends[i].at, patch->to), patch->from);
    history.Add(known_from, *std::move(patch));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<RunReport>> RunScenario(const Stepper& stepper, const Point& start,
                                                   const Scenario& scenario, std::size_t threads,
                                                   const RunVisitor& visit) {
  std::map<models::Quarter, Point> origins;
  for (std::size_t i = 0; i < scenario.branches.size(); ++i) {
    const models::Quarter at = scenario.branches[i].at;
    if (at < start.next() || at >= scenario.to) {
      return models::errors::InvalidField(absl::StrCat("branches[", i, "].at"),
                                          "lies outside the scenario's period");
    }
    origins[at] = start;
  }
  PatchHistory patches;
  AddPatches(scenario.patches, start.next(), "trunk-", patches);
  std::vector<PatchHistory> of_branch(scenario.branches.size(), patches);
  for (std::size_t i = 0; i < scenario.branches.size(); ++i) {
    const ScenarioBranch& branch = scenario.branches[i];
    TWIN_RETURN_IF_ERROR(
        AddEnds(branch.ends, branch.at, absl::StrCat("branches[", i, "]"), of_branch[i]));
    AddPatches(branch.patches, branch.at, "branch-", of_branch[i]);
  }
  std::vector<RunReport> reports(1 + scenario.branches.size());
  const auto run = [&](std::size_t index, const std::string& name, const Point& from,
                       const PatchHistory& known) {
    const Point last = Walk(stepper, from, known, scenario.to, [&](const Point& reached) {
      const auto origin = index == 0 ? origins.find(reached.next()) : origins.end();
      if (origin != origins.end()) origin->second = reached;
      if (visit) visit(index, reached);
      return true;
    });
    reports[index] = {name, from.next(), last, CalcStateHash(last)};
  };
  run(0, scenario.name, start, patches);
  solvers::ParallelFor(scenario.branches.size(), threads, [&](std::size_t i, std::size_t) {
    const ScenarioBranch& branch = scenario.branches[i];
    Point origin = origins.at(branch.at);
    origin.totals = nullptr;
    run(i + 1, branch.name, origin, of_branch[i]);
  });
  return reports;
}

}  // namespace twin::scenario
