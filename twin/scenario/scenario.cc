#include "twin/scenario/scenario.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "solvers/parallel_for.h"
#include "twin/scenario/trajectory.h"

namespace twin::scenario {
namespace {

void AddPatches(const std::vector<models::Patch>& patches, models::Quarter known_from,
                const std::string& prefix, PatchHistory& history) {
  for (models::Patch patch : patches) {
    patch.id = absl::StrCat(prefix, history.events().size());
    history.Add(known_from, std::move(patch));
  }
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
    PatchHistory known = patches;
    AddPatches(branch.patches, branch.at, "branch-", known);
    run(i + 1, branch.name, origin, known);
  });
  return reports;
}

}  // namespace twin::scenario
