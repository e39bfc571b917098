#include "twin/capacity/year_search.h"

#include <algorithm>
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

constexpr std::size_t kMostQuarters = 32;
constexpr std::size_t kMostOutages = 128;

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
                          ChooseScopeOfOthers(basis_, question_.query, question_.planned,
                                              question_.quarter_mw, question_.level_mw));
    TWIN_ASSIGN_OR_RETURN(const auto demand, PlannedDemand::Make(planned_, report_.scope.quarters));
    demand_ = &demand;
    projects_ = FindLaterProjects(tables_.projects, tables_.pace, planned_.key.planning_year);
    std::vector<solvers::GridChange> changes;
    for (const YearMw& year : question_.years) {
      TWIN_ASSIGN_OR_RETURN(auto change, MakeRow(year));
      changes.push_back(std::move(change));
    }
    solvers::ParallelFor(changes.size(), question_.threads,
                         [&](std::size_t i, std::size_t) { Ask(changes[i], report_.years[i]); });
    TWIN_RETURN_IF_ERROR(CheckCancelled());
    return std::move(report_);
  }

 private:
  absl::Status CheckCancelled() const {
    if (question_.is_cancelled && question_.is_cancelled()) {
      return absl::CancelledError("the caller went away");
    }
    return absl::OkStatus();
  }

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
    if (!CheckCancelled().ok()) return;
    if (row.year == planned_.key.planning_year) {
      row.with = {.firm_mw = question_.planned.firm_mw,
                  .is_at_least = question_.planned.is_capped,
                  .binding = question_.planned.binding};
    } else {
      solvers::HostingQuery query = question_.query;
      query.threads = 1;
      query.on_part = nullptr;
      auto found = solvers::CalcChangedHosting(basis_, query, report_.scope, change);
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

absl::StatusOr<solvers::HostingScope> ChooseScopeOfOthers(const solvers::HostingBasis& basis,
                                                          const solvers::HostingQuery& query,
                                                          const solvers::HostingAnswer& answer,
                                                          std::span<const float> quarter_mw,
                                                          double level_mw) {
  std::vector<solvers::BindingLimit> met;
  if (answer.binding.kind != solvers::LimitKind::kNone) met.push_back(answer.binding);
  met.insert(met.end(), answer.next.begin(), answer.next.end());
  TWIN_ASSIGN_OR_RETURN(auto scope, solvers::ChooseHostingScope(basis, query,
                                                                {.level_mw = level_mw,
                                                                 .most_quarters = kMostQuarters,
                                                                 .most_outages = kMostOutages,
                                                                 .met = std::move(met),
                                                                 .quarter_mw = quarter_mw}));
  const bool falls_short = !scope.quarters.empty();
  if (falls_short) {
    scope.quarters.push_back(basis.anchors.back());  // the largest load: it grows most
  } else {
    scope.quarters = basis.anchors;
  }
  std::sort(scope.quarters.begin(), scope.quarters.end());
  scope.quarters.erase(std::unique(scope.quarters.begin(), scope.quarters.end()),
                       scope.quarters.end());
  if (falls_short || query.is_n0_only) return scope;
  scope.outages.clear();
  for (std::size_t c = 0; c < basis.limits.outages.size(); ++c) {
    scope.outages.push_back(static_cast<std::uint16_t>(c));
  }
  return scope;
}

absl::StatusOr<YearReport> CalcYears(const PlannedYear& planned, const solvers::HostingBasis& basis,
                                     const RemedyTables& tables, const LaterTables& later,
                                     const YearQuestion& question) {
  return Years(planned, basis, tables, later, question).Run();
}

}  // namespace twin::capacity
