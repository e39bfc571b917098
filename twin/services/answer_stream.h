#pragma once

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "twin/rpc_status.h"

namespace twin::services {

/// A stream that one piece of work fills and ends: progress, then the answer. The work may run on
/// any thread; it must call End once, and nothing after it. Deletes itself when gRPC is done.
template <class Reply>
class AnswerStream final : public grpc::ServerWriteReactor<Reply> {
 public:
  /// Once everything is said, also when the reader went away.
  explicit AnswerStream(std::function<void()> on_done = nullptr) : on_done_(std::move(on_done)) {}

  /// One that is refused from the start.
  static AnswerStream* Refused(const absl::Status& status) {
    auto* stream = new AnswerStream;
    stream->End(status);
    return stream;
  }

  /// True when nobody reads any more: the deadline has passed or the reader went away.
  bool is_cancelled() const { return is_cancelled_->load(); }
  std::shared_ptr<const std::atomic<bool>> cancelled_flag() const { return is_cancelled_; }

  void Send(Reply reply) {
    Act([&] { waiting_.push_back(std::move(reply)); });
  }
  void End(const absl::Status& status) {
    Act([&] {
      end_ = ToGrpcStatus(status);
      has_end_ = true;
    });
  }

  void OnWriteDone(bool ok) override {
    Act([&] {
      is_writing_ = false;
      waiting_.pop_front();
      if (!ok) waiting_.clear();  // nobody reads
    });
  }
  void OnCancel() override { is_cancelled_->store(true); }
  void OnDone() override {
    if (on_done_) on_done_();
    delete this;
  }

 private:
  // What follows from a change is decided under the same lock: once the end is set, and a write is
  // in flight, the stream may be gone before this returns. One message in flight at most.
  template <class Change>
  void Act(Change change) {
    const Reply* next = nullptr;
    {
      const std::lock_guard lock(mutex_);
      change();
      if (is_writing_ || has_finished_) return;
      if (!waiting_.empty()) {
        is_writing_ = true;
        next = &waiting_.front();
      } else if (has_end_) {
        has_finished_ = true;
      } else {
        return;
      }
    }
    // Outside the lock: gRPC may call back at once.
    if (next != nullptr) {
      this->StartWrite(next);
    } else {
      this->Finish(end_);
    }
  }

  const std::function<void()> on_done_;
  const std::shared_ptr<std::atomic<bool>> is_cancelled_ =
      std::make_shared<std::atomic<bool>>(false);
  std::mutex mutex_;
  std::deque<Reply> waiting_;  ///< the first is in flight while is_writing_
  bool is_writing_ = false;
  bool has_end_ = false;
  bool has_finished_ = false;
  grpc::Status end_;
};

}  // namespace twin::services
