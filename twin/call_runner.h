#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "twin/access/audit_log.h"
#include "twin/access/identity.h"
#include "twin/access/policy.h"
#include "twin/access/projection.h"
#include "twin/metrics.h"
#include "twin/rpc_status.h"
#include "twin/worker_pool.h"

namespace twin {

/// What a handler may know of its call.
struct CallContext {
  access::Identity identity;
  std::shared_ptr<const std::atomic<bool>> is_cancelled;  ///< poll in long work

  bool cancelled() const { return is_cancelled != nullptr && is_cancelled->load(); }
};

/// Clears what the caller may not see and, when the reply has room for it, says what was withheld.
void ProjectReply(const access::Identity& identity, google::protobuf::Message& reply);

/// The one path of every unary call: identity -> policy -> compute -> projection -> audit ->
/// status.
class CallRunner {
 public:
  /// `audit` may be null: then nothing is noted.
  CallRunner(access::TokenRegistry tokens, Metrics& metrics,
             std::unique_ptr<access::AuditLog> audit = nullptr);

  /// Identity and policy of a call to `method`. Errors: Unauthenticated, PermissionDenied.
  absl::StatusOr<access::Identity> Admit(const grpc::CallbackServerContext& context,
                                         absl::string_view method) const;

  /// Notes a call that is one for the audit log; unary calls that run here are noted by themselves.
  /// `reply` as it was projected, or of the type that a stream sends.
  void Audit(const access::Identity& identity, absl::string_view method,
             const google::protobuf::Message& request, const google::protobuf::Message& reply,
             const absl::Status& outcome);

  /// Which threads a call runs on: short ones never wait for long ones, and what steps the twin's
  /// past or a branch again gives way to the living twin.
  enum class Lane { kShort, kLong, kBackground };

  /// Runs `compute` on a lane and finishes the call. `compute` fills the full reply and knows
  /// nothing of projection.
  template <class Request, class Reply>
  grpc::ServerUnaryReactor* Run(
      grpc::CallbackServerContext* context, const char* method, const Request* request,
      Reply* reply, std::function<absl::Status(const CallContext&, const Request&, Reply&)> compute,
      Lane lane = Lane::kShort) {
    return RunErased(PoolOf(lane), context, method, request, reply,
                     [=](const CallContext& call) { return compute(call, *request, *reply); });
  }
  /// The same for work of seconds.
  template <class Request, class Reply>
  grpc::ServerUnaryReactor* RunLong(
      grpc::CallbackServerContext* context, const char* method, const Request* request,
      Reply* reply,
      std::function<absl::Status(const CallContext&, const Request&, Reply&)> compute) {
    return Run<Request, Reply>(context, method, request, reply, std::move(compute), Lane::kLong);
  }

  Metrics& metrics() { return metrics_; }
  /// Lets queued calls finish and refuses new ones.
  void Drain() {
    background_pool_.Stop();
    long_pool_.Stop();
    pool_.Stop();
  }

 private:
  grpc::ServerUnaryReactor* RunErased(WorkerPool& pool, grpc::CallbackServerContext* context,
                                      const char* method, const google::protobuf::Message* request,
                                      google::protobuf::Message* reply,
                                      std::function<absl::Status(const CallContext&)> compute);
  WorkerPool& PoolOf(Lane lane);

  access::TokenRegistry tokens_;
  Metrics& metrics_;
  std::unique_ptr<access::AuditLog> audit_;
  WorkerPool pool_;
  WorkerPool long_pool_;
  WorkerPool background_pool_;
};

}  // namespace twin
