#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_capacity.h"
#include "solvers/hosting_year.h"

namespace solvers {

/// What one quarter takes while one branch is out, in MW of the applicant at its full power.
struct OutageRoom {
  std::uint32_t quarter = 0;
  models::BranchIndex outage;  ///< invalid: the intact network
  double mw = 0.0;             ///< breaks nothing; below the level asked about
};

/// Every outage under which one of the quarters takes less than a level, each by itself:
///   x(q, c) = smallest MW at which a limit is met in quarter q while c is out
/// Outages with an estimate below the level (HostingYear) are solved by AC there, and followed down
/// to their crossing. By quarter in the order given, then by rising estimate.
/// `year` is what is known of the question up to some MW; where those are below the level, or it is
/// null, it is found out. Errors: InvalidArgument for a level outside (0, cap]; as of
/// CalcHostingCapacity.
absl::StatusOr<std::vector<OutageRoom>> CalcOutageRooms(const HostingBasis& basis,
                                                        const HostingQuery& query, double level_mw,
                                                        std::span<const std::uint32_t> quarters,
                                                        const HostingYear* year = nullptr);

}  // namespace solvers
