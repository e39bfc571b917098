#include "twin/frame_ring.h"

#include <utility>

namespace twin {

void FrameRing::Restore(FramePtr frame) {
  const std::lock_guard lock(mutex_);
  frames_.push_back(std::move(frame));
  minute_ = nullptr;
  if (frames_.size() > capacity_) frames_.pop_front();
}

void FrameRing::Publish(FramePtr frame) {
  Restore(std::move(frame));
  WakeAll();
}

void FrameRing::PublishMinute(FramePtr frame) {
  {
    const std::lock_guard lock(mutex_);
    minute_ = std::move(frame);
  }
  WakeAll();
}

FramePtr FrameRing::LatestMinute() const {
  const std::lock_guard lock(mutex_);
  return minute_;
}

FramePtr FrameRing::Latest() const {
  const std::lock_guard lock(mutex_);
  return frames_.empty() ? nullptr : frames_.back();
}

FramePtr FrameRing::Find(std::uint64_t sequence) const {
  const std::lock_guard lock(mutex_);
  if (frames_.empty() || sequence < frames_.front()->sequence) return nullptr;
  const std::uint64_t position = sequence - frames_.front()->sequence;
  return position < frames_.size() ? frames_[position] : nullptr;
}

FramePtr FrameRing::FindQuarter(models::Quarter quarter) const {
  const std::lock_guard lock(mutex_);
  if (frames_.empty() || quarter < frames_.front()->quarter) return nullptr;
  const auto position = static_cast<std::size_t>(quarter - frames_.front()->quarter);
  return position < frames_.size() ? frames_[position] : nullptr;
}

std::uint64_t FrameRing::Subscribe(std::function<void()> wake) {
  const std::lock_guard lock(subscribers_mutex_);
  const std::uint64_t subscription = next_subscription_++;
  subscribers_.emplace(subscription, std::move(wake));
  return subscription;
}

void FrameRing::Unsubscribe(std::uint64_t subscription) {
  const std::lock_guard lock(subscribers_mutex_);
  subscribers_.erase(subscription);
}

void FrameRing::WakeAll() {
  const std::lock_guard lock(subscribers_mutex_);
  for (const auto& [subscription, wake] : subscribers_) wake();
}

std::size_t FrameRing::subscriber_count() const {
  const std::lock_guard lock(subscribers_mutex_);
  return subscribers_.size();
}

}  // namespace twin
