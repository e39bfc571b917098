#include "solvers/anchor_starts.h"

#include <algorithm>
#include <array>
#include <span>

#include "solvers/parallel_for.h"

namespace solvers {

AnchorStarts::AnchorStarts(std::size_t anchors, std::size_t outages, std::size_t buses)
    : outage_count_(outages),
      bus_count_(buses),
      e_pu_(anchors * outages * buses),
      f_pu_(e_pu_.size()),
      control_(e_pu_.size(), BusControl::kFree),
      starts_(anchors * outages) {}

void AnchorStarts::Keep(std::size_t at, const LanePowerFlow::Workspace& work, int lane) {
  const LaneArrays& a = work.arrays();
  const std::size_t first = at * bus_count_;
  for (std::size_t i = 0; i < bus_count_; ++i) {
    const std::size_t from = i * kLanes + static_cast<std::size_t>(lane);
    e_pu_[first + i] = a.e[from];
    f_pu_[first + i] = a.f[from];
    control_[first + i] = work.Control(models::BusIndex(i), lane);
  }
  starts_[at] = {.e_pu = std::span(e_pu_).subspan(first, bus_count_),
                 .f_pu = std::span(f_pu_).subspan(first, bus_count_),
                 .control = std::span(control_).subspan(first, bus_count_),
                 .lambda_pu = a.lambda[lane]};
}

std::unique_ptr<const AnchorStarts> AnchorStarts::Make(const HostingBasis& basis,
                                                       std::size_t threads) {
  const std::size_t anchors = basis.anchors.size(), outages = basis.limits.outages.size();
  std::unique_ptr<AnchorStarts> made(
      new AnchorStarts(anchors, outages, basis.lanes->grid().buses.size()));
  std::vector<std::unique_ptr<LanePowerFlow::Workspace>> work;
  for (std::size_t i = 0; i < threads; ++i) work.push_back(basis.lanes->MakeWorkspace());
  ParallelFor(anchors, threads, [&](std::size_t anchor, std::size_t thread) {
    LaneBase base;
    basis.states->FillBase(basis.anchors[anchor], base);
    for (std::size_t first = 0; first < outages; first += kLanes) {
      const std::size_t count = std::min<std::size_t>(kLanes, outages - first);
      std::array<LaneCase, kLanes> cases;
      for (std::size_t i = 0; i < count; ++i) {
        cases[i] = {.base = &base, .outage = basis.limits.outages[first + i]};
      }
      basis.lanes->Solve(std::span(cases).first(count), kPostOutageOptions, *work[thread]);
      for (std::size_t i = 0; i < count; ++i) {
        const int lane = static_cast<int>(i);
        if (work[thread]->IsSolved(lane)) {
          made->Keep(anchor * outages + first + i, *work[thread], lane);
        }
      }
    }
  });
  return made;
}

}  // namespace solvers
