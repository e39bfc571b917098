#include "solvers/voltage_step.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "solvers/limit_check.h"

namespace solvers {

absl::StatusOr<double> CalcVoltageStepShare(const HostingBasis& basis, const HostingQuery& query,
                                            double mw) {
  const auto& buses = basis.limits.buses;
  const auto row = std::find(buses.begin(), buses.end(), query.bus);
  if (row == buses.end()) return absl::FailedPreconditionError("the bus is not monitored");
  const auto at = static_cast<std::size_t>(row - buses.begin());
  HostingQuery flat = query;
  flat.profile_share.clear();
  LimitChecker checker(basis, flat);
  std::optional<double> largest_share;
  for (const std::uint32_t quarter : basis.anchors) {
    const std::array<CheckedPair, 2> pairs{CheckedPair{quarter, 0, 0.0},
                                           CheckedPair{quarter, 0, mw}};
    std::array<LimitValues, 2> values;
    checker.Measure(pairs, values);
    if (!values[0].is_solved || !values[1].is_solved || values[0].v_pu[at] <= 0.0) continue;
    const double share = std::abs(values[1].v_pu[at] - values[0].v_pu[at]) / values[0].v_pu[at];
    largest_share = std::max(largest_share.value_or(0.0), share);
  }
  if (largest_share.has_value()) return *largest_share;
  return absl::FailedPreconditionError("the power flow has no solution with all of the MW");
}

}  // namespace solvers
