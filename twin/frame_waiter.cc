#include "twin/frame_waiter.h"

namespace twin {

FrameWaiter::FrameWaiter(FrameRing& ring) : ring_(ring) {
  subscription_ = ring_.Subscribe([this] { Wake(); });
}

FrameWaiter::~FrameWaiter() { ring_.Unsubscribe(subscription_); }

bool FrameWaiter::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return has_news_ || is_stopped_; });
  has_news_ = false;
  return !is_stopped_;
}

bool FrameWaiter::HasNewsWithin(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return has_news_ || is_stopped_; });
}

void FrameWaiter::Wake() {
  {
    const std::lock_guard lock(mutex_);
    has_news_ = true;
  }
  changed_.notify_all();
}

void FrameWaiter::Stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  changed_.notify_all();
}

bool FrameWaiter::is_stopped() const {
  const std::lock_guard lock(mutex_);
  return is_stopped_;
}

}  // namespace twin
