#include "twin/security/security.h"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "models/base/status_macros.h"
#include "solvers/contingency_analysis.h"
#include "solvers/contingency_batch.h"

namespace twin::security {
namespace {

using models::BranchIndex;

// The highest loading of each branch over all answers that come by.
class MarginTaker {
 public:
  explicit MarginTaker(std::size_t branches) : margins_(branches) {}

  void Take(std::size_t outage, std::span<const double> loading_share) {
    const std::lock_guard lock(mutex_);
    for (std::size_t k = 0; k < loading_share.size(); ++k) {
      BranchMargin& margin = margins_[k];
      // Of equal ones the first outage: threads change nothing.
      const bool is_higher = loading_share[k] > margin.loading_share ||
                             (loading_share[k] == margin.loading_share && outage < margin.outage);
      if (is_higher) margin = {loading_share[k], outage};
    }
  }
  std::vector<BranchMargin> margins() && { return std::move(margins_); }

 private:
  std::mutex mutex_;
  std::vector<BranchMargin> margins_;
};

Outage ToOutage(const solvers::Contingency& contingency, const solvers::ContingencyRow& row) {
  return {.id = contingency.id,
          .name = contingency.name,
          .kind = contingency.kind,
          .has_solution = row.outcome == solvers::ContingencyRow::Outcome::kSolved,
          .worst_share = row.risen_share,
          .worst_branch = row.risen_branch,
          .is_overloading = row.is_overloading,
          .beyond_pu = row.moved_bus.valid() ? row.moved_beyond_pu : 0.0,
          .worst_bus = row.moved_bus,
          .lost_load_mw = row.lost_load_mw};
}

}  // namespace

bool IsInsecure(const Outage& outage) {
  return !outage.has_solution || outage.is_overloading || outage.worst_bus.valid();
}

std::size_t Security::CountInsecure() const {
  return static_cast<std::size_t>(std::count_if(outages.begin(), outages.end(), IsInsecure));
}

absl::StatusOr<Security> CalcSecurity(const models::ElectricityGrid& grid, const StepFlow& flow,
                                      models::Quarter quarter, std::size_t threads) {
  const auto began = std::chrono::steady_clock::now();
  TWIN_ASSIGN_OR_RETURN(const auto contingencies,
                        solvers::MakeContingencies(grid, flow.inputs, flow.generation_mw,
                                                   {.has_generators = true, .masts = {}}));
  TWIN_ASSIGN_OR_RETURN(const auto batch, solvers::ContingencyBatch::Make(grid, flow.inputs,
                                                                          flow.solution.state, {}));
  MarginTaker taker(grid.branches.size());
  const solvers::ContingencySolve solve = batch.OnThreads(threads);
  const solvers::ContingencySolve taking =
      [&](std::span<const solvers::Contingency> all, std::span<const std::size_t> wanted,
          std::span<const double> rating_mva, const solvers::ContingencyVisit& visit) {
        solve(all, wanted, rating_mva,
              [&](std::size_t outage, const solvers::ContingencyAnswer& answer) {
                if (answer.status.ok()) taker.Take(outage, answer.loading_share);
                visit(outage, answer);
              });
      };
  solvers::ContingencyParams params;
  params.rating_mva = flow.rating_mva;
  params.demand_mw = flow.demand_mw;
  TWIN_ASSIGN_OR_RETURN(const auto report,
                        solvers::AnalyseContingencies(grid, flow.inputs, flow.solution,
                                                      contingencies, params, taking));
  Security security{.quarter = quarter, .outages = {}, .margins = std::move(taker).margins()};
  for (std::size_t i = 0; i < contingencies.size(); ++i) {
    security.outages.push_back(ToOutage(contingencies[i], report.rows[i]));
  }
  security.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  return security;
}

}  // namespace twin::security
