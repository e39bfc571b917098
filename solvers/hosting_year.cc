#include "solvers/hosting_year.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/hosting_bounds.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

// Estimates are lower bounds: what is met first lies mostly within this of the least of them.
constexpr double kCeilingRatio = 1.15;
constexpr double kCeilingMw = 0.5;
constexpr double kNextCeilingRatio = 1.5;

HostingEstimates MakeEstimates(const HostingBasis& basis, const HostingQuery& query,
                               const AdverseSlopes& slopes, double level_mw) {
  const std::size_t outages = query.is_n0_only ? 1 : basis.limits.outages.size();
  std::vector<double> block_mw;
  auto bounds = CalcHostingBounds(basis, query, slopes, outages, level_mw, block_mw);
  return HostingEstimates(basis, query, slopes, std::move(bounds), level_mw);
}

// In rising order of their estimates, a batch at a time at the least MW so far.
void CheckAt(const std::vector<QuarterOutage>& outages, LimitChecker& checker, double& best_mw) {
  std::array<CheckedPair, kLanes> pairs;
  for (std::size_t at = 0; at < outages.size() && outages[at].mw < best_mw;) {
    std::size_t count = 0;
    for (; at < outages.size() && count < kLanes && outages[at].mw < best_mw; ++at) {
      pairs[count++] = {outages[at].quarter, outages[at].outage, best_mw};
    }
    checker.FindBroken(std::span(pairs).first(count));
    for (std::size_t i = 0; i < count; ++i) {
      if (!pairs[i].is_broken) continue;
      const Crossing crossing = checker.FollowDown(pairs[i].quarter, pairs[i].outage, best_mw);
      if (crossing.is_below) best_mw = std::min(best_mw, crossing.limit.at_mw);
    }
  }
}

}  // namespace

absl::StatusOr<std::shared_ptr<const HostingYear>> HostingYear::Make(const HostingBasis& basis,
                                                                     const HostingQuery& query,
                                                                     double level_mw) {
  HostingSlopes pass(basis, query);
  TWIN_ASSIGN_OR_RETURN(AdverseSlopes slopes, pass.CalcTangents());
  pass.AddSecants(std::max(level_mw, kLeastSecantMw), slopes);
  TWIN_RETURN_IF_ERROR(query.CheckCancelled());
  return std::make_shared<const HostingYear>(basis, query, std::move(slopes), level_mw);
}

HostingYear::HostingYear(const HostingBasis& basis, const HostingQuery& query, AdverseSlopes slopes,
                         double level_mw)
    : level_mw_(level_mw),
      query_(query),
      slopes_(std::move(slopes)),
      estimates_(MakeEstimates(basis, query_, slopes_, level_mw)),
      ranked_(estimates_.RankByBlock()),
      bound_mw_(basis.states->quarter_count(), static_cast<float>(level_mw)),
      block_of_(basis.states->quarter_count(), 0) {
  ParallelFor(basis.blocks.size(), query.threads, [&](std::size_t block, std::size_t) {
    for (const std::uint32_t quarter : basis.blocks[block].quarters) {
      block_of_[quarter] = static_cast<std::uint16_t>(block);
      bound_mw_[quarter] =
          static_cast<float>(estimates_.CalcQuarterMw(ranked_[block], quarter, level_mw));
    }
  });
}

std::size_t HostingYear::CountShort() const {
  return static_cast<std::size_t>(
      std::count_if(bound_mw_.begin(), bound_mw_.end(),
                    [this](float mw) { return static_cast<double>(mw) < level_mw_; }));
}

std::vector<std::uint32_t> HostingYear::FindShort() const {
  std::vector<std::uint32_t> order;
  for (std::uint32_t quarter = 0; quarter < bound_mw_.size(); ++quarter) {
    if (static_cast<double>(bound_mw_[quarter]) < level_mw_) order.push_back(quarter);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(bound_mw_[a], a) < std::pair(bound_mw_[b], b);
  });
  return order;
}

void HostingYear::FindOutages(std::uint32_t quarter, double below_mw,
                              std::vector<QuarterOutage>& outages) const {
  estimates_.FindOfQuarter(ranked_[block_of_[quarter]], quarter, below_mw, outages);
}

double HostingYear::Follow(std::uint32_t quarter, LimitChecker& checker,
                           std::vector<QuarterOutage>& outages) const {
  double best_mw = level_mw_;
  // The intact network stands for outages that no estimate sees.
  CheckAt({{0.0, quarter, 0}}, checker, best_mw);
  double done_mw = -1.0;
  double ceiling_mw = std::max(kCeilingMw, kCeilingRatio * static_cast<double>(bound_mw_[quarter]));
  while (true) {
    FindOutages(quarter, std::min(best_mw, ceiling_mw), outages);
    // What lies below the ceiling of the round before was looked at then.
    std::erase_if(outages,
                  [&](const QuarterOutage& one) { return one.mw < done_mw || one.outage == 0; });
    CheckAt(outages, checker, best_mw);
    if (best_mw <= ceiling_mw) return best_mw;
    done_mw = ceiling_mw;
    ceiling_mw *= kNextCeilingRatio;
  }
}

}  // namespace solvers
