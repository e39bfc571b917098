#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace twin {

/// Does things when they are due, on one thread: replies that must not show how long the work took.
class ReleaseClock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  ReleaseClock();
  ~ReleaseClock();
  ReleaseClock(const ReleaseClock&) = delete;
  ReleaseClock& operator=(const ReleaseClock&) = delete;

  /// The first whole multiple of `grid` after `arrived` that is not before `now`; `now` without a
  /// grid.
  static TimePoint DueAt(TimePoint arrived, TimePoint now, std::chrono::nanoseconds grid);

  /// The first whole multiple of `grid` on the system's clock after `clock`, which is `now`; `now`
  /// without a grid. What happens on whole seconds and takes less than the grid is always told one
  /// grid later.
  static TimePoint NextOnClock(TimePoint now, std::chrono::system_clock::time_point clock,
                               std::chrono::nanoseconds grid);

  /// Calls `release` at `due`, or now when the clock has been stopped.
  void At(TimePoint due, std::function<void()> release);
  /// Releases all that waits, at once, and ends the thread.
  void Stop();

 private:
  void Work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<TimePoint, std::function<void()>> waiting_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace twin
