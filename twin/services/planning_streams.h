#pragma once

#include <grpcpp/support/server_callback.h>

#include <atomic>

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/planning.pb.h"
#include "twin/services/answer_stream.h"
#include "twin/services/planning_desk.h"
#include "twin/services/service_context.h"
#include "twin/worker_pool.h"

namespace twin::services {

/// The streams of CheckPlan and CheckPlans. Each runs on a thread of this, as connection
/// questions do: somebody waits for the answer, and a machine that is busy otherwise would not give
/// one in time to a thread that gives way to everything. It ends at its next step when its reader
/// goes away or its time is over. To who does not see K3 answers are told on a grid of time
/// (CallRunner::Release).
class PlanningStreams {
 public:
  /// `desk` null: every stream is refused.
  PlanningStreams(ServiceContext& context, const PlanningDesk* desk);
  PlanningStreams(const PlanningStreams&) = delete;

  grpc::ServerWriteReactor<ostlandet::twin::v1::CheckPlanResponse>* Open(
      absl::StatusOr<StreamCaller> caller, const ostlandet::twin::v1::CheckPlanRequest& request);
  grpc::ServerWriteReactor<ostlandet::twin::v1::CheckPlansResponse>* Open(
      absl::StatusOr<StreamCaller> caller, const ostlandet::twin::v1::CheckPlansRequest& request);
  void GoAway() { is_going_away_.store(true); }

 private:
  /// One stream under way, until its end is said.
  template <class Request, class Reply>
  struct Run;
  template <class Request, class Reply>
  grpc::ServerWriteReactor<Reply>* Start(const char* method, absl::StatusOr<StreamCaller> caller,
                                         const Request& request, std::chrono::seconds most_time);
  absl::Status Work(Run<ostlandet::twin::v1::CheckPlanRequest,
                        ostlandet::twin::v1::CheckPlanResponse>& run) const;
  absl::Status Work(Run<ostlandet::twin::v1::CheckPlansRequest,
                        ostlandet::twin::v1::CheckPlansResponse>& run) const;

  ServiceContext& context_;
  const PlanningDesk* const desk_;
  std::atomic<bool> is_going_away_{false};
  WorkerPool workers_;  // last: its threads use the others
};

}  // namespace twin::services
