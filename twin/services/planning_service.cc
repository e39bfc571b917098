#include "twin/services/planning_service.h"

#include "models/base/status_macros.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

absl::Status HasNone() {
  return absl::UnimplementedError("this twin's region has no tables of plans");
}

PlanCaller CallerOf(const CallContext& call) {
  return {.identity = call.identity,
          .is_cancelled = [&call] { return call.cancelled(); },
          .until = std::chrono::steady_clock::now() + limits::kMaxUnaryTime};
}

}  // namespace

grpc::ServerWriteReactor<pb::CheckPlanResponse>* PlanningService::CheckPlan(
    grpc::CallbackServerContext* context, const pb::CheckPlanRequest* request) {
  return streams_.Open(
      context_.calls.AdmitStream(*context, "/ostlandet.twin.v1.Planning/CheckPlan", *request),
      *request);
}

grpc::ServerWriteReactor<pb::CheckPlansResponse>* PlanningService::CheckPlans(
    grpc::CallbackServerContext* context, const pb::CheckPlansRequest* request) {
  return streams_.Open(
      context_.calls.AdmitStream(*context, "/ostlandet.twin.v1.Planning/CheckPlans", *request),
      *request);
}

grpc::ServerUnaryReactor* PlanningService::Statement(grpc::CallbackServerContext* context,
                                                     const pb::StatementRequest* request,
                                                     pb::StatementResponse* response) {
  return context_.calls.RunLong<pb::StatementRequest, pb::StatementResponse>(
      context, "/ostlandet.twin.v1.Planning/Statement", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        if (desk_ == nullptr) return HasNone();
        TWIN_ASSIGN_OR_RETURN(reply, desk_->WriteStatement(CallerOf(call), asked));
        reply.set_data_notice(context_.region().notice);
        *reply.mutable_key() = context_.model_key;
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* PlanningService::MatchHeat(grpc::CallbackServerContext* context,
                                                     const pb::MatchHeatRequest* request,
                                                     pb::MatchHeatResponse* response) {
  return context_.calls.RunLong<pb::MatchHeatRequest, pb::MatchHeatResponse>(
      context, "/ostlandet.twin.v1.Planning/MatchHeat", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        if (desk_ == nullptr) return HasNone();
        TWIN_ASSIGN_OR_RETURN(reply, desk_->Match(CallerOf(call), asked));
        reply.set_data_notice(context_.region().notice);
        *reply.mutable_key() = context_.model_key;
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* PlanningService::PostPlan(grpc::CallbackServerContext* context,
                                                    const pb::PostPlanRequest* request,
                                                    pb::PostPlanResponse* response) {
  return context_.calls.RunLong<pb::PostPlanRequest, pb::PostPlanResponse>(
      context, "/ostlandet.twin.v1.Planning/PostPlan", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        if (exchange_ == nullptr) return HasNone();
        TWIN_ASSIGN_OR_RETURN(reply, exchange_->Post(CallerOf(call), asked));
        *reply.mutable_key() = context_.model_key;
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* PlanningService::SubscribePlans(grpc::CallbackServerContext* context,
                                                          const pb::SubscribePlansRequest* request,
                                                          pb::SubscribePlansResponse* response) {
  return context_.calls.Run<pb::SubscribePlansRequest, pb::SubscribePlansResponse>(
      context, "/ostlandet.twin.v1.Planning/SubscribePlans", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        if (exchange_ == nullptr) return HasNone();
        TWIN_ASSIGN_OR_RETURN(*reply.mutable_subscription(),
                              exchange_->Subscribe(call.identity, asked));
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* PlanningService::EndPlanSubscription(
    grpc::CallbackServerContext* context, const pb::EndPlanSubscriptionRequest* request,
    pb::EndPlanSubscriptionResponse* response) {
  return context_.calls.Run<pb::EndPlanSubscriptionRequest, pb::EndPlanSubscriptionResponse>(
      context, "/ostlandet.twin.v1.Planning/EndPlanSubscription", request, response,
      [this](const CallContext& call, const auto& asked, auto&) -> absl::Status {
        if (exchange_ == nullptr) return HasNone();
        return exchange_->End(call.identity, asked.subscription_id());
      });
}

grpc::ServerUnaryReactor* PlanningService::ListPlanInbox(grpc::CallbackServerContext* context,
                                                         const pb::ListPlanInboxRequest* request,
                                                         pb::ListPlanInboxResponse* response) {
  return context_.calls.Run<pb::ListPlanInboxRequest, pb::ListPlanInboxResponse>(
      context, "/ostlandet.twin.v1.Planning/ListPlanInbox", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        if (exchange_ == nullptr) return HasNone();
        TWIN_ASSIGN_OR_RETURN(reply, exchange_->List(call.identity, asked));
        reply.set_data_notice(context_.region().notice);
        *reply.mutable_key() = context_.model_key;
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* PlanningService::AnswerSwap(grpc::CallbackServerContext* context,
                                                      const pb::AnswerSwapRequest* request,
                                                      pb::AnswerSwapResponse* response) {
  return context_.calls.Run<pb::AnswerSwapRequest, pb::AnswerSwapResponse>(
      context, "/ostlandet.twin.v1.Planning/AnswerSwap", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) -> absl::Status {
        if (exchange_ == nullptr) return HasNone();
        TWIN_ASSIGN_OR_RETURN(*reply.mutable_swap(), exchange_->Answer(asked.question()));
        reply.set_data_notice(context_.region().notice);
        *reply.mutable_key() = context_.model_key;
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* PlanningService::KeepSwap(grpc::CallbackServerContext* context,
                                                    const pb::KeepSwapRequest* request,
                                                    pb::KeepSwapResponse* response) {
  return context_.calls.Run<pb::KeepSwapRequest, pb::KeepSwapResponse>(
      context, "/ostlandet.twin.v1.Planning/KeepSwap", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) -> absl::Status {
        if (exchange_ == nullptr) return HasNone();
        TWIN_ASSIGN_OR_RETURN(*reply.mutable_swap(), exchange_->Keep(asked.question()));
        reply.set_data_notice(context_.region().notice);
        *reply.mutable_key() = context_.model_key;
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* PlanningService::GetSwap(grpc::CallbackServerContext* context,
                                                   const pb::GetSwapRequest* request,
                                                   pb::GetSwapResponse* response) {
  return context_.calls.Run<pb::GetSwapRequest, pb::GetSwapResponse>(
      context, "/ostlandet.twin.v1.Planning/GetSwap", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) -> absl::Status {
        if (exchange_ == nullptr) return HasNone();
        TWIN_ASSIGN_OR_RETURN(*reply.mutable_swap(), exchange_->Find(asked.swap_id()));
        reply.set_data_notice(context_.region().notice);
        return absl::OkStatus();
      });
}

}  // namespace twin::services
