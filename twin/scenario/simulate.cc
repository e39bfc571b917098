#include "twin/scenario/simulate.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace twin::scenario {
absl::StatusOr<std::vector<SimulatedRun>> Simulate(const Stepper& stepper, const Scenario& scenario,
                                                   std::size_t threads,
                                                   const std::vector<SeriesColumn>& columns) {
  if (!scenario.branches.empty() && scenario.to - scenario.from > kMaxBranchedQuarters) {
    return models::errors::InvalidField(
        "to", absl::StrCat("lies ", scenario.to - scenario.from,
                           " quarters after from; with branches at most ", kMaxBranchedQuarters));
  }
  const Point start{std::make_shared<const WorldState>(stepper.MakeInitialState(scenario.from)),
                    nullptr, nullptr};
  std::vector<SimulatedRun> runs(1 + scenario.branches.size());
  for (SimulatedRun& run : runs) run.series.resize(columns.size());
  std::vector<Comparer> comparers(scenario.branches.size(),
                                  Comparer(stepper.region(), stepper.layout()));
  std::vector<FramePtr> trunk;  // [quarter since the beginning], with branches only
  const auto visit = [&](std::size_t index, const Point& point) {
    const Frame& frame = *point.frame;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      runs[index].series[i].push_back(frame.values[columns[i].at]);
    }
    if (index == 0 && !comparers.empty()) trunk.push_back(point.frame);
    if (index == 0) return;
    comparers[index - 1].Add(*trunk[static_cast<std::size_t>(frame.quarter - scenario.from)],
                             frame);
  };
  TWIN_ASSIGN_OR_RETURN(std::vector<RunReport> reports,
                        RunScenario(stepper, start, scenario, threads, visit));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].report = std::move(reports[i]);
    if (i > 0) runs[i].difference = comparers[i - 1].Finish();
  }
  return runs;
}

}  // namespace twin::scenario
