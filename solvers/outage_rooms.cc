#include "solvers/outage_rooms.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/limit_check.h"
#include "solvers/parallel_for.h"

namespace solvers {
namespace {

void FollowQuarter(const HostingBasis& basis, const HostingYear& year, double level_mw,
                   std::uint32_t quarter, LimitChecker& checker, std::vector<OutageRoom>& rooms) {
  std::vector<QuarterOutage> outages;
  year.FindOutages(quarter, level_mw, outages);
  std::array<CheckedPair, kLanes> pairs;
  for (std::size_t first = 0; first < outages.size(); first += kLanes) {
    const std::size_t count = std::min<std::size_t>(kLanes, outages.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      pairs[i] = {quarter, outages[first + i].outage, level_mw};
    }
    checker.FindBroken(std::span(pairs).first(count));
    for (std::size_t i = 0; i < count; ++i) {
      if (!pairs[i].is_broken) continue;
      const Crossing crossing = checker.FollowDown(quarter, pairs[i].outage, level_mw);
      if (!crossing.is_below) continue;
      rooms.push_back({quarter, basis.limits.outages[pairs[i].outage], crossing.limit.at_mw});
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<OutageRoom>> CalcOutageRooms(const HostingBasis& basis,
                                                        const HostingQuery& query, double level_mw,
                                                        std::span<const std::uint32_t> quarters,
                                                        const HostingYear* year) {
  if (!(level_mw > 0.0 && level_mw <= query.cap_mw)) {
    return models::errors::OutOfRange("level_mw", level_mw, 0.0, query.cap_mw);
  }
  std::shared_ptr<const HostingYear> own;
  if (year == nullptr || year->level_mw() < level_mw) {
    TWIN_ASSIGN_OR_RETURN(own, HostingYear::Make(basis, query, level_mw));
    year = own.get();
  }
  std::vector<std::unique_ptr<LimitChecker>> checkers;
  for (std::size_t i = 0; i < query.threads; ++i) {
    checkers.push_back(std::make_unique<LimitChecker>(basis, query));
  }
  std::vector<std::vector<OutageRoom>> by_quarter(quarters.size());
  ParallelFor(quarters.size(), query.threads, [&](std::size_t i, std::size_t thread) {
    FollowQuarter(basis, *year, level_mw, quarters[i], *checkers[thread], by_quarter[i]);
  });
  std::vector<OutageRoom> rooms;
  for (const auto& some : by_quarter) rooms.insert(rooms.end(), some.begin(), some.end());
  return rooms;
}

}  // namespace solvers
