#include "twin/services/watch_pump.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "twin/byte_buffer.h"
#include "twin/limits.h"
#include "twin/release_clock.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kIdleWait{5};
constexpr std::chrono::milliseconds kBranchWait{200};  // branches are looked at, they wake nobody

}  // namespace

/// One stream. The flags are the pump's and guarded by its mutex; reactions only set them.
class WatchStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  WatchStream(WatchPump& pump, WatchQuery query)
      : pump_(pump),
        query_(std::move(query)),
        last_(query_.resume_after),
        grid_(pump.context_.calls.StreamGridOf(query_.identity)) {}

  void OnWriteDone(bool ok) override {
    Change([&] {
      is_writing_ = false;
      is_cancelled_ = is_cancelled_ || !ok;
    });
  }
  void OnCancel() override {
    Change([&] { is_cancelled_ = true; });
  }
  void OnDone() override {
    Change([&] { is_done_ = true; });
  }

 private:
  friend class WatchPump;

  // What the pump does with a stream, once it has let go of its mutex.
  enum class Action { kNothing, kFeed, kSayGoodbye, kEnd };

  template <class F>
  void Change(F change) {
    WatchPump& pump = pump_;  // the stream may be gone once the mutex is free
    {
      const std::lock_guard lock(pump.mutex_);
      change();
      pump.has_news_ = true;
    }
    pump.changed_.notify_one();
  }

  // Under the pump's mutex.
  Action Decide(bool is_going_away, SteadyClock::time_point now, SteadyClock::time_point& next) {
    if (is_writing_ || has_ended_) return Action::kNothing;
    if (is_cancelled_ || (is_going_away && said_goodbye_)) {
      has_ended_ = true;
      return Action::kEnd;
    }
    if (is_going_away) {
      said_goodbye_ = is_writing_ = true;
      return Action::kSayGoodbye;
    }
    if (!IsNew(now, next)) return has_ended_ ? Action::kEnd : Action::kNothing;
    if (now < allowed_at_) {
      next = std::min(next, allowed_at_);
      return Action::kNothing;
    }
    if (!release_at_.has_value()) {
      release_at_ = ReleaseClock::NextOnClock(now, std::chrono::system_clock::now(), grid_);
    }
    if (now < *release_at_) {
      next = std::min(next, *release_at_);
      return Action::kNothing;
    }
    release_at_.reset();
    gone_ = pump_.context_.calls.CheckStillHolds(query_.identity);
    if (!gone_.ok()) {
      has_ended_ = true;
      return Action::kEnd;
    }
    is_writing_ = true;
    allowed_at_ = now + query_.min_interval;
    return Action::kFeed;
  }

  // Whether there is something to send; ends the stream of a branch that is gone.
  bool IsNew(SteadyClock::time_point now, SteadyClock::time_point& next) {
    if (!query_.branch_id.empty()) {
      next = std::min(next, now + kBranchWait);
      has_ended_ = !gone_.ok();
      return !has_ended_ && newest_ != nullptr && newest_ != last_;
    }
    const FramePtr latest = pump_.context_.engine.ring().Latest();
    return latest != nullptr &&
           (last_ == nullptr || latest->sequence != last_->sequence ||
            NewMinute(*latest) != nullptr || !(clock_ == pump_.context_.engine.clock_setting()));
  }

  // A look at the quarter after `latest` that the stream wants and has not had.
  FramePtr NewMinute(const Frame& latest) const {
    if (!query_.has_minutes) return nullptr;
    FramePtr minute = pump_.context_.engine.ring().LatestMinute();
    return minute != nullptr && minute != last_ && minute->sequence == latest.sequence ? minute
                                                                                       : nullptr;
  }

  // On the pump's thread, without its mutex.
  void Feed() {
    if (query_.branch_id.empty()) {
      FeedLive();
    } else {
      FeedBranch();
    }
    StartWrite(&message_);
  }

  // On the pump's thread, without its mutex: an order to a branch may be on its way to the disk.
  void LookAtBranch() {
    auto newest = pump_.context_.branches.NewestFrame(query_.branch_id);
    if (newest.ok()) {
      newest_ = *std::move(newest);
    } else if (!absl::IsUnavailable(newest.status())) {  // not: computed again after a restart
      gone_ = newest.status();
    }
  }

  void FeedBranch() {
    const bool goes_on = last_ != nullptr && newest_->sequence > last_->sequence;
    const std::uint64_t skipped = goes_on ? newest_->sequence - last_->sequence - 1 : 0;
    MakeMessage(newest_, goes_on ? last_ : nullptr, skipped);
    last_ = newest_;
  }

  void FeedLive() {
    const FrameRing& ring = pump_.context_.engine.ring();
    const FramePtr latest = ring.Latest();
    FramePtr target = latest;
    if (last_ != nullptr && latest->sequence == last_->sequence) {
      FramePtr minute = NewMinute(*latest);
      target = minute != nullptr ? std::move(minute) : last_;
    }
    if (last_ != nullptr && query_.min_interval == SteadyClock::duration::zero() &&
        latest->sequence > last_->sequence &&
        latest->sequence - last_->sequence <= limits::kMaxLagFrames) {
      if (FramePtr following = ring.Find(last_->sequence + 1)) target = std::move(following);
    }
    const std::uint64_t skipped = last_ != nullptr && target->sequence > last_->sequence + 1
                                      ? target->sequence - last_->sequence - 1
                                      : 0;
    MakeMessage(target, last_, skipped);
    if (skipped > 0) {
      pump_.context_.calls.metrics().CountConflatedFrames(static_cast<double>(skipped));
    }
    last_ = target;
  }

  void MakeMessage(const FramePtr& target, const FramePtr& before, std::uint64_t skipped) {
    clock_ = pump_.context_.engine.clock_setting();
    message_ = pump_.messages_.Get(query_.asked, target, before, *clock_, [&] {
      return MakeWatchResponse(pump_.context_, query_, *target, before.get(), *clock_, skipped)
          .SerializeAsString();
    });
  }

  void SayGoodbye() {
    pb::WatchResponse response;
    response.set_epoch(pump_.context_.engine.epoch());
    response.set_sequence(last_ == nullptr ? 0 : static_cast<std::int64_t>(last_->sequence));
    response.set_kind(pb::FRAME_KIND_GOING_AWAY);
    message_ = ToByteBuffer(response.SerializeAsString());
    StartWrite(&message_);
  }

  void End() {
    Finish(is_cancelled_ ? grpc::Status::CANCELLED
           : !gone_.ok() ? ToGrpcStatus(gone_)
                         : ToGrpcStatus(absl::UnavailableError(
                               "the twin is shutting down; connect again and resume")));
  }

  WatchPump& pump_;
  const WatchQuery query_;
  FramePtr last_;
  std::optional<ClockSetting> clock_;
  SteadyClock::time_point allowed_at_{};
  const std::chrono::nanoseconds grid_;  ///< so that how long the step took does not show
  std::optional<SteadyClock::time_point> release_at_;  ///< of news that wait for the grid
  grpc::ByteBuffer message_;
  FramePtr newest_;    ///< of a branch, when it was last looked at
  absl::Status gone_;  ///< what ended the branch, or the caller's right to the stream
  bool is_writing_ = false;
  bool is_cancelled_ = false;
  bool said_goodbye_ = false;
  bool has_ended_ = false;
  bool is_done_ = false;
};

