#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_basis.h"
#include "solvers/hosting_capacity.h"

namespace solvers {

/// Solved quarters of the year by the angle between the applicant and those who feed it after an
/// outage, largest first and at most `count`: where the angle is largest, a power flow runs out of
/// solutions first. In the DC model, by reciprocity from one solve for all quarters:
///   δ(q) = ± Σ_i x_i p_i(q) + x_b s(q) MW    x: angles when 1 pu enters at the applicant's bus b
///                                               and the participants take it; s: its profile
/// + for generation, − for load. Empty where the outage leaves the applicant without voltage.
/// **Source** the reactance matrix is symmetric: Grainger, Stevenson 1994, "Power System Analysis",
/// ch. 7.
/// Errors: as of DcNetwork::Make.
absl::StatusOr<std::vector<std::uint32_t>> RankByAngle(const HostingBasis& basis,
                                                       const HostingQuery& query,
                                                       std::size_t outage, double mw,
                                                       std::size_t count);

}  // namespace solvers
