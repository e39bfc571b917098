#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

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

/// When the next quarter is due. A machine that falls behind does not race to catch up: at most one
/// period is made good.
class Pacer {
 public:
  void Set(ClockSetting setting, SteadyTime now);
  const ClockSetting& setting() const { return setting_; }
  bool IsPaused() const { return setting_.mode == ClockMode::kPaused; }
  /// Meaningless while paused.
  SteadyTime due() const { return due_; }
  /// A quarter was started at `now`.
  void MarkStep(SteadyTime now);

 private:
  std::chrono::steady_clock::duration CalcPeriod() const;

  ClockSetting setting_;
  SteadyTime due_{};
};

}  // namespace twin
