#include "models/electricity/grid_project.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace models {
namespace {

constexpr std::array<Pace, 3> kPaces{Pace::kEarly, Pace::kBase, Pace::kLate};

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

template <class Index, class Row>
std::unordered_map<std::string, Index> IndexById(const Table<Index, Row>& rows) {
  std::unordered_map<std::string, Index> indices;
  for (std::size_t i = 0; i < rows.size(); ++i) indices.emplace(rows[Index(i)].id, Index(i));
  return indices;
}

// Who adds an id, or that the base grid holds it.
struct Origin {
  static constexpr std::size_t kBase = static_cast<std::size_t>(-1);
  std::size_t project = kBase;
};
using Origins = std::unordered_map<std::string, Origin>;

class Checker {
 public:
  Checker(const ElectricityGrid& base, const std::vector<GridProject>& projects)
      : base_(base), projects_(projects) {}

  std::vector<GridProjectProblem> Run() {
    CheckIds();
    CheckRequirements();
    if (!problems_.empty()) return std::move(problems_);  // who builds on whom is not known
    CheckYears();
    CollectOrigins();
    for (std::size_t p = 0; p < projects_.size(); ++p) CheckReferences(p);
    CheckConflicts();
    return std::move(problems_);
  }

 private:
  void Report(std::size_t project, std::size_t step, const char* column, std::string problem) {
    problems_.push_back({project, step, column, std::move(problem)});
  }
  void Report(std::size_t project, const char* column, std::string problem) {
    Report(project, GridProjectProblem::kNoStep, column, std::move(problem));
  }

  void CheckIds() {
    for (std::size_t p = 0; p < projects_.size(); ++p) {
      const std::string& id = projects_[p].id;
      if (id.empty()) {
        Report(p, "id", "is empty");
      } else if (!positions_.emplace(id, p).second) {
        Report(p, "id", absl::StrCat("'", id, "' is the id of two rows (grid project)"));
      }
    }
  }

  void CheckRequirements() {
    requires_.assign(projects_.size(), std::vector<char>(projects_.size(), 0));
    for (std::size_t p = 0; p < projects_.size(); ++p) {
      for (const std::string& id : projects_[p].required_ids) {
        const auto found = positions_.find(id);
        if (found == positions_.end()) {
          Report(p, "requires", absl::StrCat("there is no grid project '", id, "'"));
        } else {
          requires_[p][found->second] = 1;
        }
      }
    }
    // Transitive closure (Warshall 1962).
    for (std::size_t via = 0; via < projects_.size(); ++via) {
      for (auto& row : requires_) {
        if (row[via] == 0) continue;
        for (std::size_t q = 0; q < projects_.size(); ++q) {
          row[q] = static_cast<char>(row[q] | requires_[via][q]);
        }
      }
    }
    for (std::size_t p = 0; p < projects_.size(); ++p) {
      if (requires_[p][p] != 0) {
        Report(p, "requires",
               absl::StrCat("'", projects_[p].id, "' requires itself, directly or through others"));
      }
    }
  }

  void CheckYears() {
    for (std::size_t p = 0; p < projects_.size(); ++p) {
      const GridProject& project = projects_[p];
      if (project.base_year < project.early_year) {
        Report(p, "base_year",
               absl::StrCat("is ", project.base_year, ", before early_year ", project.early_year));
      }
      if (project.late_year < project.base_year) {
        Report(p, "late_year",
               absl::StrCat("is ", project.late_year, ", before base_year ", project.base_year));
      }
      if (project.steps.empty() && project.status != GridProjectStatus::kInService) {
        Report(p, "id", absl::StrCat("'", project.id, "' is not in service and has no steps"));
      }
      for (const std::string& id : project.required_ids) {
        const GridProject& needed = projects_[positions_.at(id)];
        for (const Pace pace : kPaces) {
          if (YearOf(needed, pace) <= YearOf(project, pace)) continue;
          Report(p, "requires",
                 absl::StrCat("'", id, "' stands in ", YearOf(needed, pace), " at pace ",
                              NameOf(pace), ", after this project in ", YearOf(project, pace)));
        }
      }
    }
  }

  template <class Rows>
  static Origins OriginsOf(const Rows& rows) {
    Origins origins;
    for (const auto& row : rows) origins.emplace(row.id, Origin{});
    return origins;
  }

