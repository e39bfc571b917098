#include "twin/capacity/year_search.h"

#include <optional>
#include <set>
#include <utility>

#include "models/base/status_macros.h"
#include "models/planning_region.h"
#include "models/region_year.h"
#include "solvers/parallel_for.h"
#include "twin/capacity/later_projects.h"
#include "twin/capacity/planned_demand.h"

namespace twin::capacity {
namespace {

std::set<std::string> IdsOf(const models::Table<models::LoadIndex, models::LoadParams>& loads) {
  std::set<std::string> ids;
  for (const models::LoadParams& load : loads) ids.insert(load.id);
  return ids;
}

double SumColdMw(const models::Table<models::LoadIndex, models::LoadParams>& loads) {
  double sum_mw = 0.0;
  for (const models::LoadParams& load : loads) sum_mw += load.cold_mw;
  return sum_mw;
}

class Years {
 public:
  Years(const PlannedYear& planned, const solvers::HostingBasis& basis, const RemedyTables& tables,
        const LaterTables& later, const YearQuestion& question)
      : planned_(planned), basis_(basis), tables_(tables), later_(later), question_(question) {}

  absl::StatusOr<YearReport> Run() {
    if (later_.today == nullptr) {
      return absl::FailedPreconditionError("this twin does not know the region of today");
    }
    TWIN_ASSIGN_OR_RETURN(report_.scope,
                          ChooseScopeOfOthers(basis_, question_.answered, question_.level_mw));
    TWIN_ASSIGN_OR_RETURN(const auto demand, PlannedDemand::Make(planned_, report_.scope.quarters));
    demand_ = &demand;
    projects_ = FindLaterProjects(tables_.projects, tables_.pace, planned_.key.planning_year);
    std::vector<solvers::GridChange> changes;
    for (const YearMw& year : question_.years) {
      TWIN_ASSIGN_OR_RETURN(auto change, MakeRow(year));
      changes.push_back(std::move(change));
    }
    solvers::ParallelFor(changes.size(), query().threads,
                         [&](std::size_t i, std::size_t) { Ask(changes[i], report_.years[i]); });
    TWIN_RETURN_IF_ERROR(query().CheckCancelled());
    return std::move(report_);
  }

 private:
  const solvers::HostingQuery& query() const { return question_.answered.query; }

  // The row but for its answer, and what is different in it.
  absl::StatusOr<solvers::GridChange> MakeRow(const YearMw& asked) {
    YearRoom& row = report_.years.emplace_back();
    row.year = asked.year;
    row.requested_mw = asked.requested_mw;
    solvers::GridChange change;
    if (row.year == planned_.key.planning_year) return change;
    for (const std::size_t i : models::FindProjectsInService(projects_, row.year, tables_.pace)) {
      if (stood_.insert(projects_[i].id).second) row.project_ids.push_back(projects_[i].id);
    }
    if (!stood_.empty()) {
      TWIN_ASSIGN_OR_RETURN(
          models::ElectricityGrid grid,
          models::MakeGridOfYear(planned_.region.grid, projects_, row.year, tables_.pace));
      row.grid = std::make_shared<const models::ElectricityGrid>(std::move(grid));
      change.grid = row.grid;
    }
    TWIN_ASSIGN_OR_RETURN(const auto growth, models::ParseGrowth(planned_.key.growth_scenario));
    // The loads alone are taken of it: its rows of projects stand in another order.
    TWIN_ASSIGN_OR_RETURN(
        const models::Region of_year,
        models::MakeRegionOfYear(*later_.today, row.year, tables_.pace, growth, later_.has_queue));
    const auto& loads = of_year.grid.loads;
    if (entered_.empty()) entered_ = IdsOf(planned_.region.grid.loads);
    for (const models::LoadParams& load : loads) {
      if (entered_.insert(load.id).second) row.load_ids.push_back(load.id);
    }
    row.growth_mw = SumColdMw(loads) - SumColdMw(planned_.region.grid.loads);
    change.demands = demand_->CalcAdded(loads);
    return change;
  }

  void Ask(const solvers::GridChange& change, YearRoom& row) const {
    if (query().IsCancelled()) return;
    if (row.year == planned_.key.planning_year) {
      row.with = solvers::AsAnswered(question_.answered.firm);
    } else {
      solvers::HostingQuery alone = query();
      alone.threads = 1;
      auto found = solvers::CalcChangedHosting(basis_, alone, report_.scope, change);
      if (!found.ok()) {
        row.failure = std::string(found.status().message());
        return;
      }
      row.with = *std::move(found);
    }
    row.holds_requested = row.with.firm_mw >= row.requested_mw;
  }

  const PlannedYear& planned_;
  const solvers::HostingBasis& basis_;
  const RemedyTables& tables_;
  const LaterTables& later_;
  const YearQuestion& question_;
  const PlannedDemand* demand_ = nullptr;
  std::vector<models::GridProject> projects_;
  std::set<std::string> stood_, entered_;  // of the rows so far
  YearReport report_;
};

}  // namespace

absl::StatusOr<YearReport> CalcYears(const PlannedYear& planned, const solvers::HostingBasis& basis,
                                     const RemedyTables& tables, const LaterTables& later,
                                     const YearQuestion& question) {
  return Years(planned, basis, tables, later, question).Run();
}

}  // namespace twin::capacity
