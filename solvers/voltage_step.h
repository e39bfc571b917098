#pragma once

#include "absl/status/statusor.h"
#include "solvers/hosting_capacity.h"

namespace solvers {

/// The largest change of the voltage at the applicant's own bus when it switches `mw` on at once in
/// the intact network, over the anchors of the basis, share of the voltage before:
///   |V(mw) − V(0)| / V(0)
/// Controls act as after an outage: machines and compensators within their limits, tap changers
/// and banks stay.
/// Errors: FailedPrecondition when no anchor has a solution with the MW, or the bus has no limit.
absl::StatusOr<double> CalcVoltageStepShare(const HostingBasis& basis, const HostingQuery& query,
                                            double mw);

}  // namespace solvers
