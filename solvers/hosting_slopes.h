#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_capacity.h"

namespace solvers {

/// Most adverse slopes over the anchors, per MW of the applicant. Layout as of OutageExtremes.
struct AdverseSlopes {
  std::vector<float> up_mva, down_mva;  ///< of the signed current, in MVA at nominal voltage
  std::vector<float> v_up_pu, v_down_pu;
  /// How much steeper than the intact network's at the same anchor, ≥ 0; of the secants only.
  std::vector<float> steeper_up_mva, steeper_down_mva;
  std::vector<float> v_steeper_up_pu, v_steeper_down_pu;
};

/// Most adverse slopes over the anchors: first the tangents without applicant, then the secants up
/// to an applicant's MW, which see what bends on the way there. Keeps the anchors' states without
/// applicant in between. `basis` and `query` must outlive it.
class HostingSlopes {
 public:
  HostingSlopes(const HostingBasis& basis, const HostingQuery& query);
  ~HostingSlopes();

  /// Errors: FailedPrecondition when no anchor can be linearised; Cancelled.
  absl::StatusOr<AdverseSlopes> CalcTangents();
  /// Widens `slopes`; returns (quarter, outage) pairs of the anchors that have no solution at `mw`
  /// but have one without the applicant.
  std::vector<std::pair<std::uint32_t, std::uint16_t>> AddSecants(double mw, AdverseSlopes& slopes);
  /// How much the applicant's own voltage, as a phasor, moved over the last secants against its
  /// tangent, the largest over the anchors: 1 is a straight line. On a nose curve, u of the way to
  /// its end,
  ///   bend = 2 (1 − √(1 − u)) / u
  /// 1.17 half-way and 2 at the end; infinite where an anchor was lost.
  /// **Shape** [outage]
  const std::vector<float>& bend_ratio() const;

 private:
  class Pass;
  std::unique_ptr<Pass> pass_;
};

}  // namespace solvers
