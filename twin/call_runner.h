#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "twin/access/audit_log.h"
#include "twin/access/gatekeeper.h"
#include "twin/access/identity.h"
#include "twin/metrics.h"
#include "twin/project_reply.h"
#include "twin/release_clock.h"
#include "twin/rpc_status.h"
#include "twin/worker_pool.h"

namespace twin {

/// What a handler may know of its call.
struct CallContext {
  access::Identity identity;
  std::shared_ptr<const std::atomic<bool>> is_cancelled;  ///< poll in long work

  bool cancelled() const { return is_cancelled != nullptr && is_cancelled->load(); }
};

/// Where a call is about one place.
struct CallPlace {
  std::string municipality;  ///< number
  std::string grid_company;  ///< of the area concession there
};
/// The place that a request or a reply names, nothing when it names none.
using PlaceFinder = std::function<std::optional<CallPlace>(const google::protobuf::Message&)>;

/// A caller whose stream is open until the permit goes.
struct StreamCaller {
  access::Identity identity;
  std::shared_ptr<const void> permit;
};

/// The one path of every unary call: identity -> policy -> budget -> compute -> projection -> audit
/// -> release -> status. To who does not see power-sensitive fields the status is told on a grid of
/// time, whatever it is: how long the work took follows from the grid's secrets.
class CallRunner {
 public:
  /// `audit` may be null: then nothing is noted.
  CallRunner(std::unique_ptr<access::Gatekeeper> gate, Metrics& metrics,
             std::unique_ptr<access::AuditLog> audit = nullptr);

  /// Before the first call. Without it no call is about a place, and whom the register limits to a
  /// part of the region is told what the public is told.
  void SetPlaceFinder(PlaceFinder finder) { find_place_ = std::move(finder); }

  /// Before the first call. Without it lists are told as whole replies are.
  void SetConcessionFinder(FindConcession finder) { find_concession_ = std::move(finder); }

  /// Identity, policy and budget of a stream that `method` opens. Errors: as of Gatekeeper::Admit;
  /// ResourceExhausted: as many are open as the caller may have.
  absl::StatusOr<StreamCaller> AdmitStream(const grpc::CallbackServerContext& context,
                                           absl::string_view method,
                                           const google::protobuf::Message& request) const;
  /// Whether a stream may be told more. Errors: as of Gatekeeper::CheckStillHolds.
  absl::Status CheckStillHolds(const access::Identity& identity) const {
    return gate_->CheckStillHolds(identity);
  }

  /// Frames of a stream go out to this caller at whole multiples of this on the clock; 0: at once.
  std::chrono::nanoseconds StreamGridOf(const access::Identity& identity) const {
    return GridOf(identity, &access::RoleLimits::stream_grid_ms);
  }

  /// Notes a call that is one for the audit log; unary calls that run here are noted by themselves.
  /// `reply` as it was projected, or of the type that a stream sends.
  void Audit(const access::Identity& identity, absl::string_view method,
             const google::protobuf::Message& request, const google::protobuf::Message& reply,
             const absl::Status& outcome);

  /// Does `tell` when an answer to this caller may be told: at once to who sees power-sensitive
  /// fields, else on the grid of time that computed answers are told on, in the order it is asked
  /// for one caller's `arrived`.
  void Release(const access::Identity& identity, std::chrono::steady_clock::time_point arrived,
               std::function<void()> tell);

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

  /// The threads of a lane, for calls that are followed (services/followed_calls.h).
  WorkerPool& PoolOf(Lane lane);
  Metrics& metrics() { return metrics_; }
  access::Gatekeeper& gate() { return *gate_; }
  /// Lets queued calls finish and refuses new ones.
  void Drain() {
    background_pool_.Stop();
    long_pool_.Stop();
    pool_.Stop();
    release_.Stop();
  }

 private:
  grpc::ServerUnaryReactor* RunErased(WorkerPool& pool, grpc::CallbackServerContext* context,
                                      const char* method, const google::protobuf::Message* request,
                                      google::protobuf::Message* reply,
                                      std::function<absl::Status(const CallContext&)> compute);
  std::chrono::nanoseconds GridOf(const access::Identity& identity,
                                  double access::RoleLimits::*grid) const;
  absl::StatusOr<access::Identity> Admit(const grpc::CallbackServerContext& context,
                                         absl::string_view method) const;
  absl::Status RunAdmitted(CallContext& call, absl::string_view method,
                           const google::protobuf::Message& request,
                           google::protobuf::Message& reply,
                           const std::function<absl::Status(const CallContext&)>& compute);
  bool FindPlace(access::Identity& identity, const google::protobuf::Message& message) const;
  absl::Status TakeQuestion(const access::Identity& identity, absl::string_view method,
                            const google::protobuf::Message& request) const;

  const std::shared_ptr<access::Gatekeeper> gate_;
  PlaceFinder find_place_;
  FindConcession find_concession_;
  Metrics& metrics_;
  std::unique_ptr<access::AuditLog> audit_;
  ReleaseClock release_;  // goes after the pools, which post to it
  WorkerPool pool_;
  WorkerPool long_pool_;
  WorkerPool background_pool_;
};

}  // namespace twin
