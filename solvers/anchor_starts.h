#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "solvers/hosting_basis.h"

namespace solvers {

/// Where every outage of a basis stands at every anchor, without an applicant: what the slopes of
/// all questions begin from. Immutable; one for all threads.
class AnchorStarts {
 public:
  /// Solves them all: as many AC power flows as anchors times outages. The basis must be prepared.
  static std::unique_ptr<const AnchorStarts> Make(const HostingBasis& basis, std::size_t threads);

  /// nullptr: the outage has no solution at this anchor.
  const LaneStart* Find(std::size_t anchor, std::size_t outage) const {
    const LaneStart& start = starts_[anchor * outage_count_ + outage];
    return start.e_pu.empty() ? nullptr : &start;
  }

 private:
  AnchorStarts(std::size_t anchors, std::size_t outages, std::size_t buses);
  void Keep(std::size_t at, const LanePowerFlow::Workspace& work, int lane);

  const std::size_t outage_count_, bus_count_;
  std::vector<double> e_pu_, f_pu_;  // [anchor × outage × bus]
  std::vector<BusControl> control_;  // likewise
  std::vector<LaneStart> starts_;    // [anchor × outage]
};

}  // namespace solvers
