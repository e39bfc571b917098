#include "solvers/outage_margins.h"

#include <cmath>

#include "models/base/status_macros.h"
#include "solvers/dc_sensitivities.h"

namespace solvers {

using models::BranchIndex;

absl::StatusOr<OutageFactors> OutageFactors::Make(
    const models::ElectricityGrid& grid, const models::Table<BranchIndex, char>& in_service,
    const models::Table<models::BusIndex, double>& share) {
  TWIN_ASSIGN_OR_RETURN(const DcSensitivities dc, CalcDcSensitivities(grid, in_service, share));
  OutageFactors factors;
  for (std::size_t c = 0; c < grid.branches.size(); ++c) {
    // Its own factor is −1 wherever the branch carries and something can replace it.
    if (dc.Lodf(BranchIndex(c), BranchIndex(c)) != 0.0) factors.outages_.emplace_back(c);
  }
  factors.row_.assign(grid.branches.size(), kNoRow);
  std::size_t rows = 0;
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    if (!grid.branches[BranchIndex(k)].is_monitored) continue;
    factors.row_[k] = rows++;
    for (const BranchIndex outage : factors.outages_) {
      factors.ratio_.push_back(static_cast<float>(dc.Lodf(BranchIndex(k), outage)));
    }
  }
  return factors;
}

namespace {

// The flow of a branch that is farthest from zero after any outage, and which outage that is.
struct Farthest {
  float flow_mw = 0.0F;
  std::size_t outage = 0;
};

Farthest FindFarthest(float p_mw, std::span<const float> ratio, std::span<const float> lost_mw) {
  Farthest farthest{std::abs(p_mw), ratio.size()};
  for (std::size_t c = 0; c < ratio.size(); ++c) {
    const float flow_mw = std::abs(p_mw + ratio[c] * lost_mw[c]);
    if (flow_mw > farthest.flow_mw) farthest = {flow_mw, c};
  }
  return farthest;
}

}  // namespace

std::vector<OutageMargin> CalcOutageMargins(const models::ElectricityGrid& grid,
                                            const OutageFactors& factors,
                                            const PowerFlowSolution& base,
                                            std::span<const double> rating_mva) {
  std::vector<OutageMargin> margins(grid.branches.size());
  const std::span<const BranchIndex> outages = factors.outages();
  std::vector<float> lost_mw;
  for (const BranchIndex outage : outages) {
    lost_mw.push_back(static_cast<float>(base.result.flow[outage].p_from_mw));
  }
  for (const RatedFlow& rated : MakeRatedFlows(grid, base, rating_mva)) {
    OutageMargin& margin = margins[rated.branch.value()];
    const double intact_mw = base.result.flow[rated.branch].p_from_mw;
    margin.loading_share = rated.CalcShare(intact_mw);
    if (!factors.IsMonitored(rated.branch)) continue;
    const Farthest farthest =
        FindFarthest(static_cast<float>(intact_mw), factors.Of(rated.branch), lost_mw);
    if (farthest.outage == outages.size()) continue;
    margin.loading_share = rated.CalcShare(static_cast<double>(farthest.flow_mw));
    margin.outage = outages[farthest.outage];
  }
  return margins;
}

}  // namespace solvers
