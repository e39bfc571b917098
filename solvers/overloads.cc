#include "solvers/overloads.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "solvers/limit_check.h"
#include "solvers/parallel_for.h"

namespace solvers {

Overloads FindOverloads(const HostingBasis& basis, const HostingQuery& query, double mw) {
  const std::size_t outages = query.is_n0_only ? 1 : basis.limits.outages.size();
  std::vector<std::unique_ptr<LimitChecker>> checkers;
  for (std::size_t i = 0; i < query.threads; ++i) {
    checkers.push_back(std::make_unique<LimitChecker>(basis, query));
  }
  std::vector<Overloads> found(query.threads);
  ParallelFor(basis.states->quarter_count(), query.threads, [&](std::size_t q, std::size_t thread) {
    const auto quarter = static_cast<std::uint32_t>(q);
    std::array<CheckedPair, kLanes> pairs;
    for (std::size_t first = 0; first < outages; first += kLanes) {
      const std::size_t count = std::min<std::size_t>(kLanes, outages - first);
      for (std::size_t i = 0; i < count; ++i) {
        pairs[i] = {quarter, static_cast<std::uint16_t>(first + i), mw};
      }
      checkers[thread]->FindBroken(std::span(pairs).first(count));
      for (std::size_t i = 0; i < count; ++i) {
        if (!pairs[i].is_broken) continue;
        for (const BindingLimit& limit :
             checkers[thread]->ListBroken(quarter, pairs[i].outage, mw)) {
          if (limit.kind != LimitKind::kCurrent) {
            found[thread].has_other = true;
            continue;
          }
          double& largest = found[thread].loading_share[limit.branch];
          largest = std::max(largest, limit.limit_pu + limit.over_pu);
        }
      }
    }
  });
  Overloads all;
  for (const Overloads& some : found) {
    all.has_other = all.has_other || some.has_other;
    for (const auto& [branch, share] : some.loading_share) {
      double& largest = all.loading_share[branch];
      largest = std::max(largest, share);
    }
  }
  return all;
}

}  // namespace solvers
