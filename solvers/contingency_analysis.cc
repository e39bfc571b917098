#include "solvers/contingency_analysis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include "models/base/status_macros.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;
using Outcome = ContingencyRow::Outcome;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Limits and the intact grid's loadings as plain rows, and the overloads met so far.
class Analysis {
 public:
  Analysis(const models::ElectricityGrid& grid, const ContingencyParams& params)
      : params_(params), rating_mva_(params.rating_mva) {
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      if (!grid.branches[BranchIndex(k)].is_monitored) rating_mva_[k] = 0.0;
    }
    for (const models::BusParams& bus : grid.buses) {
      v_min_pu_.push_back(bus.is_monitored ? bus.v_min_pu : -kInfinity);
      v_max_pu_.push_back(bus.is_monitored ? bus.v_max_pu : kInfinity);
    }
  }

  std::span<const double> rating_mva() const { return rating_mva_; }
  double OverloadShare() const { return params_.limit_share * params_.emergency.rating_share; }

  void JudgeIntact(const ContingencyAnswer& answer, ContingencyReport& report) {
    intact_share_.assign(answer.loading_share.begin(), answer.loading_share.end());
    had_voltage_.assign(answer.vm_pu.begin(), answer.vm_pu.end());
    JudgeBranches(answer, report.base);
    JudgeBuses(answer, report.base);
    report.base.outcome = Outcome::kSolved;
    for (std::size_t k = 0; k < intact_share_.size(); ++k) {
      report.rated_count += rating_mva_[k] > 0.0;
      if (intact_share_[k] > OverloadShare()) {
        report.intact_overloads.push_back({BranchIndex(k), intact_share_[k]});
      }
    }
    std::stable_sort(report.intact_overloads.begin(), report.intact_overloads.end(),
                     [](const IntactOverload& a, const IntactOverload& b) {
                       return a.loading_share > b.loading_share;
                     });
    for (std::size_t i = 0; i < answer.vm_pu.size(); ++i) {
      const double v_pu = answer.vm_pu[i];
      if (v_pu > 0.0 && (v_pu < v_min_pu_[i] || v_pu > v_max_pu_[i])) {
        report.intact_voltages.push_back({BusIndex(i), v_pu});
      }
    }
  }

  // One outage; any thread.
  void Judge(const ContingencyAnswer& answer, std::size_t contingency, ContingencyRow& row) {
    row.outcome = Outcome::kSolved;
    JudgeBranches(answer, row);
    JudgeBuses(answer, row);
    row.is_overloading = row.risen_share > OverloadShare();
    if (row.is_overloading) AddCauses(answer, contingency);
  }

  // In an order that no thread has a say in.
  std::vector<Overload> TakeOverloads() {
    std::vector<Overload> overloads;
    for (auto& [branch, causes] : causes_) {
      std::sort(causes.begin(), causes.end(),
                [](const Overload::Cause& a, const Overload::Cause& b) {
                  return a.loading_share != b.loading_share ? a.loading_share > b.loading_share
                                                            : a.contingency < b.contingency;
                });
      overloads.push_back({branch, std::move(causes)});
    }
    std::stable_sort(overloads.begin(), overloads.end(), [](const Overload& a, const Overload& b) {
      return a.causes[0].loading_share > b.causes[0].loading_share;
    });
    return overloads;
  }

 private:
  bool HasRisen(double share, std::size_t branch) const {
    return share > intact_share_[branch] + params_.rise_share;
  }

  // Of a voltage outside its limits.
  bool HasMovedOut(double v_pu, std::size_t bus) const {
    return v_pu < v_min_pu_[bus] ? v_pu < had_voltage_[bus] - params_.v_move_pu
                                 : v_pu > had_voltage_[bus] + params_.v_move_pu;
  }

  void JudgeBranches(const ContingencyAnswer& answer, ContingencyRow& row) const {
    for (std::size_t k = 0; k < rating_mva_.size(); ++k) {
      if (!(rating_mva_[k] > 0.0)) continue;
      const double share = answer.loading_share[k];
      if (share > row.worst_share || !row.worst_branch.valid()) {
        row.worst_share = share;
        row.worst_branch = BranchIndex(k);
      }
      if (share > row.risen_share && HasRisen(share, k)) {
        row.risen_share = share;
        row.risen_branch = BranchIndex(k);
      }
    }
  }

  void AddCauses(const ContingencyAnswer& answer, std::size_t contingency) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (std::size_t k = 0; k < rating_mva_.size(); ++k) {
      const double share = answer.loading_share[k];
      if (!(rating_mva_[k] > 0.0) || share <= OverloadShare() || !HasRisen(share, k)) continue;
      causes_[BranchIndex(k)].push_back({contingency, share});
    }
  }

  void JudgeBuses(const ContingencyAnswer& answer, ContingencyRow& row) const {
    double least_margin_pu = kInfinity;
    for (std::size_t i = 0; i < answer.vm_pu.size(); ++i) {
      const double v_pu = answer.vm_pu[i];
      if (v_pu == 0.0) {
        if (had_voltage_[i] != 0.0) row.lost_load_mw += params_.demand_mw[i];
        continue;
      }
      const double margin_pu = std::min(v_pu - v_min_pu_[i], v_max_pu_[i] - v_pu);
      if (-margin_pu > row.moved_beyond_pu && HasMovedOut(v_pu, i)) {
        row.moved_beyond_pu = -margin_pu;
        row.moved_bus = BusIndex(i);
      }
      if (margin_pu >= least_margin_pu) continue;
      least_margin_pu = margin_pu;
      row.worst_bus = BusIndex(i);
      row.worst_v_pu = v_pu;
    }
    row.has_voltage_violation = least_margin_pu < 0.0;
  }

  const ContingencyParams& params_;
  std::vector<double> rating_mva_;                  // [branch] of those that are monitored
  std::vector<double> v_min_pu_, v_max_pu_;         // [bus] without bounds where nobody looks
  std::vector<double> intact_share_, had_voltage_;  // [branch], [bus]
  std::mutex mutex_;
  std::map<BranchIndex, std::vector<Overload::Cause>> causes_;
};