namespace {

// A stream that was refused: it says why and is gone.
class RefusedStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit RefusedStream(const absl::Status& status) { Finish(ToGrpcStatus(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

WatchPump::WatchPump(ServiceContext& context) : context_(context) {
  subscription_ = context_.engine.ring().Subscribe([this] { Wake(); });
  thread_ = std::thread([this] { Run(); });
}

WatchPump::~WatchPump() {
  context_.engine.ring().Unsubscribe(subscription_);
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchPump::Open(absl::StatusOr<WatchQuery> query) {
  if (!query.ok()) return new RefusedStream(query.status());
  auto stream = std::make_shared<WatchStream>(*this, *std::move(query));
  {
    const std::lock_guard lock(mutex_);
    if (is_going_away_) {
      return new RefusedStream(absl::UnavailableError("the twin is shutting down"));
    }
    if (streams_.size() >= limits::kMaxSubscribers) {
      return new RefusedStream(absl::ResourceExhaustedError("too many streams are open"));
    }
    streams_.push_back(stream);
    has_news_ = true;
    context_.calls.metrics().SetSubscribers(static_cast<double>(streams_.size()));
  }
  changed_.notify_one();
  return stream.get();
}

void WatchPump::GoAway() {
  {
    const std::lock_guard lock(mutex_);
    is_going_away_ = has_news_ = true;
  }
  changed_.notify_one();
}

std::size_t WatchPump::stream_count() const {
  const std::lock_guard lock(mutex_);
  return streams_.size();
}

void WatchPump::Wake() {
  {
    const std::lock_guard lock(mutex_);
    has_news_ = true;
  }
  changed_.notify_one();
}

void WatchPump::Run() {
  SteadyClock::time_point next = SteadyClock::now();
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_until(lock, next, [this] { return has_news_ || is_stopping_; });
      if (is_stopping_ && streams_.empty()) return;
      has_news_ = false;
      // At the very end the server has ended every call; a stream that is left is only waited for.
      if (is_stopping_) is_going_away_ = true;
    }
    next = FeedReadyStreams();
  }
}

void WatchPump::LookAtBranches() {
  std::vector<std::shared_ptr<WatchStream>> of_branches;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& stream : streams_) {
      if (!stream->query_.branch_id.empty()) of_branches.push_back(stream);
    }
  }
  for (const auto& stream : of_branches) stream->LookAtBranch();
}

SteadyClock::time_point WatchPump::FeedReadyStreams() {
  LookAtBranches();
  const SteadyClock::time_point now = SteadyClock::now();
  SteadyClock::time_point next = now + kIdleWait;
  std::vector<std::pair<std::shared_ptr<WatchStream>, WatchStream::Action>> actions;
  {
    const std::lock_guard lock(mutex_);
    streams_.remove_if([](const auto& stream) { return stream->is_done_; });
    context_.calls.metrics().SetSubscribers(static_cast<double>(streams_.size()));
    for (const auto& stream : streams_) {
      const auto action = stream->Decide(is_going_away_, now, next);
      if (action != WatchStream::Action::kNothing) actions.emplace_back(stream, action);
    }
  }
  for (const auto& [stream, action] : actions) {
    switch (action) {
      case WatchStream::Action::kFeed:
        stream->Feed();
        break;
      case WatchStream::Action::kSayGoodbye:
        stream->SayGoodbye();
        break;
      case WatchStream::Action::kEnd:
        stream->End();
        break;
      case WatchStream::Action::kNothing:
        break;
    }
  }
  return next;
}

}  // namespace twin::services
