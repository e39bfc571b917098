#include "solvers/contingency_screen.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/multi_outage_dc.h"
#include "solvers/rated_flow.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;

namespace {

using Flows = models::Table<BranchIndex, double>;

// Of the rise that counts: the estimate is rough, and sees no reactive flow that grows.
constexpr double kPartOfRise = 0.25;

// Every branch with a rating, and its loading with nothing lost.
class Estimate {
 public:
  Estimate(const models::ElectricityGrid& grid, const PowerFlowSolution& base,
           std::span<const double> rating_mva)
      : flow_mw(grid.branches.size()), rated_(MakeRatedFlows(grid, base, rating_mva)) {
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      flow_mw[BranchIndex(k)] = base.result.flow[BranchIndex(k)].p_from_mw;
    }
    for (const RatedFlow& one : rated_) {
      intact_share_.push_back(one.CalcShare(flow_mw[one.branch]));
    }
  }

  // The largest loading, and whether one comes near the limit that was not there before.
  void Judge(const Flows& after_mw, const ScreenParams& params, ScreenResult& result) const {
    result.is_wanted = false;
    for (std::size_t i = 0; i < rated_.size(); ++i) {
      const double share = rated_[i].CalcShare(after_mw[rated_[i].branch]);
      result.estimated_share = std::max(result.estimated_share, share);
      if (share <= params.limit_share - params.margin_share) continue;
      result.is_wanted |= intact_share_[i] <= params.limit_share ||
                          share > intact_share_[i] + kPartOfRise * params.rise_share;
    }
  }

  Flows flow_mw;

 private:
  std::vector<RatedFlow> rated_;
  std::vector<double> intact_share_;  // [rated branch]
};

// Adds what the loss of an injection moves: the participants bring it instead.
void LoseInjection(DcNetwork& network, BusIndex bus, double lost_mw, Flows& flow_mw) {
  std::vector<double> angle_rad = network.taken_share();
  angle_rad[bus.value()] -= 1.0;
  for (double& one : angle_rad) one *= lost_mw / models::kBaseMva;
  network.Solve(angle_rad);
  for (std::size_t k = 0; k < flow_mw.size(); ++k) {
    if (!network.IsCarrying(BranchIndex(k))) continue;
    flow_mw[BranchIndex(k)] += models::kBaseMva * network.CalcFlowChange(BranchIndex(k), angle_rad);
  }
}

}  // namespace

absl::StatusOr<std::vector<ScreenResult>> ScreenContingencies(
    const models::ElectricityGrid& grid, const PowerFlowInputs& inputs,
    const PowerFlowSolution& base, std::span<const Contingency> contingencies,
    std::span<const double> rating_mva, const ScreenParams& params) {
  TWIN_ASSIGN_OR_RETURN(MultiOutageDc outages,
                        MultiOutageDc::Make(grid, inputs.in_service, inputs.participation_share));
  const Estimate estimate(grid, base, rating_mva);
  std::vector<ScreenResult> results;
  Flows after_mw(grid.branches.size());
  for (const Contingency& contingency : contingencies) {
    ScreenResult& result = results.emplace_back();
    if (contingency.kind == ContingencyKind::kBusbar) continue;
    after_mw = estimate.flow_mw;
    if (contingency.kind == ContingencyKind::kGenerator) {
      LoseInjection(outages.network(), contingency.bus, contingency.generation_lost_mw, after_mw);
    }
    if (!outages.ApplyOutages(contingency.branches, after_mw).ok()) continue;
    result.is_estimated = true;
    estimate.Judge(after_mw, params, result);
    result.is_wanted |= outages.opened_rad() > params.opened_rad;
  }
  return results;
}

namespace {

// From which loading and voltage on a branch and a bus call for AC: the limit less the margin, but
// beyond where they stand with nothing lost.
class StepThresholds {
 public:
  StepThresholds(const models::ElectricityGrid& grid, const ContingencyAnswer& intact,
                 std::span<const double> rating_mva, const StepScreenParams& params)
      : most_open_pu_(params.most_open_pu) {
    const double rise_share = kPartOfRise * params.rise_share;
    const double move_pu = kPartOfRise * params.v_move_pu;
    for (std::size_t k = 0; k < rating_mva.size(); ++k) {
      share_.push_back(rating_mva[k] > 0.0 ? std::max(params.limit_share - params.margin_share,
                                                      intact.loading_share[k] + rise_share)
                                           : std::numeric_limits<double>::infinity());
    }
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      const models::BusParams& bus = grid.buses[BusIndex(i)];
      const double v_pu = intact.vm_pu[i];
      if (!bus.is_monitored || v_pu == 0.0) continue;
      buses_.push_back({.bus = i,
                        .v_min_pu = bus.v_min_pu,
                        .v_max_pu = bus.v_max_pu,
                        .low_pu = std::min(bus.v_min_pu + params.v_margin_pu, v_pu - move_pu),
                        .high_pu = std::max(bus.v_max_pu - params.v_margin_pu, v_pu + move_pu)});
    }
  }

  void Judge(const ContingencyAnswer& answer, ScreenResult& result) const {
    result.is_estimated = true;
    bool is_wanted = !(answer.mismatch_pu <= most_open_pu_);
    for (std::size_t k = 0; k < share_.size(); ++k) {
      result.estimated_share = std::max(result.estimated_share, answer.loading_share[k]);
      is_wanted |= answer.loading_share[k] > share_[k];
    }
    double least_margin_pu = std::numeric_limits<double>::infinity();
    for (const Bus& one : buses_) {
      const double v_pu = answer.vm_pu[one.bus];
      is_wanted |= v_pu < one.low_pu || v_pu > one.high_pu;
      const double margin_pu = std::min(v_pu - one.v_min_pu, one.v_max_pu - v_pu);
      if (margin_pu >= least_margin_pu) continue;
      least_margin_pu = margin_pu;
      result.estimated_v_pu = v_pu;
    }
    result.is_wanted = is_wanted;
  }

 private:
  struct Bus {
    std::size_t bus;
    double v_min_pu, v_max_pu, low_pu, high_pu;
  };

  double most_open_pu_;
  std::vector<double> share_;  // [branch]
  std::vector<Bus> buses_;     // with limits and voltage
};

}  // namespace

std::vector<ScreenResult> ScreenByStep(const models::ElectricityGrid& grid,
                                       const ContingencyAnswer& intact,
                                       std::span<const Contingency> contingencies,
                                       std::span<const double> rating_mva,
                                       const StepScreenParams& params,
                                       const ContingencySolve& estimate) {
  const StepThresholds thresholds(grid, intact, rating_mva, params);
  std::vector<ScreenResult> results(contingencies.size());
  std::vector<std::size_t> all(contingencies.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  estimate(contingencies, all, rating_mva,
           [&](std::size_t contingency, const ContingencyAnswer& answer) {
             if (answer.status.ok()) thresholds.Judge(answer, results[contingency]);
           });
  return results;
}

}  // namespace solvers
