#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_capacity.h"

namespace solvers {

/// The voltage that an applicant changes most at one bus of the intact network.
struct VoltageChange {
  models::BusIndex bus;
  std::uint32_t quarter = 0;
  double before_pu = 0.0;
  double after_pu = 0.0;
};

struct ApplicantEffect {
  double losses_mw = 0.0;  ///< more of them on average over the quarters; negative: less
  double mean_mw = 0.0;    ///< of the applicant over the same quarters
  std::vector<VoltageChange> voltages;  ///< of other buses, the largest first
  std::size_t solved_count = 0;         ///< quarters with a solution with and without
};

/// AC power flow of the intact network in some quarters with and without `mw` of the applicant, by
/// its profile. Losses are what goes into all branches and does not come out:
///   Σ_k (P_from,k + P_to,k)
/// Voltages: at most `most_voltages` buses of the limits, not of the applicant's station.
/// Errors: FailedPrecondition when no quarter has both solutions.
absl::StatusOr<ApplicantEffect> CalcApplicantEffect(const HostingBasis& basis,
                                                    const HostingQuery& query, double mw,
                                                    std::span<const std::uint32_t> quarters,
                                                    std::size_t most_voltages);

}  // namespace solvers
