#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/patch.h"
#include "models/time/quarter.h"
#include "twin/scenario/point.h"

namespace twin::scenario {

/// A patch of the scenario that ends in a branch.
struct PatchEnd {
  std::string patch_id;
  models::Minute at = 0;
};

/// A branch of a scenario: what is tried from `at` on.
struct ScenarioBranch {
  std::string name;
  models::Quarter at;
  std::vector<models::Patch> patches;
  std::vector<PatchEnd> ends;
};

/// A whole story: a period, what happens in it, and branches that try something else.
struct Scenario {
  std::string name;
  std::string title_nb;
  std::string title_en;
  models::Quarter from;
  models::Quarter to;
  models::WeatherYear weather_year;
  std::vector<models::Patch> patches;  ///< with an id where a branch may end them
  std::vector<ScenarioBranch> branches;
};

/// How one run of a scenario went: index 0 is the trunk, then the branches in their order.
struct RunReport {
  std::string name;  ///< of the branch; of the scenario for its trunk
  models::Quarter from;
  Point last;
  StateHash final_hash{};
};

/// Called with every point that run `index` reaches, in order of time; by one thread for each run.
using RunVisitor = std::function<void(std::size_t index, const Point&)>;

/// Runs trunk and branches by the step of the living twin, each in its own order of time, branches
/// beside one another on `threads` threads. Only the points that branches begin at are kept. The
/// bits do not depend on the number of threads.
/// **Errors** InvalidArgument: a branch outside the period, the end of an unknown patch.
absl::StatusOr<std::vector<RunReport>> RunScenario(const Stepper& stepper, const Point& start,
                                                   const Scenario& scenario, std::size_t threads,
                                                   const RunVisitor& visit = {});

}  // namespace twin::scenario
