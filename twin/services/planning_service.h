#pragma once

#include "ostlandet/twin/v1/planning.grpc.pb.h"
#include "twin/services/plan_exchange_desk.h"
#include "twin/services/planning_desk.h"
#include "twin/services/planning_streams.h"
#include "twin/services/service_context.h"

namespace twin::services {

/// Land-use plans: streams of checks (planning_streams), single answers, inbox and swaps.
class PlanningService final : public ostlandet::twin::v1::Planning::CallbackService {
 public:
  /// Both desks are null where the region has no tables of plans: every call is then Unimplemented.
  PlanningService(ServiceContext& context, PlanningDesk* desk, PlanExchangeDesk* exchange)
      : context_(context), desk_(desk), exchange_(exchange), streams_(context, desk) {}

  /// Ends what runs at its next step and refuses new streams. Returns at once.
  void GoAway() { streams_.GoAway(); }

  grpc::ServerWriteReactor<ostlandet::twin::v1::CheckPlanResponse>* CheckPlan(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::CheckPlanRequest* request) override;
  grpc::ServerWriteReactor<ostlandet::twin::v1::CheckPlansResponse>* CheckPlans(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::CheckPlansRequest* request) override;
  grpc::ServerUnaryReactor* Statement(grpc::CallbackServerContext* context,
                                      const ostlandet::twin::v1::StatementRequest* request,
                                      ostlandet::twin::v1::StatementResponse* response) override;
  grpc::ServerUnaryReactor* MatchHeat(grpc::CallbackServerContext* context,
                                      const ostlandet::twin::v1::MatchHeatRequest* request,
                                      ostlandet::twin::v1::MatchHeatResponse* response) override;

  grpc::ServerUnaryReactor* PostPlan(grpc::CallbackServerContext* context,
                                     const ostlandet::twin::v1::PostPlanRequest* request,
                                     ostlandet::twin::v1::PostPlanResponse* response) override;
  grpc::ServerUnaryReactor* SubscribePlans(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::SubscribePlansRequest* request,
      ostlandet::twin::v1::SubscribePlansResponse* response) override;
  grpc::ServerUnaryReactor* EndPlanSubscription(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::EndPlanSubscriptionRequest* request,
      ostlandet::twin::v1::EndPlanSubscriptionResponse* response) override;
  grpc::ServerUnaryReactor* ListPlanInbox(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::ListPlanInboxRequest* request,
      ostlandet::twin::v1::ListPlanInboxResponse* response) override;

  grpc::ServerUnaryReactor* AnswerSwap(grpc::CallbackServerContext* context,
                                       const ostlandet::twin::v1::AnswerSwapRequest* request,
                                       ostlandet::twin::v1::AnswerSwapResponse* response) override;
  grpc::ServerUnaryReactor* KeepSwap(grpc::CallbackServerContext* context,
                                     const ostlandet::twin::v1::KeepSwapRequest* request,
                                     ostlandet::twin::v1::KeepSwapResponse* response) override;
  grpc::ServerUnaryReactor* GetSwap(grpc::CallbackServerContext* context,
                                    const ostlandet::twin::v1::GetSwapRequest* request,
                                    ostlandet::twin::v1::GetSwapResponse* response) override;

 private:
  ServiceContext& context_;
  PlanningDesk* const desk_;
  PlanExchangeDesk* const exchange_;
  PlanningStreams streams_;
};

}  // namespace twin::services
