#include "twin/services/heat_service.h"

#include <chrono>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "twin/convert/asset_convert.h"
#include "twin/convert/cooling_convert.h"
#include "twin/convert/heat_frame_convert.h"
#include "twin/convert/heat_plan_convert.h"
#include "twin/convert/surplus_convert.h"
#include "twin/heat/plan_ahead.h"
#include "twin/limits.h"
#include "twin/services/paging.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

absl::Status ListOf(const ServiceContext& context, const pb::ListHeatSystemsRequest& request,
                    pb::ListHeatSystemsResponse& response) {
  const models::Region& region = context.region();
  TWIN_ASSIGN_OR_RETURN(const Page page, MakePage(request.page_size(), request.page_token(),
                                                  region.id + "/heat", region.heat_systems.size()));
  for (std::size_t i = page.begin; i < page.end; ++i) {
    *response.add_heat_systems() = convert::ToHeatSystem(region, models::HeatSystemIndex(i));
  }
  response.set_next_page_token(page.next_token);
  response.set_data_notice(region.notice);
  return absl::OkStatus();
}

absl::StatusOr<models::HeatSystemIndex> FindSystem(const ServiceContext& context,
                                                   const std::string& id) {
  TWIN_ASSIGN_OR_RETURN(
      const models::AssetRef system,
      context.names().Find(id.substr(0, limits::kMaxIdBytes), {models::AssetKind::kHeatSystem}));
  return models::HeatSystemIndex(system.row);
}

absl::StatusOr<std::vector<models::SurplusSourceIndex>> FindSources(
    const ServiceContext& context, const std::string& heat_system_id) {
  models::HeatSystemIndex system;
  if (!heat_system_id.empty()) {
    TWIN_ASSIGN_OR_RETURN(system, FindSystem(context, heat_system_id));
  }
  std::vector<models::SurplusSourceIndex> found;
  const models::Region& region = context.region();
  for (std::size_t i = 0; i < region.surplus_sources.size(); ++i) {
    const models::SurplusSourceIndex source(i);
    if (!system.valid() || region.surplus_sources[source].heat_system == system) {
      found.push_back(source);
    }
  }
  return found;
}

absl::Status ListSurplusOf(const ServiceContext& context,
                           const pb::ListSurplusSourcesRequest& request,
                           pb::ListSurplusSourcesResponse& response) {
  models::Quarter now = context.engine.Now().state->next;
  if (request.has_time()) {
    TWIN_ASSIGN_OR_RETURN(now, convert::ToQuarter(request.time(), "time"));
  }
  TWIN_ASSIGN_OR_RETURN(const auto sources, FindSources(context, request.heat_system_id()));
  const models::Region& region = context.region();
  TWIN_ASSIGN_OR_RETURN(
      const Page page,
      MakePage(request.page_size(), request.page_token(),
               absl::StrCat(region.id, "/surplus/", request.heat_system_id()), sources.size()));
  for (std::size_t i = page.begin; i < page.end; ++i) {
    *response.add_sources() =
        convert::ToSurplusSource(region, sources[i], context.engine.stepper().calendar(), now);
  }
  *response.mutable_time() = convert::ToTimestamp(now);
  response.set_next_page_token(page.next_token);
  response.set_total_size(static_cast<int>(sources.size()));
  response.set_data_notice(region.notice);
  *response.mutable_key() = context.model_key;
  return absl::OkStatus();
}

absl::Status StateOf(const ServiceContext& context, const CallContext& call,
                     const pb::GetHeatStateRequest& request, pb::GetHeatStateResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const models::HeatSystemIndex system,
                        FindSystem(context, request.heat_system_id()));
  TWIN_ASSIGN_OR_RETURN(const FramePtr frame, FindFrameOf(context, call, request));
  *response.mutable_time() = convert::ToTimestamp(frame->quarter);
  *response.mutable_heat() = convert::ToHeatFrame(context.frames(), *frame, system);
  convert::AddStale(*frame, *response.mutable_stale());
  response.set_data_notice(context.region().notice);
  *response.mutable_key() = context.model_key;
  return absl::OkStatus();
}

absl::Status DispatchOf(const ServiceContext& context, const CallContext& call,
                        const pb::GetHeatDispatchRequest& request,
                        pb::GetHeatDispatchResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const models::HeatSystemIndex system,
                        FindSystem(context, request.heat_system_id()));
  TWIN_ASSIGN_OR_RETURN(const FramePtr frame, FindFrameOf(context, call, request));
  response = convert::ToHeatDispatch(context.frames(), *frame, system);
  *response.mutable_time() = convert::ToTimestamp(frame->quarter);
  convert::AddStale(*frame, *response.mutable_stale());
  response.set_data_notice(context.region().notice);
  *response.mutable_key() = context.model_key;
  return absl::OkStatus();
}

