#include "twin/release_clock.h"

#include <utility>

namespace twin {

ReleaseClock::ReleaseClock() : thread_([this] { Work(); }) {}

ReleaseClock::~ReleaseClock() { Stop(); }

ReleaseClock::TimePoint ReleaseClock::DueAt(TimePoint arrived, TimePoint now,
                                            std::chrono::nanoseconds grid) {
  if (grid <= std::chrono::nanoseconds::zero()) return now;
  const auto taken = std::chrono::duration_cast<std::chrono::nanoseconds>(now - arrived);
  const auto steps = taken / grid + 1;
  return arrived + steps * grid;
}

ReleaseClock::TimePoint ReleaseClock::NextOnClock(TimePoint now,
                                                  std::chrono::system_clock::time_point clock,
                                                  std::chrono::nanoseconds grid) {
  if (grid <= std::chrono::nanoseconds::zero()) return now;
  const auto since_epoch =
      std::chrono::duration_cast<std::chrono::nanoseconds>(clock.time_since_epoch());
  return now + (grid - since_epoch % grid);
}

void ReleaseClock::At(TimePoint due, std::function<void()> release) {
  {
    const std::lock_guard lock(mutex_);
    if (!is_stopping_) {
      waiting_.emplace(due, std::move(release));
      changed_.notify_one();
      return;
    }
  }
  release();
}

void ReleaseClock::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (waiting_.empty()) {
      if (is_stopping_) return;
      changed_.wait(lock);
      continue;
    }
    const TimePoint due = waiting_.begin()->first;
    if (!is_stopping_ && std::chrono::steady_clock::now() < due) {
      changed_.wait_until(lock, due);
      continue;
    }
    const auto release = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    lock.unlock();
    release();
    lock.lock();
  }
}

void ReleaseClock::Stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace twin
