#pragma once

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/call_runner.h"
#include "twin/project_reply.h"
#include "twin/services/answer_stream.h"
#include "twin/worker_pool.h"

namespace twin::services {

/// A call that takes seconds, under way: its stream tells how far the work is, then the answer.
template <class Request, class Reply>
class FollowedCall {
 public:
  using SteadyClock = std::chrono::steady_clock;

  FollowedCall(CallRunner& calls, const char* method, StreamCaller caller, const Request& request,
               AnswerStream<Reply>* stream, std::chrono::seconds most_time)
      : calls_(calls),
        method_(method),
        caller_(std::move(caller)),
        request_(request),
        stream_(stream),
        cancelled_(stream->cancelled_flag()),
        until_(arrived_ + most_time) {}

  const access::Identity& identity() const { return caller_.identity; }
  const Request& request() const { return request_; }
  SteadyClock::time_point until() const { return until_; }
  bool is_past_time() const { return SteadyClock::now() > until_; }
  bool is_cancelled() const { return cancelled_->load(); }

  /// How far the work is; it must say nothing of what was found. At once.
  void SendProgress(Reply reply) { stream_->Send(std::move(reply)); }
  /// As the caller may know it, on the grid of time that answers are told on, noted for the audit.
  void SendAnswer(Reply reply) {
    ProjectReply(caller_.identity, reply);
    calls_.Audit(caller_.identity, method_, request_, reply, absl::OkStatus());
    calls_.Release(caller_.identity, arrived_,
                   [to = stream_, told = std::move(reply)] { to->Send(told); });
  }
  /// Once, after everything else.
  void End(const absl::Status& status) {
    calls_.metrics().CountCall(method_, absl::StatusCodeToString(status.code()));
    calls_.Release(caller_.identity, arrived_, [to = stream_, status] { to->End(status); });
  }

 private:
  CallRunner& calls_;
  const char* const method_;
  const StreamCaller caller_;
  const Request request_;
  AnswerStream<Reply>* const stream_;  ///< there until End
  const std::shared_ptr<const std::atomic<bool>> cancelled_;
  const SteadyClock::time_point arrived_ = SteadyClock::now();
  const SteadyClock::time_point until_;
};

/// Starts calls that are followed, on the threads of `pool`, which must be stopped before this
/// goes.
class FollowedCalls {
 public:
  FollowedCalls(CallRunner& calls, WorkerPool& pool) : calls_(calls), pool_(pool) {}
  FollowedCalls(const FollowedCalls&) = delete;

  /// `work` polls the call's is_cancelled and is_going_away, and ends at its next step. Refused
  /// from the start: `caller` is an error; the twin goes down; too many wait.
  template <class Request, class Reply>
  grpc::ServerWriteReactor<Reply>* Start(
      const char* method, absl::StatusOr<StreamCaller> caller, const Request& request,
      std::chrono::seconds most_time,
      std::function<absl::Status(FollowedCall<Request, Reply>&)> work) {
    using Stream = AnswerStream<Reply>;
    if (!caller.ok()) return Stream::Refused(caller.status());
    if (is_going_away()) {
      return Stream::Refused(absl::UnavailableError("the twin is shutting down"));
    }
    auto* stream = new Stream([permit = caller->permit] {});
    const auto call = std::make_shared<FollowedCall<Request, Reply>>(
        calls_, method, *std::move(caller), request, stream, most_time);
    const bool is_taken = pool_.TryPost([call, work = std::move(work)] {
      call->End(call->is_cancelled() ? absl::CancelledError("the caller went away") : work(*call));
    });
    if (!is_taken) call->End(absl::ResourceExhaustedError("too many such calls are waiting"));
    return stream;
  }

  void GoAway() { is_going_away_.store(true); }
  bool is_going_away() const { return is_going_away_.load(); }

 private:
  CallRunner& calls_;
  WorkerPool& pool_;
  std::atomic<bool> is_going_away_{false};
};

}  // namespace twin::services
