#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_estimates.h"
#include "solvers/hosting_slopes.h"
#include "solvers/limit_check.h"

namespace solvers {

/// Every quarter of the year below one level of MW: a lower bound of what it takes, the outages
/// that may be met there, and what it takes by AC power flow. The basis must outlive it.
class HostingYear {
 public:
  /// With slopes of its own. Errors: as of CalcHostingCapacity.
  static absl::StatusOr<std::shared_ptr<const HostingYear>> Make(const HostingBasis& basis,
                                                                 const HostingQuery& query,
                                                                 double level_mw);
  /// `slopes` must hold secants up to the level.
  HostingYear(const HostingBasis& basis, const HostingQuery& query, AdverseSlopes slopes,
              double level_mw);
  HostingYear(const HostingYear&) = delete;  // estimates point at query and slopes
  HostingYear& operator=(const HostingYear&) = delete;

  double level_mw() const { return level_mw_; }
  /// [quarter] least estimate, at most the level.
  const std::vector<float>& bound_mw() const { return bound_mw_; }
  /// Quarters whose bound is below the level, by rising bound.
  std::vector<std::uint32_t> FindShort() const;
  std::size_t CountShort() const;
  /// Outages of one quarter with an estimate below the MW, each once, by rising estimate.
  void FindOutages(std::uint32_t quarter, double below_mw,
                   std::vector<QuarterOutage>& outages) const;
  /// What one quarter takes by AC power flow, at most the level. `outages` is scratch.
  double Follow(std::uint32_t quarter, LimitChecker& checker,
                std::vector<QuarterOutage>& outages) const;
  /// Bounds of single limits below the level, rising.
  const std::vector<HostingBound>& bounds() const { return estimates_.bounds(); }
  std::size_t solves() const { return estimates_.solves(); }

 private:
  const double level_mw_;
  const HostingQuery query_;
  const AdverseSlopes slopes_;
  const HostingEstimates estimates_;
  const std::vector<std::vector<RankedBound>> ranked_;  // [block]
  std::vector<float> bound_mw_;
  std::vector<std::uint16_t> block_of_;  // [quarter]
};

}  // namespace solvers
