#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_basis.h"
#include "solvers/hosting_capacity.h"

namespace solvers {

/// Solved quarters of the year by how soon a power flow may run out of solutions after an outage:
/// in strata of equal size by the voltage control near the applicant, least first, and within each
/// by the angle between the applicant and those who feed it, largest first, at most `count`. In the
/// DC model, by reciprocity from one solve for all quarters:
///   δ(q) = ± Σ_i x_i p_i(q) + x_b s(q) MW    x: angles when 1 pu enters at the applicant's bus b
///                                               and the participants take it; s: its profile
///   control(q) = Σ_i max(0, x_i / x_b) q_max,i(q)
/// + for generation, − for load. Empty where the outage leaves the applicant without voltage.
/// **Source** the reactance matrix is symmetric: Grainger, Stevenson 1994, "Power System Analysis",
/// ch. 7.
/// Errors: as of DcNetwork::Make.
absl::StatusOr<std::vector<std::vector<std::uint32_t>>> RankByAngle(const HostingBasis& basis,
                                                                    const HostingQuery& query,
                                                                    std::size_t outage, double mw,
                                                                    std::size_t strata,
                                                                    std::size_t count);

}  // namespace solvers
