#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "twin/frame_ring.h"

namespace twin {

/// Lets one thread sleep until the ring has published again, or somebody wakes it. Whoever
/// publishes never waits for what that thread does.
class FrameWaiter {
 public:
  explicit FrameWaiter(FrameRing& ring);
  ~FrameWaiter();
  FrameWaiter(const FrameWaiter&) = delete;

  /// Waits for news; the first call returns at once, for what is there already. False once stopped.
  bool Wait();
  /// Whether there is news, or a stop, within `timeout`; Wait() will return it.
  bool HasNewsWithin(std::chrono::milliseconds timeout);
  /// As if there were news.
  void Wake();
  void Stop();
  bool is_stopped() const;

 private:
  FrameRing& ring_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool has_news_ = true;
  bool is_stopped_ = false;
  std::uint64_t subscription_ = 0;
};

}  // namespace twin
