#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "twin/frame_ring.h"
#include "twin/frame_waiter.h"
#include "twin/heat/heat_networks.h"

namespace twin::heat {

/// The newest minutes of one network, oldest first.
struct NewestMinutes {
  std::vector<QuarterMinutesPtr> quarters;
  std::string failure;  ///< why the newest quarter is not among them; or empty
};

/// Follows the newest frame with the networks that somebody watches, on a thread of its own that
/// gives way to everything else. The twin never waits. Where its clock runs faster than minutes are
/// computed quarters pass the watchers by: a network is then run through them all at once, up to
/// the newest.
class MinuteDesk {
 public:
  /// `on_news` is called on the desk's thread when a network has newer minutes; it must not block.
  /// Both must outlive the desk.
  MinuteDesk(FrameRing& ring, HeatNetworks& networks,
             std::function<void(models::HeatNetworkIndex)> on_news);
  ~MinuteDesk();
  MinuteDesk(const MinuteDesk&) = delete;

  /// A network is followed as long as it has been followed more often than left.
  void Follow(models::HeatNetworkIndex network);
  void Leave(models::HeatNetworkIndex network);
  /// Empty before the first, and once nobody follows any more.
  NewestMinutes Newest(models::HeatNetworkIndex network) const;

 private:
  struct Followed {
    int count = 0;
    models::Quarter done;  ///< the newest that was tried; before all of them: none
    std::deque<QuarterMinutesPtr> quarters;
    std::string failure;
  };

  void Work();
  bool RunTo(models::HeatNetworkIndex network, models::Quarter newest);

  FrameRing& ring_;
  HeatNetworks& networks_;
  const std::function<void(models::HeatNetworkIndex)> on_news_;
  FrameWaiter waiter_;
  mutable std::mutex mutex_;
  std::map<models::HeatNetworkIndex, Followed> followed_;
  std::thread thread_;
};

}  // namespace twin::heat
