#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "twin/frame.h"

namespace twin {

using FramePtr = std::shared_ptr<const Frame>;

/// The newest frames, in sequence without gaps, and who wants to know of the next. The writer never
/// waits for a reader: it appends and calls the wake-up functions, which must not block.
class FrameRing {
 public:
  explicit FrameRing(std::size_t capacity) : capacity_(capacity) {}

  /// Appends the next frame; its sequence must be one more than the newest.
  void Publish(FramePtr frame);
  /// Shows the quarter that runs, until the next one of these or of Publish.
  void PublishMinute(FramePtr frame);
  /// Puts a frame in without waking anyone: what was recovered at start-up.
  void Restore(FramePtr frame);

  FramePtr Latest() const;
  /// The newest look at the quarter that runs; null where there is none.
  FramePtr LatestMinute() const;
  /// The frame with this sequence, or null when it has left the ring or is not there yet.
  FramePtr Find(std::uint64_t sequence) const;
  FramePtr FindQuarter(models::Quarter quarter) const;

  /// Calls `wake` after every publish until Unsubscribe. Returns the subscription.
  std::uint64_t Subscribe(std::function<void()> wake);
  /// After it returns, `wake` is not running and will not run again.
  void Unsubscribe(std::uint64_t subscription);
  /// Wakes every subscriber without a new frame: the clock changed, or the twin goes away.
  void WakeAll();
  std::size_t subscriber_count() const;

 private:
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::deque<FramePtr> frames_;
  FramePtr minute_;
  mutable std::mutex subscribers_mutex_;
  std::map<std::uint64_t, std::function<void()>> subscribers_;
  std::uint64_t next_subscription_ = 1;
};

}  // namespace twin
