#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/electricity/grid.h"

namespace models {

/// How soon announced projects are built: the early, base or late year of each.
enum class Pace { kEarly, kBase, kLate };

enum class GridProjectStatus {
  kAnnounced,
  kPlanned,
  kLicenceApplied,
  kLicensed,
  kUnderConstruction,
  kInService
};

struct AddStation {
  StationParams station;
};
/// New rows name their ends by id: positions in the tables depend on what else is built.
struct AddBus {
  BusParams bus;  ///< `station` is not used
  std::string station_id;
};
struct AddBranch {
  BranchParams branch;  ///< `from` and `to` are not used
  std::string from_bus_id, to_bus_id;
};
struct RemoveBranch {
  std::string branch_id;
};
/// The whole row anew; `branch.id` is that of the row.
struct ChangeBranch {
  BranchParams branch;  ///< `from` and `to` are not used
  std::string from_bus_id, to_bus_id;
};
struct AddShunt {
  ShuntParams shunt;  ///< `bus` is not used
  std::string bus_id;
};
using GridStep = std::variant<AddStation, AddBus, AddBranch, RemoveBranch, ChangeBranch, AddShunt>;

/// One announced reinforcement: what it changes, and from which 1 January on.
struct GridProject {
  std::string id;
  std::string name;
  std::string owner;
  GridProjectStatus status = GridProjectStatus::kAnnounced;
  std::string licence_date;  ///< ISO 8601; empty: none known
  int early_year = 0, base_year = 0, late_year = 0;
  std::vector<std::string> required_ids;  ///< projects that must stand before this one
  std::string effect_no, effect_en;       ///< what it does, for people
  std::string source;
  std::string confidence;       ///< high, medium, low
  std::vector<GridStep> steps;  ///< none: the base grid holds it already
};

/// "early", "base", "late"
absl::string_view NameOf(Pace pace);
absl::string_view NameOf(GridProjectStatus status);

int YearOf(const GridProject& project, Pace pace);

/// What is wrong with one project or one of its steps.
struct GridProjectProblem {
  static constexpr std::size_t kNoStep = static_cast<std::size_t>(-1);
  std::size_t project = 0;
  std::size_t step = kNoStep;  ///< kNoStep: the project itself
  std::string column;          ///< of the table the row came from
  std::string problem;
};

/// Everything that keeps the projects from being built on the base grid: ids that stand twice,
/// requirements that are unknown, circular or stand later at some pace, references that neither the
/// base grid nor a required project holds, two projects that change one branch while neither
/// requires the other.
std::vector<GridProjectProblem> CheckGridProjects(const ElectricityGrid& base,
                                                  const std::vector<GridProject>& projects);

/// Positions of the projects in service in a year, required ones first, else by id: the same
/// whatever order they are given in. `projects` must be free of problems.
std::vector<std::size_t> FindProjectsInService(const std::vector<GridProject>& projects, int year,
                                               Pace pace);

/// The grid with all projects whose year has come. Rows of `base` keep their positions: a branch
/// that is removed stays, out of service; new rows are appended. The order of `projects` does not
/// matter. A year before the first project gives `base` itself.
/// Errors: InvalidArgument with all problems, or with what Validate says of the grid that results.
absl::StatusOr<ElectricityGrid> MakeGridOfYear(const ElectricityGrid& base,
                                               const std::vector<GridProject>& projects, int year,
                                               Pace pace);

}  // namespace models
