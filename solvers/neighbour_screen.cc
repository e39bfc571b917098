#include "solvers/neighbour_screen.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "solvers/parallel_for.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kLoadedShare = 0.01;  // of the rating
constexpr double kLeastSlope = 0.03;   // below it a room says nothing of a bus
constexpr std::size_t kLookedAtTimes = 3;

// What is left of one limit under one outage, either way.
struct SharedRoom {
  BranchIndex branch, outage;  // outage invalid: intact
  double up_mva = 0.0, down_mva = 0.0;
  double up_after_mva = 0.0, down_after_mva = 0.0;
};

double SlopeAt(const HostingBasis& basis, double sign, BusIndex bus, BranchIndex branch,
               BranchIndex outage) {
  const double own = sign * basis.dc.Ptdf(branch, bus);
  if (!outage.valid()) return own;
  return own + sign * basis.dc.Lodf(branch, outage) * basis.dc.Ptdf(outage, bus);
}

double LeastRating(const HostingBasis& basis, std::size_t m) {
  float least_mva = std::numeric_limits<float>::infinity();
  for (std::size_t block = 0; block < basis.blocks.size(); ++block) {
    least_mva = std::min(least_mva, basis.rating_min_mva[block * basis.limits.branches.size() + m]);
  }
  return static_cast<double>(least_mva);
}

std::vector<SharedRoom> FindShared(const HostingBasis& basis, const HostingQuery& query, double mw,
                                   double sign) {
  std::vector<SharedRoom> shared;
  const std::size_t stride = OutageExtremes::StrideOf(basis.limits);
  const std::size_t outages = query.is_n0_only ? 1 : basis.limits.outages.size();
  for (std::size_t m = 0; m < basis.limits.branches.size(); ++m) {
    const BranchIndex branch = basis.limits.branches[m];
    const double least_mva = kLoadedShare * LeastRating(basis, m);
    for (std::size_t c = 0; c < outages; ++c) {
      const BranchIndex outage = basis.limits.outages[c];
      const double flow_mw = mw * SlopeAt(basis, sign, query.bus, branch, outage);
      if (std::abs(flow_mw) < least_mva) continue;
      const auto up_mva = static_cast<double>(basis.room_up_mva[m * stride + c]);
      const auto down_mva = static_cast<double>(basis.room_down_mva[m * stride + c]);
      if (!std::isfinite(up_mva) || !std::isfinite(down_mva)) continue;
      shared.push_back({branch, outage, up_mva, down_mva, std::max(0.0, up_mva - flow_mw),
                        std::max(0.0, down_mva + flow_mw)});
    }
  }
  return shared;
}

// Least of the shared rooms before and after.
NeighbourScreen LookAt(const HostingBasis& basis, const std::vector<SharedRoom>& shared,
                       double sign, double cap_mw, BusIndex bus) {
  NeighbourScreen screen{bus, cap_mw, cap_mw};
  for (const SharedRoom& room : shared) {
    const double slope = SlopeAt(basis, sign, bus, room.branch, room.outage);
    const double size = std::abs(slope);
    if (size < kLeastSlope) continue;
    const double before_mva = slope > 0.0 ? room.up_mva : room.down_mva;
    const double after_mva = slope > 0.0 ? room.up_after_mva : room.down_after_mva;
    screen.before_mw = std::min(screen.before_mw, before_mva / size);
    screen.after_mw = std::min(screen.after_mw, after_mva / size);
  }
  return screen;
}

void KeepLargest(std::vector<NeighbourScreen>& screens, std::size_t most) {
  std::erase_if(screens, [](const NeighbourScreen& one) { return one.LossMw() <= 0.0; });
  std::stable_sort(screens.begin(), screens.end(),
                   [](const auto& a, const auto& b) { return a.LossMw() > b.LossMw(); });
  if (screens.size() > most) screens.resize(most);
}

}  // namespace

std::vector<NeighbourScreen> ScreenNeighbours(const HostingBasis& basis, const HostingQuery& query,
                                              double mw, std::size_t most) {
  const models::ElectricityGrid& grid = basis.lanes->grid();
  const double sign = query.is_generation ? 1.0 : -1.0;  // of the injection
  const std::vector<SharedRoom> shared = FindShared(basis, query, mw, sign);
  std::vector<NeighbourScreen> screens;
  for (const BusIndex bus : basis.limits.buses) {
    if (grid.buses[bus].station == grid.buses[query.bus].station) continue;
    screens.push_back(LookAt(basis, shared, sign, query.cap_mw, bus));
  }
  KeepLargest(screens, kLookedAtTimes * most);
  // A limit that is not shared may have stopped a bus before.
  ParallelFor(screens.size(), query.threads, [&](std::size_t i, std::size_t) {
    HostingQuery other = query;
    other.bus = screens[i].bus;
    screens[i].before_mw = ScreenHostingMw(basis, other);
    screens[i].after_mw = std::min(screens[i].before_mw, screens[i].after_mw);
  });
  KeepLargest(screens, most);
  return screens;
}

}  // namespace solvers
