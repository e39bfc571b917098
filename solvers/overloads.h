#pragma once

#include <map>

#include "solvers/hosting_capacity.h"

namespace solvers {

/// What an applicant of some MW breaks, over all quarters and outages of a basis.
struct Overloads {
  std::map<models::BranchIndex, double> loading_share;  ///< largest of every branch over its limit
  bool has_other = false;  ///< a voltage, or no solution at all, is among it
};

/// Solves every pair by AC: for bases of a few quarters.
Overloads FindOverloads(const HostingBasis& basis, const HostingQuery& query, double mw);

}  // namespace solvers
