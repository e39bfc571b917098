#include "twin/heat/minute_desk.h"

#include <algorithm>
#include <utility>

#include "twin/heat/minute_limits.h"
#include "twin/thread_priority.h"

namespace twin::heat {

MinuteDesk::MinuteDesk(FrameRing& ring, HeatNetworks& networks,
                       std::function<void(models::HeatNetworkIndex)> on_news)
    : ring_(ring), networks_(networks), on_news_(std::move(on_news)), waiter_(ring) {
  thread_ = std::thread([this] { Work(); });
}

MinuteDesk::~MinuteDesk() {
  waiter_.Stop();
  thread_.join();
}

void MinuteDesk::Follow(models::HeatNetworkIndex network) {
  {
    const std::lock_guard lock(mutex_);
    ++followed_[network].count;
  }
  waiter_.Wake();
}

void MinuteDesk::Leave(models::HeatNetworkIndex network) {
  const std::lock_guard lock(mutex_);
  const auto found = followed_.find(network);
  if (found != followed_.end() && --found->second.count == 0) followed_.erase(found);
}

NewestMinutes MinuteDesk::Newest(models::HeatNetworkIndex network) const {
  const std::lock_guard lock(mutex_);
  const auto found = followed_.find(network);
  if (found == followed_.end()) return {};
  return {{found->second.quarters.begin(), found->second.quarters.end()}, found->second.failure};
}

void MinuteDesk::Work() {
  LowerThreadPriority();
  while (waiter_.Wait()) {
    std::vector<models::HeatNetworkIndex> wanted;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [network, followed] : followed_) wanted.push_back(network);
    }
    for (const models::HeatNetworkIndex network : wanted) {
      const FramePtr newest = ring_.Latest();
      if (newest == nullptr) break;
      if (RunTo(network, newest->quarter)) on_news_(network);
    }
  }
}

// Whether there is something new.
bool MinuteDesk::RunTo(models::HeatNetworkIndex network, models::Quarter newest) {
  models::Quarter from = newest;
  {
    const std::lock_guard lock(mutex_);
    const auto found = followed_.find(network);
    if (found == followed_.end() || found->second.done >= newest) return false;
    const auto kept = static_cast<std::int64_t>(limits::kHeatMinutesKept);
    if (found->second.done != models::Quarter())
      from = std::max(found->second.done + 1, newest - (kept - 1));
  }
  const auto opened = networks_.Open(network);
  std::vector<QuarterMinutesPtr> found_minutes;
  absl::Status failure = opened.status();
  for (models::Quarter quarter = from; failure.ok() && quarter <= newest; quarter = quarter + 1) {
    auto minutes = opened->minutes.Of(quarter, [this] { return waiter_.is_stopped(); });
    failure = minutes.status();
    if (minutes.ok()) found_minutes.push_back(*std::move(minutes));
  }
  const std::lock_guard lock(mutex_);
  const auto place = followed_.find(network);
  if (place == followed_.end()) return false;
  Followed& followed = place->second;
  followed.done = newest;
  followed.failure = std::string(failure.message());
  for (QuarterMinutesPtr& minutes : found_minutes) followed.quarters.push_back(std::move(minutes));
  while (followed.quarters.size() > limits::kHeatMinutesKept) followed.quarters.pop_front();
  return true;
}

}  // namespace twin::heat