// A machine that is busy with something else may find no plan within the usual time: then it gets
// more of it.
absl::StatusOr<solvers::HeatPlanAhead> PlanWithin(const Stepper& stepper, const LiveInstant& now,
                                                  models::HeatSystemIndex system, int hours) {
  for (double solve_s = limits::kPlanSolveS;; solve_s *= 2.0) {
    const auto start = std::chrono::steady_clock::now();
    auto plan =
        heat::PlanAhead(stepper, *now.state, now.patches, system, static_cast<std::size_t>(hours),
                        {.solve_s = solve_s, .gap_share = limits::kPlanGapShare});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (plan.ok() || took.count() < solve_s || solve_s >= limits::kMaxPlanSolveS) return plan;
  }
}

absl::Status PlanOf(const ServiceContext& context, const pb::PlanAheadRequest& request,
                    pb::PlanAheadResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const models::HeatSystemIndex system,
                        FindSystem(context, request.heat_system_id()));
  if (request.horizon_h() < 0 || request.horizon_h() > limits::kMaxPlanHours) {
    return models::errors::OutOfRange("horizon_h", request.horizon_h(), 0, limits::kMaxPlanHours);
  }
  const int hours = request.horizon_h() == 0 ? limits::kDefaultPlanHours : request.horizon_h();
  const auto start = std::chrono::steady_clock::now();
  const LiveInstant now = context.engine.Now();
  TWIN_ASSIGN_OR_RETURN(const auto plan, PlanWithin(context.engine.stepper(), now, system, hours));
  response = convert::ToPlanAhead(context.region().heat_systems[system], now.state->next, plan);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  response.set_milliseconds(took.count());
  response.set_data_notice(context.region().notice);
  *response.mutable_key() = context.model_key;
  return absl::OkStatus();
}

absl::Status CoolingOf(const ServiceContext& context, const pb::AnswerCoolingRequest& request,
                       pb::AnswerCoolingResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const models::HeatSystemIndex system,
                        FindSystem(context, request.heat_system_id()));
  const heat::CoolingQuestion question = convert::FromProto(request);
  TWIN_ASSIGN_OR_RETURN(const heat::CoolingDay day,
                        heat::CalcCoolingDay(context.region(), context.engine.stepper().calendar(),
                                             system, question));
  response = convert::ToCoolingAnswer(context.region(), system, day);
  response.set_data_notice(context.region().notice);
  *response.mutable_key() = context.model_key;
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* HeatService::AnswerCooling(grpc::CallbackServerContext* context,
                                                     const pb::AnswerCoolingRequest* request,
                                                     pb::AnswerCoolingResponse* response) {
  return context_.calls.RunLong<pb::AnswerCoolingRequest, pb::AnswerCoolingResponse>(
      context, "/ostlandet.twin.v1.Heat/AnswerCooling", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return CoolingOf(context_, asked, reply);
      });
}

grpc::ServerUnaryReactor* HeatService::PlanAhead(grpc::CallbackServerContext* context,
                                                 const pb::PlanAheadRequest* request,
                                                 pb::PlanAheadResponse* response) {
  return context_.calls.RunLong<pb::PlanAheadRequest, pb::PlanAheadResponse>(
      context, "/ostlandet.twin.v1.Heat/PlanAhead", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return PlanOf(context_, asked, reply);
      });
}

grpc::ServerUnaryReactor* HeatService::ListHeatSystems(grpc::CallbackServerContext* context,
                                                       const pb::ListHeatSystemsRequest* request,
                                                       pb::ListHeatSystemsResponse* response) {
  return context_.calls.Run<pb::ListHeatSystemsRequest, pb::ListHeatSystemsResponse>(
      context, "/ostlandet.twin.v1.Heat/ListHeatSystems", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return ListOf(context_, asked, reply);
      });
}

grpc::ServerUnaryReactor* HeatService::ListSurplusSources(
    grpc::CallbackServerContext* context, const pb::ListSurplusSourcesRequest* request,
    pb::ListSurplusSourcesResponse* response) {
  return context_.calls.Run<pb::ListSurplusSourcesRequest, pb::ListSurplusSourcesResponse>(
      context, "/ostlandet.twin.v1.Heat/ListSurplusSources", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return ListSurplusOf(context_, asked, reply);
      });
}

grpc::ServerUnaryReactor* HeatService::GetHeatState(grpc::CallbackServerContext* context,
                                                    const pb::GetHeatStateRequest* request,
                                                    pb::GetHeatStateResponse* response) {
  return context_.calls.Run<pb::GetHeatStateRequest, pb::GetHeatStateResponse>(
      context, "/ostlandet.twin.v1.Heat/GetHeatState", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return StateOf(context_, call, asked, reply);
      },
      LaneOf(*request));
}

grpc::ServerUnaryReactor* HeatService::GetHeatDispatch(grpc::CallbackServerContext* context,
                                                       const pb::GetHeatDispatchRequest* request,
                                                       pb::GetHeatDispatchResponse* response) {
  return context_.calls.Run<pb::GetHeatDispatchRequest, pb::GetHeatDispatchResponse>(
      context, "/ostlandet.twin.v1.Heat/GetHeatDispatch", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return DispatchOf(context_, call, asked, reply);
      },
      LaneOf(*request));
}

}  // namespace twin::services
