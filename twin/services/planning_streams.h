#pragma once

#include <grpcpp/support/server_callback.h>

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/planning.pb.h"
#include "twin/services/followed_calls.h"
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
  void GoAway() { calls_.GoAway(); }

 private:
  using CheckPlanCall =
      FollowedCall<ostlandet::twin::v1::CheckPlanRequest, ostlandet::twin::v1::CheckPlanResponse>;
  using CheckPlansCall =
      FollowedCall<ostlandet::twin::v1::CheckPlansRequest, ostlandet::twin::v1::CheckPlansResponse>;
  template <class Call>
  PlanCaller CallerOf(const Call& call) const;
  template <class Reply>
  Reply Signed(Reply reply) const;
  absl::Status Work(CheckPlanCall& call) const;
  absl::Status Work(CheckPlansCall& call) const;

  ServiceContext& context_;
  const PlanningDesk* const desk_;
  WorkerPool workers_;
  FollowedCalls calls_;
};

}  // namespace twin::services
