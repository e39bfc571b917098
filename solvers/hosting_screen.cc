#include <algorithm>
#include <cmath>

#include "solvers/hosting_capacity.h"

namespace solvers {

using models::BranchIndex;

double ScreenHostingMw(const HostingBasis& basis, const HostingQuery& query) {
  const double sign = query.is_generation ? 1.0 : -1.0;  // of the injection
  double best_mw = query.cap_mw;
  const std::size_t stride = OutageExtremes::StrideOf(basis.limits);
  const std::size_t outages = query.is_n0_only ? 1 : basis.limits.outages.size();
  for (std::size_t m = 0; m < basis.limits.branches.size(); ++m) {
    const BranchIndex branch = basis.limits.branches[m];
    const double own = sign * basis.dc.Ptdf(branch, query.bus);
    for (std::size_t c = 0; c < outages; ++c) {
      const BranchIndex outage = basis.limits.outages[c];
      const double slope =
          c == 0 ? own
                 : own + sign * basis.dc.Lodf(branch, outage) * basis.dc.Ptdf(outage, query.bus);
      const double size = std::abs(slope);
      if (size < 1e-6) continue;
      const double room_mva =
          slope > 0 ? basis.room_up_mva[m * stride + c] : basis.room_down_mva[m * stride + c];
      if (room_mva < best_mw * size) best_mw = room_mva / size;
    }
  }
  return best_mw;
}

}  // namespace solvers
