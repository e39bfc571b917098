#include "solvers/contingency_analysis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "models/base/status_macros.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;
using Outcome = ContingencyRow::Outcome;

namespace {

class Analysis {
 public:
  Analysis(const models::ElectricityGrid& grid, const PowerFlowSolution& base,
           const ContingencyParams& params)
      : grid_(grid), base_(base), params_(params) {}

  double OverloadShare() const { return params_.limit_share * params_.emergency.rating_share; }

  // One state against the limits; `contingency` is told of every overload.
  void Judge(const PowerFlowSolution& solution, const std::size_t* contingency,
             ContingencyRow& row) {
    row.outcome = Outcome::kSolved;
    JudgeBranches(solution, contingency, row);
    JudgeBuses(solution, row);
  }

  std::vector<Overload> TakeOverloads() {
    std::vector<Overload> overloads;
    for (auto& [branch, causes] : causes_) {
      std::stable_sort(causes.begin(), causes.end(),
                       [](const Overload::Cause& a, const Overload::Cause& b) {
                         return a.loading_share > b.loading_share;
                       });
      overloads.push_back({branch, std::move(causes)});
    }
    std::stable_sort(overloads.begin(), overloads.end(), [](const Overload& a, const Overload& b) {
      return a.causes[0].loading_share > b.causes[0].loading_share;
    });
    return overloads;
  }

 private:
  void JudgeBranches(const PowerFlowSolution& solution, const std::size_t* contingency,
                     ContingencyRow& row) {
    for (std::size_t k = 0; k < grid_.branches.size(); ++k) {
      if (!(params_.rating_mva[k] > 0.0)) continue;
      const BranchIndex branch(k);
      const models::BranchParams& ends = grid_.branches[branch];
      const BranchFlow& flow = solution.result.flow[branch];
      const double from_mva = std::hypot(flow.p_from_mw, flow.q_from_mvar);
      const double to_mva = std::hypot(flow.p_to_mw, flow.q_to_mvar);
      const double share = std::max(from_mva / solution.state.vm_pu[ends.from],
                                    to_mva / solution.state.vm_pu[ends.to]) /
                           params_.rating_mva[k];
      if (share > row.worst_share || !row.worst_branch.valid()) {
        row.worst_share = share;
        row.worst_branch = branch;
      }
      if (contingency != nullptr && share > OverloadShare()) {
        causes_[branch].push_back({*contingency, share});
      }
    }
  }

  void JudgeBuses(const PowerFlowSolution& solution, ContingencyRow& row) {
    double least_margin_pu = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < grid_.buses.size(); ++i) {
      const BusIndex bus(i);
      if (solution.result.is_energised[bus] == 0) {
        if (base_.result.is_energised[bus] != 0) row.lost_load_mw += params_.demand_mw[i];
        continue;
      }
      const double v_pu = solution.state.vm_pu[bus];
      const double margin_pu =
          std::min(v_pu - grid_.buses[bus].v_min_pu, grid_.buses[bus].v_max_pu - v_pu);
      if (!grid_.buses[bus].is_monitored || margin_pu >= least_margin_pu) continue;
      least_margin_pu = margin_pu;
      row.worst_bus = bus;
      row.worst_v_pu = v_pu;
    }
    row.has_voltage_violation = least_margin_pu < 0.0;
  }

  const models::ElectricityGrid& grid_;
  const PowerFlowSolution& base_;
  const ContingencyParams& params_;
  std::map<BranchIndex, std::vector<Overload::Cause>> causes_;
};

std::vector<std::size_t> FindWanted(const std::vector<ScreenResult>& screen, std::size_t count) {
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < count; ++i) {
    if (screen.empty() || screen[i].is_wanted) wanted.push_back(i);
  }
  return wanted;
}

void FindMisses(const std::vector<ScreenResult>& screen, double overload_share,
                ContingencyReport& report) {
  for (std::size_t i = 0; i < screen.size(); ++i) {
    if (screen[i].is_wanted) continue;
    if (report.rows[i].outcome == Outcome::kFailed) report.missed_failures.push_back(i);
    if (report.rows[i].worst_share > overload_share) report.missed_overloads.push_back(i);
  }
}

}  // namespace

absl::StatusOr<ContingencyReport> AnalyseContingencies(const models::ElectricityGrid& grid,
                                                       const PowerFlowInputs& inputs,
                                                       const PowerFlowSolution& base,
                                                       std::span<const Contingency> contingencies,
                                                       const ContingencyParams& params,
                                                       const ContingencySolve& solve) {
  if (params.rating_mva.size() != grid.branches.size() ||
      params.demand_mw.size() != grid.buses.size()) {
    return absl::InvalidArgumentError("ratings or demands do not fit the grid");
  }
  Analysis analysis(grid, base, params);
  ContingencyReport report;
  report.rows.resize(contingencies.size());
  analysis.Judge(base, nullptr, report.base);
  std::vector<ScreenResult> screen;
  if (params.is_screened || params.measures_misses) {
    TWIN_ASSIGN_OR_RETURN(screen,
                          ScreenContingencies(grid, inputs, base, contingencies, params.rating_mva,
                                              {.limit_share = analysis.OverloadShare(),
                                               .margin_share = params.screen_margin_share}));
    for (std::size_t i = 0; i < screen.size(); ++i) {
      report.rows[i].estimated_share = screen[i].estimated_share;
    }
  }
  report.wanted_count = FindWanted(screen, contingencies.size()).size();
  const std::vector<std::size_t> wanted = FindWanted(
      params.measures_misses ? std::vector<ScreenResult>() : screen, contingencies.size());
  report.solved_count = wanted.size();
  solve(contingencies, wanted,
        [&](std::size_t contingency, const absl::StatusOr<PowerFlowSolution>& answer) {
          ContingencyRow& row = report.rows[contingency];
          if (answer.ok()) return analysis.Judge(*answer, &contingency, row);
          row.outcome = Outcome::kFailed;
          row.reason = std::string(answer.status().message());
        });
  report.overloads = analysis.TakeOverloads();
  if (params.measures_misses) FindMisses(screen, analysis.OverloadShare(), report);
  return report;
}

}  // namespace solvers