  void CollectOrigins() {
    stations_ = OriginsOf(base_.stations);
    buses_ = OriginsOf(base_.buses);
    branches_ = OriginsOf(base_.branches);
    shunts_ = OriginsOf(base_.shunts);
    for (std::size_t p = 0; p < projects_.size(); ++p) {
      for (std::size_t s = 0; s < projects_[p].steps.size(); ++s) {
        const auto add = [&](Origins& origins, const char* kind, const std::string& id) {
          if (id.empty() || origins.emplace(id, Origin{p}).second) return;
          const Origin& first = origins.at(id);
          Report(p, s, "id",
                 absl::StrCat("'", id, "' is a ", kind, " of ",
                              first.project == Origin::kBase
                                  ? std::string("the base grid")
                                  : absl::StrCat("project ", projects_[first.project].id),
                              " already"));
        };
        std::visit(
            Overloaded{[&](const AddStation& step) { add(stations_, "station", step.station.id); },
                       [&](const AddBus& step) { add(buses_, "bus", step.bus.id); },
                       [&](const AddBranch& step) { add(branches_, "branch", step.branch.id); },
                       [&](const AddShunt& step) { add(shunts_, "shunt", step.shunt.id); },
                       [](const RemoveBranch&) {}, [](const ChangeBranch&) {}},
            projects_[p].steps[s]);
      }
    }
  }

  // A row that stands when this project is built.
  void CheckReference(std::size_t p, std::size_t s, const char* column, const Origins& origins,
                      const char* kind, const std::string& id) {
    const auto found = origins.find(id);
    if (found == origins.end()) {
      Report(p, s, column, absl::StrCat("there is no ", kind, " '", id, "'"));
      return;
    }
    const std::size_t by = found->second.project;
    if (by == Origin::kBase || by == p || requires_[p][by] != 0) return;
    Report(p, s, column,
           absl::StrCat("'", id, "' is added by project ", projects_[by].id,
                        ", which this one does not require"));
  }

  void CheckReferences(std::size_t p) {
    for (std::size_t s = 0; s < projects_[p].steps.size(); ++s) {
      const auto ends = [&](const auto& step) {
        CheckReference(p, s, "from_bus_id", buses_, "bus", step.from_bus_id);
        CheckReference(p, s, "to_bus_id", buses_, "bus", step.to_bus_id);
      };
      std::visit(Overloaded{[](const AddStation&) {},
                            [&](const AddBus& step) {
                              CheckReference(p, s, "station_id", stations_, "station",
                                             step.station_id);
                            },
                            [&](const AddBranch& step) { ends(step); },
                            [&](const RemoveBranch& step) { Touch(p, s, step.branch_id, true); },
                            [&](const ChangeBranch& step) {
                              Touch(p, s, step.branch.id, false);
                              ends(step);
                            },
                            [&](const AddShunt& step) {
                              CheckReference(p, s, "bus_id", buses_, "bus", step.bus_id);
                            }},
                 projects_[p].steps[s]);
    }
  }

  void Touch(std::size_t p, std::size_t s, const std::string& id, bool removes) {
    CheckReference(p, s, "id", branches_, "branch", id);
    touches_[id].push_back({p, s, removes});
  }

  void CheckConflicts() {
    for (const auto& [id, touches] : touches_) {
      for (std::size_t i = 0; i < touches.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) CheckPair(id, touches[j], touches[i]);
      }
    }
    std::sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.project, a.step, a.column, a.problem) <
             std::tie(b.project, b.step, b.column, b.problem);
    });
  }

  struct TouchedBy {
    std::size_t project, step;
    bool removes;
  };

  void CheckPair(const std::string& id, const TouchedBy& a, const TouchedBy& b) {
    if (a.project == b.project) {
      Report(b.project, b.step, "id", absl::StrCat("'", id, "' is changed twice by this project"));
      return;
    }
    const bool a_first = requires_[b.project][a.project] != 0;
    const bool b_first = requires_[a.project][b.project] != 0;
    if (!a_first && !b_first) {
      Report(b.project, b.step, "id",
             absl::StrCat("'", id, "' is changed by project ", projects_[a.project].id,
                          ", too, and neither requires the other"));
      return;
    }
    const TouchedBy& first = a_first ? a : b;
    const TouchedBy& second = a_first ? b : a;
    if (first.removes) {
      Report(second.project, second.step, "id",
             absl::StrCat("'", id, "' was removed by project ", projects_[first.project].id));
    }
  }

  const ElectricityGrid& base_;
  const std::vector<GridProject>& projects_;
  std::unordered_map<std::string, std::size_t> positions_;
  std::vector<std::vector<char>> requires_;  ///< [project][project], through others too
  Origins stations_, buses_, branches_, shunts_;
  std::unordered_map<std::string, std::vector<TouchedBy>> touches_;
  std::vector<GridProjectProblem> problems_;
};

// Puts steps onto a grid. Their references have been checked.
class Builder {
 public:
  explicit Builder(ElectricityGrid& grid)
      : grid_(grid),
        stations_(IndexById(grid.stations)),
        buses_(IndexById(grid.buses)),
        branches_(IndexById(grid.branches)) {}