std::vector<std::size_t> FindWanted(const std::vector<ScreenResult>& screen, std::size_t count) {
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < count; ++i) {
    if (screen.empty() || screen[i].is_wanted) wanted.push_back(i);
  }
  return wanted;
}

void FindMisses(const std::vector<ScreenResult>& screen, ContingencyReport& report) {
  for (std::size_t i = 0; i < screen.size(); ++i) {
    if (screen[i].is_wanted) continue;
    if (report.rows[i].outcome == Outcome::kFailed) report.missed_failures.push_back(i);
    const ContingencyRow& row = report.rows[i];
    if (row.is_overloading) {
      report.missed_overloads.push_back(i);
      report.worst_missed_share = std::max(report.worst_missed_share, row.risen_share);
    }
    if (row.moved_bus.valid()) {
      report.missed_voltages.push_back(i);
      report.worst_missed_beyond_pu = std::max(report.worst_missed_beyond_pu, row.moved_beyond_pu);
    }
  }
}

}  // namespace

absl::StatusOr<ContingencyReport> AnalyseContingencies(const models::ElectricityGrid& grid,
                                                       const PowerFlowInputs& inputs,
                                                       const PowerFlowSolution& base,
                                                       std::span<const Contingency> contingencies,
                                                       const ContingencyParams& params,
                                                       const ContingencySolve& solve,
                                                       const ContingencySolve& estimate) {
  if (params.rating_mva.size() != grid.branches.size() ||
      params.demand_mw.size() != grid.buses.size()) {
    return absl::InvalidArgumentError("ratings or demands do not fit the grid");
  }
  if (params.screen == ContingencyScreen::kStep && !estimate) {
    return absl::InvalidArgumentError("nothing to screen by: the step's estimate is missing");
  }
  Analysis analysis(grid, params);
  ContingencyReport report;
  report.rows.resize(contingencies.size());
  ContingencyTables intact;
  intact.Fill(grid, base, analysis.rating_mva());
  analysis.JudgeIntact(intact.Show(), report);
  std::vector<ScreenResult> screen;
  if (params.screen == ContingencyScreen::kStep) {
    screen = ScreenByStep(grid, intact.Show(), contingencies, analysis.rating_mva(),
                          {.limit_share = analysis.OverloadShare(),
                           .margin_share = params.step_margin_share,
                           .rise_share = params.rise_share,
                           .v_margin_pu = params.step_v_margin_pu,
                           .v_move_pu = params.v_move_pu,
                           .most_open_pu = params.step_most_open_pu},
                          estimate);
  } else if (params.screen == ContingencyScreen::kLinear) {
    TWIN_ASSIGN_OR_RETURN(
        screen, ScreenContingencies(grid, inputs, base, contingencies, analysis.rating_mva(),
                                    {.limit_share = analysis.OverloadShare(),
                                     .margin_share = params.screen_margin_share,
                                     .rise_share = params.rise_share}));
  }
  for (std::size_t i = 0; i < screen.size(); ++i) {
    report.rows[i].estimated_share = screen[i].estimated_share;
    report.rows[i].estimated_v_pu = screen[i].estimated_v_pu;
    report.estimated_count += screen[i].is_estimated;
  }
  report.wanted_count = FindWanted(screen, contingencies.size()).size();
  const std::vector<std::size_t> wanted = FindWanted(
      params.measures_misses ? std::vector<ScreenResult>() : screen, contingencies.size());
  report.solved_count = wanted.size();
  solve(contingencies, wanted, analysis.rating_mva(),
        [&](std::size_t contingency, const ContingencyAnswer& answer) {
          ContingencyRow& row = report.rows[contingency];
          if (answer.status.ok()) return analysis.Judge(answer, contingency, row);
          row.outcome = Outcome::kFailed;
          row.reason = std::string(answer.status.message());
        });
  report.overloads = analysis.TakeOverloads();
  if (params.measures_misses) FindMisses(screen, report);
  return report;
}

}  // namespace solvers
