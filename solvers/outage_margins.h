#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/electricity/grid.h"
#include "solvers/rated_flow.h"

namespace solvers {

/// How the loss of every single branch moves the flow of every branch with a rating, for one switch
/// state: made once, used in every quarter until something is switched. Immutable.
class OutageFactors {
 public:
  /// `share` [bus] says who takes what is missing. Branches that nothing can replace (bridges) are
  /// no outages here: what they feed is lost, which is no loading.
  /// Errors: as of CalcDcSensitivities.
  static absl::StatusOr<OutageFactors> Make(
      const models::ElectricityGrid& grid,
      const models::Table<models::BranchIndex, char>& in_service,
      const models::Table<models::BusIndex, double>& share);

  /// The branches that can be lost.
  std::span<const models::BranchIndex> outages() const { return outages_; }
  /// [outage] MW that move to `branch` per MW on the outage before it is lost; −1 for itself.
  std::span<const float> Of(models::BranchIndex branch) const {
    return std::span(ratio_).subspan(row_[branch.value()] * outages_.size(), outages_.size());
  }
  bool IsMonitored(models::BranchIndex branch) const { return row_[branch.value()] != kNoRow; }

 private:
  static constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);
  OutageFactors() = default;

  std::vector<models::BranchIndex> outages_;
  std::vector<std::size_t> row_;  ///< [branch]
  std::vector<float> ratio_;      ///< [monitored branch × outage]
};

/// The highest loading of one branch after any single outage.
struct OutageMargin {
  double loading_share = 0.0;  ///< 0: no rating
  models::BranchIndex outage;  ///< invalid: none loads it more than the intact grid does
};

/// Screens every outage of a solved state by the linear factors:
///   loading_l = max_c √((|P_l + λ_lc P_c| + P_loss)² + Q_l²) / (V_l rating_l)
/// **Shape** the result [branch]; `rating_mva` [branch], 0 without one.
/// **Valid** active power only: reactive flow that grows and voltages that fall are not seen (AC
/// says those, solvers::AnalyseContingencies); of equal outages the first.
std::vector<OutageMargin> CalcOutageMargins(const models::ElectricityGrid& grid,
                                            const OutageFactors& factors,
                                            const PowerFlowSolution& base,
                                            std::span<const double> rating_mva);

}  // namespace solvers
