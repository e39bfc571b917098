#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "models/time/quarter.h"

namespace twin {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Where the twin gets its sense of passing time from; tests drive it by hand.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime Now() const = 0;
  /// Waits until `changed` is notified or `until` has come; may return early.
  virtual void WaitUntil(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                         SteadyTime until) = 0;
};

/// The machine's own steady clock.
class SystemClock final : public Clock {
 public:
  SteadyTime Now() const override { return std::chrono::steady_clock::now(); }
  void WaitUntil(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                 SteadyTime until) override {
    changed.wait_until(lock, until);
  }
};

/// Stands still until it is told to advance.
class FakeClock final : public Clock {
 public:
  SteadyTime Now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  void WaitUntil(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                 SteadyTime until) override {
    if (Now() >= until) return;
    // Real waiting stays short, so that a missed notification cannot hang a test.
    changed.wait_for(lock, std::chrono::milliseconds(1));
  }
  void Advance(std::chrono::nanoseconds span) {
    const std::lock_guard lock(mutex_);
    now_ += std::chrono::duration_cast<std::chrono::steady_clock::duration>(span);
  }

 private:
  mutable std::mutex mutex_;
  SteadyTime now_{};
};

enum class ClockMode { kPaused, kRealTime, kScaled, kAsFastAsPossible };

/// How simulated time runs.
struct ClockSetting {
  ClockMode mode = ClockMode::kPaused;
  double speed_ratio = 1.0;  ///< simulated seconds per second; only with kScaled
  bool operator==(const ClockSetting&) const = default;
};

/// When the next quarter is due, and how far the one that runs has come. A machine that falls
/// behind does not race to catch up: at most one period is made good.
class Pacer {
 public:
  /// The quarter that runs goes on from where it is, at the new pace.
  void Set(ClockSetting setting, SteadyTime now);
  const ClockSetting& setting() const { return setting_; }
  bool IsPaused() const { return setting_.mode == ClockMode::kPaused; }
  /// Meaningless while paused.
  SteadyTime due() const { return started_ + period_; }
  /// The quarter that ran is over at `now`.
  void MarkStep(SteadyTime now);

  /// Minutes of the quarter that are over, 0 to 14. Always 0 where a minute is too short to be
  /// looked at.
  models::Minute MinuteAt(SteadyTime now) const;
  /// When the next minute is over, or the quarter; meaningless while paused.
  SteadyTime NextDue(SteadyTime now) const;

 private:
  using Duration = std::chrono::steady_clock::duration;
  bool HasMinutes() const { return period_ >= models::kMinutesPerQuarter * kShortestMinute; }
  double CalcProgress(SteadyTime now) const;

  static constexpr Duration kShortestMinute = std::chrono::milliseconds(50);

  ClockSetting setting_;
  Duration period_{};
  SteadyTime started_{};         ///< the quarter that runs
  double progress_share_ = 0.0;  ///< of it, while paused
};

}  // namespace twin
