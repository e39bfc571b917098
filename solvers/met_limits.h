#pragma once

#include <compare>
#include <vector>

#include "solvers/hosting_capacity.h"

namespace solvers {

/// What a limit belongs to, in whatever quarter and under whatever outage it is met.
struct LimitedComponent {
  LimitKind kind = LimitKind::kNone;
  models::BranchIndex branch;
  models::BusIndex bus;

  auto operator<=>(const LimitedComponent&) const = default;
};

inline LimitedComponent ComponentOf(const BindingLimit& limit) {
  return {limit.kind, limit.branch, limit.bus};
}

/// The first limit of each component, in the order given.
std::vector<BindingLimit> OnePerComponent(const std::vector<BindingLimit>& limits);

/// Limits that an answer met, the binding one first.
std::vector<BindingLimit> MetBy(const HostingAnswer& answer);

}  // namespace solvers
