#include "solvers/contingency_screen.h"

#include <algorithm>
#include <cmath>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/multi_outage_dc.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;

namespace {

using Flows = models::Table<BranchIndex, double>;

// Of the rise that counts: the estimate is rough, and sees no reactive flow that grows.
constexpr double kPartOfRise = 0.25;

// What stays as it was before: reactive flow and voltage at the `from` end of every branch.
class Estimate {
 public:
  Estimate(const models::ElectricityGrid& grid, const PowerFlowSolution& base,
           std::span<const double> rating_mva)
      : flow_mw(grid.branches.size()) {
    for (std::size_t k = 0; k < grid.branches.size(); ++k) {
      const BranchIndex branch(k);
      const BranchFlow& flow = base.result.flow[branch];
      flow_mw[branch] = flow.p_from_mw;
      if (!(rating_mva[k] > 0.0)) continue;
      const models::BranchParams& params = grid.branches[branch];
      const double v_pu = std::min(base.state.vm_pu[params.from], base.state.vm_pu[params.to]);
      const double q_mvar = std::max(std::abs(flow.q_from_mvar), std::abs(flow.q_to_mvar));
      const double losses_mw = std::abs(flow.p_from_mw + flow.p_to_mw);
      Rated& one = rated_.emplace_back(Rated{branch, q_mvar, losses_mw, v_pu * rating_mva[k]});
      one.intact_share = CalcShare(one, flow_mw);
    }
  }

  // The largest loading, and whether one comes near the limit that was not there before.
  void Judge(const Flows& after_mw, const ScreenParams& params, ScreenResult& result) const {
    result.is_wanted = false;
    for (const Rated& one : rated_) {
      const double share = CalcShare(one, after_mw);
      result.estimated_share = std::max(result.estimated_share, share);
      if (share <= params.limit_share - params.margin_share) continue;
      result.is_wanted |= one.intact_share <= params.limit_share ||
                          share > one.intact_share + kPartOfRise * params.rise_share;
    }
  }

  Flows flow_mw;

 private:
  struct Rated {
    BranchIndex branch;
    double q_mvar, losses_mw, limit_mva;
    double intact_share = 0.0;
  };

  static double CalcShare(const Rated& one, const Flows& flow_mw) {
    const double p_mw = std::abs(flow_mw[one.branch]) + one.losses_mw;
    return std::sqrt(p_mw * p_mw + one.q_mvar * one.q_mvar) / one.limit_mva;
  }

  std::vector<Rated> rated_;
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
    estimate.Judge(after_mw, params, result);
    result.is_wanted |= outages.opened_rad() > params.opened_rad;
  }
  return results;
}

}  // namespace solvers
