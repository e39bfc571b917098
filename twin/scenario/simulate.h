#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/scenario/compare.h"
#include "twin/scenario/scenario.h"
#include "twin/scenario/series_columns.h"

namespace twin::scenario {

/// One run of a scenario with what is told of it.
struct SimulatedRun {
  RunReport report;
  std::vector<std::vector<double>> series;  ///< [column][quarter] in the column's unit
  Comparison difference;                    ///< of a branch: to the trunk, since it left
};

/// Most quarters that a scenario with branches may last: the trunk's frames are kept to compare
/// with.
inline constexpr std::int64_t kMaxBranchedQuarters = 96 * 31;

/// A whole scenario from the state at rest: trunk first, then branches. Bits do not depend on
/// `threads`. **Errors** as of RunScenario; InvalidArgument: too long for its branches.
absl::StatusOr<std::vector<SimulatedRun>> Simulate(const Stepper& stepper, const Scenario& scenario,
                                                   std::size_t threads,
                                                   const std::vector<SeriesColumn>& columns);

}  // namespace twin::scenario