  // Stations and buses first: a step may stand before what it stands on.
  void Build(const GridProject& project) {
    for (const GridStep& step : project.steps) {
      if (const auto* added = std::get_if<AddStation>(&step)) {
        stations_.emplace(added->station.id, grid_.stations.Add(added->station));
      }
    }
    for (const GridStep& step : project.steps) {
      if (const auto* added = std::get_if<AddBus>(&step)) {
        BusParams bus = added->bus;
        bus.station = stations_.at(added->station_id);
        buses_.emplace(added->bus.id, grid_.buses.Add(std::move(bus)));
      }
    }
    for (const GridStep& step : project.steps) {
      if (const auto* added = std::get_if<AddBranch>(&step)) {
        branches_.emplace(added->branch.id, grid_.branches.Add(WithEnds(*added)));
      }
    }
    for (const GridStep& step : project.steps) {
      if (const auto* changed = std::get_if<ChangeBranch>(&step)) {
        grid_.branches[branches_.at(changed->branch.id)] = WithEnds(*changed);
      } else if (const auto* removed = std::get_if<RemoveBranch>(&step)) {
        grid_.branches[branches_.at(removed->branch_id)].is_in_service = false;
      } else if (const auto* device = std::get_if<AddShunt>(&step)) {
        ShuntParams shunt = device->shunt;
        shunt.bus = buses_.at(device->bus_id);
        grid_.shunts.Add(std::move(shunt));
      }
    }
  }

 private:
  template <class Step>
  BranchParams WithEnds(const Step& step) const {
    BranchParams branch = step.branch;
    branch.from = buses_.at(step.from_bus_id);
    branch.to = buses_.at(step.to_bus_id);
    return branch;
  }

  ElectricityGrid& grid_;
  std::unordered_map<std::string, StationIndex> stations_;
  std::unordered_map<std::string, BusIndex> buses_;
  std::unordered_map<std::string, BranchIndex> branches_;
};

absl::Status ToStatus(const std::vector<GridProject>& projects,
                      const std::vector<GridProjectProblem>& problems) {
  if (problems.empty()) return absl::OkStatus();
  std::vector<errors::FieldViolation> violations;
  for (const GridProjectProblem& each : problems) {
    std::string field = absl::StrCat("grid project ", projects[each.project].id);
    if (each.step != GridProjectProblem::kNoStep) absl::StrAppend(&field, " step ", each.step + 1);
    absl::StrAppend(&field, " (", each.column, ")");
    violations.push_back({std::move(field), each.problem});
  }
  return errors::InvalidFields(violations);
}

}  // namespace

absl::string_view NameOf(Pace pace) {
  switch (pace) {
    case Pace::kEarly:
      return "early";
    case Pace::kBase:
      return "base";
    case Pace::kLate:
      return "late";
  }
  return "";
}

absl::string_view NameOf(GridProjectStatus status) {
  switch (status) {
    case GridProjectStatus::kAnnounced:
      return "announced";
    case GridProjectStatus::kPlanned:
      return "planned";
    case GridProjectStatus::kLicenceApplied:
      return "licence_applied";
    case GridProjectStatus::kLicensed:
      return "licensed";
    case GridProjectStatus::kUnderConstruction:
      return "under_construction";
    case GridProjectStatus::kInService:
      return "in_service";
  }
  return "";
}

int YearOf(const GridProject& project, Pace pace) {
  if (pace == Pace::kEarly) return project.early_year;
  return pace == Pace::kBase ? project.base_year : project.late_year;
}

std::vector<GridProjectProblem> CheckGridProjects(const ElectricityGrid& base,
                                                  const std::vector<GridProject>& projects) {
  return Checker(base, projects).Run();
}

std::vector<std::size_t> FindProjectsInService(const std::vector<GridProject>& projects, int year,
                                               Pace pace) {
  std::vector<std::size_t> waiting;
  for (std::size_t p = 0; p < projects.size(); ++p) {
    if (YearOf(projects[p], pace) <= year) waiting.push_back(p);
  }
  std::sort(waiting.begin(), waiting.end(),
            [&](std::size_t a, std::size_t b) { return projects[a].id < projects[b].id; });
  std::vector<std::size_t> order;
  std::unordered_set<std::string> standing;
  while (!waiting.empty()) {
    const auto next = std::find_if(waiting.begin(), waiting.end(), [&](std::size_t p) {
      const auto& needed = projects[p].required_ids;
      return std::all_of(needed.begin(), needed.end(),
                         [&](const std::string& id) { return standing.count(id) != 0; });
    });
    if (next == waiting.end()) break;  // not in projects free of problems
    standing.insert(projects[*next].id);
    order.push_back(*next);
    waiting.erase(next);
  }
  return order;
}

absl::StatusOr<ElectricityGrid> MakeGridOfYear(const ElectricityGrid& base,
                                               const std::vector<GridProject>& projects, int year,
                                               Pace pace) {
  TWIN_RETURN_IF_ERROR(ToStatus(projects, CheckGridProjects(base, projects)));
  ElectricityGrid grid = base;
  Builder builder(grid);
  for (const std::size_t p : FindProjectsInService(projects, year, pace)) {
    builder.Build(projects[p]);
  }
  TWIN_RETURN_IF_ERROR(Validate(grid));
  return grid;
}

}  // namespace models
