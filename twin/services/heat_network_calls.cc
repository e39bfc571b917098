// The calls of the heat service about networks pipe by pipe.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "models/base/errors.h"
#include "models/base/units.h"
#include "solvers/heat/heat_connection.h"
#include "twin/access/heat_secrecy.h"
#include "twin/convert/heat_minute_convert.h"
#include "twin/convert/heat_network_convert.h"
#include "twin/convert/heat_question.h"
#include "twin/heat/minute_limits.h"
#include "twin/limits.h"
#include "twin/services/heat_service.h"
#include "twin/services/paging.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

double MillisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

absl::StatusOr<heat::LiveNetwork> Open(heat::HeatNetworks& networks, const std::string& id) {
  TWIN_ASSIGN_OR_RETURN(const models::HeatNetworkIndex network,
                        networks.Find(absl::string_view(id).substr(0, limits::kMaxIdBytes)));
  return networks.Open(network);
}

// A network at the moment that a question means.
struct Moment {
  FramePtr frame;              // null for the coldest day
  heat::NetworkState state;    // of the frame
  heat::NetworkSolution cold;  // of the coldest day
  const heat::NetworkSolution& solution() const {
    return state.solution != nullptr ? *state.solution : cold;
  }
};

template <class Request>
absl::StatusOr<Moment> FindMoment(const ServiceContext& context, const heat::LiveNetwork& network,
                                  const Request& request) {
  Moment moment;
  if (request.moment() == pb::HEAT_MOMENT_COLDEST_DAY) {
    if (request.has_time())
      return models::errors::InvalidField("time", "does not go with the coldest day");
    const auto coldest = models::CalcColdestMoment(network.model.site());
    TWIN_ASSIGN_OR_RETURN(moment.cold,
                          heat::SolveNetwork(network.model, network.model.At(coldest), coldest));
    return moment;
  }
  if (request.moment() != pb::HEAT_MOMENT_UNSPECIFIED)
    return models::errors::InvalidField("moment", "is none of the known ones");
  TWIN_ASSIGN_OR_RETURN(moment.frame, FindRequestedFrame(context, request));
  moment.state = network.states.At(*moment.frame);
  if (moment.state.solution == nullptr)
    return absl::FailedPreconditionError(
        "this network has had no solution for too long to ask anything of it");
  return moment;
}

void AddStale(const Frame& frame, const heat::NetworkState& state,
              google::protobuf::RepeatedPtrField<pb::StalePart>& stale) {
  convert::AddStale(frame, stale);
  if (!state.is_stale()) return;
  auto* sent = stale.Add();
  sent->set_part(convert::kHeatNetworkPart);
  *sent->mutable_since() =
      convert::ToTimestamp(state.solution != nullptr ? state.solved + 1 : state.quarter);
  sent->set_reason(state.failure);
}

template <class Response>
void AddCommon(const ServiceContext& context, Response& response) {
  response.set_data_notice(convert::kHeatNetworkNotice);
  *response.mutable_key() = context.model_key;
}

// Which frame was meant, and what in it is stale; nothing for the coldest day.
template <class Response>
void AddMoment(const Moment& moment, Response& response) {
  if (moment.frame == nullptr) return;
  *response.mutable_time() = convert::ToTimestamp(moment.frame->quarter);
  AddStale(*moment.frame, moment.state, *response.mutable_stale());
}

absl::Status ListOf(const ServiceContext& context, heat::HeatNetworks& networks,
                    const pb::ListHeatNetworksRequest& request,
                    pb::ListHeatNetworksResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const Page page,
                        MakePage(request.page_size(), request.page_token(),
                                 context.region().id + "/heat networks", networks.size()));
  for (std::size_t row = page.begin; row < page.end; ++row) {
    TWIN_ASSIGN_OR_RETURN(const heat::LiveNetwork network,
                          networks.Open(models::HeatNetworkIndex(row)));
    *response.add_heat_networks() = convert::ToHeatNetwork(network.model, context.region());
  }
  response.set_next_page_token(page.next_token);
  response.set_data_notice(convert::kHeatNetworkNotice);
  return absl::OkStatus();
}

absl::Status PlanOf(const ServiceContext& context, heat::HeatNetworks& networks,
                    const pb::GetHeatNetworkRequest& request,
                    pb::GetHeatNetworkResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const heat::LiveNetwork network, Open(networks, request.heat_network_id()));
  *response.mutable_heat_network() = convert::ToHeatNetwork(network.model, context.region());
  *response.mutable_plan() = convert::ToHeatNetworkPlan(network.model);
  response.set_data_notice(convert::kHeatNetworkNotice);
  return absl::OkStatus();
}

// The whole of one state.
void FillState(const heat::NetworkModel& model, const heat::NetworkSolution& solution,
               pb::GetHeatNetworkStateResponse& response) {
  *response.mutable_columns() =
      convert::ToHeatNetworkColumns(model, solution, convert::Grain::kCoarse);
  *response.mutable_exact_columns() =
      convert::ToHeatNetworkColumns(model, solution, convert::Grain::kExact);
  convert::AddHeatPlantStates(model, solution, *response.mutable_plants());
}

void FillSteady(const heat::LiveNetwork& network, const Frame& frame,
                pb::GetHeatNetworkStateResponse& response) {
  const heat::NetworkModel& model = network.model;
  const heat::NetworkState state = network.states.At(frame);
  *response.mutable_time() = convert::ToTimestamp(frame.quarter);
  AddStale(frame, state, *response.mutable_stale());
  if (state.solution == nullptr) return;
  *response.mutable_summary() =
      convert::ToHeatNetworkSummary(model, model.At(state.solution->moment), *state.solution);
  FillState(model, *state.solution, response);
}

// The minute of the frame's quarter that contains the time asked for; the last without one.
models::Minute MinuteIn(const Frame& frame, bool has_time,
                        const google::protobuf::Timestamp& time) {
  constexpr std::int64_t kSecondsPerMinute = 60;
  if (!has_time) return (frame.quarter + 1).start_minute() - 1;
  return time.seconds() / kSecondsPerMinute;
}

absl::Status FillMinute(const heat::LiveNetwork& network, const Frame& frame, models::Minute minute,
                        const CallContext& call, pb::GetHeatNetworkStateResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const heat::QuarterMinutesPtr minutes,
                        network.minutes.Of(frame.quarter, [&call] { return call.cancelled(); }));
  const heat::NetworkMinute& shown =
      (*minutes)[static_cast<std::size_t>(minute - frame.quarter.start_minute())];
  *response.mutable_time() = convert::ToTimestamp(minute);
  convert::AddStale(frame, *response.mutable_stale());
  convert::AddStale(shown, *response.mutable_stale());
  if (!convert::IsShown(shown)) return absl::OkStatus();
  *response.mutable_summary() = convert::ToHeatMinuteSummary(network.model, shown);
  FillState(network.model, *shown.solution, response);
  return absl::OkStatus();
}

absl::Status StateOf(const ServiceContext& context, heat::HeatNetworks& networks,
                     const CallContext& call, const pb::GetHeatNetworkStateRequest& request,
                     pb::GetHeatNetworkStateResponse& response) {
  if (!pb::HeatStateKind_IsValid(request.kind()))
    return models::errors::InvalidField("kind", "is none of the known ones");
  TWIN_ASSIGN_OR_RETURN(const heat::LiveNetwork network, Open(networks, request.heat_network_id()));
  TWIN_ASSIGN_OR_RETURN(const FramePtr frame, FindRequestedFrame(context, request));
  response.set_heat_network_id(network.model.site().id);
  AddCommon(context, response);
  if (request.kind() == pb::HEAT_STATE_KIND_STEADY) {
    FillSteady(network, *frame, response);
    return absl::OkStatus();
  }
  const models::Minute minute = MinuteIn(*frame, request.has_time(), request.time());
  return FillMinute(network, *frame, minute, call, response);
}

// The frame of the newest quarter, or of that which contains `to`: one the twin has been in.
absl::StatusOr<FramePtr> LastFrame(const ServiceContext& context,
                                   const pb::GetHeatNodeHistoryRequest& request) {
  pb::GetHeatNetworkStateRequest as_state;
  if (request.has_to()) *as_state.mutable_time() = request.to();
  return FindRequestedFrame(context, as_state);
}

// Which rows are asked for.
absl::StatusOr<heat::NodeHistory> ToHistory(const ServiceContext& context, std::size_t node,
                                            const pb::GetHeatNodeHistoryRequest& request) {
  if (request.quarters() < 0 || request.quarters() > limits::kMaxHeatHistoryQuarters)
    return models::errors::OutOfRange("quarters", request.quarters(), 0,
                                      limits::kMaxHeatHistoryQuarters);
  if (request.minutes() < 0 || request.minutes() > limits::kMaxHeatHistoryMinutes)
    return models::errors::OutOfRange("minutes", request.minutes(), 0,
                                      limits::kMaxHeatHistoryMinutes);
  if (request.minutes() > 0 && request.quarters() > 0)
    return models::errors::InvalidField("minutes", "does not go with quarters");
  TWIN_ASSIGN_OR_RETURN(const FramePtr frame, LastFrame(context, request));
  if (request.minutes() > 0)
    return heat::NodeHistory{.node = node,
                             .last = MinuteIn(*frame, request.has_to(), request.to()),
                             .rows = request.minutes()};
  return heat::NodeHistory{
      .node = node,
      .last = MinuteIn(*frame, false, {}),
      .rows = request.quarters() == 0 ? limits::kDefaultHeatHistoryQuarters : request.quarters(),
      .step_minutes = models::kMinutesPerQuarter};
}

absl::Status HistoryOf(const ServiceContext& context, heat::HeatNetworks& networks,
                       const CallContext& call, const pb::GetHeatNodeHistoryRequest& request,
                       pb::GetHeatNodeHistoryResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const heat::LiveNetwork network, Open(networks, request.heat_network_id()));
  const heat::NetworkModel& model = network.model;
  TWIN_ASSIGN_OR_RETURN(
      const std::size_t node,
      model.FindNode(absl::string_view(request.node_id()).substr(0, limits::kMaxIdBytes),
                     "node_id"));
  TWIN_ASSIGN_OR_RETURN(const heat::NodeHistory history, ToHistory(context, node, request));
  TWIN_ASSIGN_OR_RETURN(const auto points,
                        network.minutes.HistoryOf(history, [&call] { return call.cancelled(); }));
  response.set_node_id(model.NodeId(node));
  *response.mutable_position() = convert::ToPosition(model.PlaceOf(node));
  response.set_height_m(model.HeightM(node));
  for (const auto& consumer : model.network().consumers) {
    if (consumer.supply != model.SupplyOf(node)) continue;
    response.set_has_consumer(true);
    response.set_consumer_design_mw(consumer.heat_w / models::kWPerMw);
  }
  // A quarter's row is its last minute, and begins where the quarter does.
  *response.mutable_from() = convert::ToTimestamp(
      history.last + 1 - static_cast<models::Minute>(history.rows) * history.step_minutes);
  response.set_step_minutes(history.step_minutes);
  *response.mutable_series() = convert::ToHeatNodeSeries(points, convert::Grain::kCoarse);
  *response.mutable_exact_series() = convert::ToHeatNodeSeries(points, convert::Grain::kExact);
  AddCommon(context, response);
  return absl::OkStatus();
}

void FillAfter(const heat::NetworkModel& model, const heat::NetworkSolution& before,
               const heat::WhatIfAnswer& answer, pb::SolveHeatWhatIfResponse& response) {
  response.set_cut_off_count(static_cast<int>(answer.cut_off_count));
  response.set_cut_off_mw(answer.cut_off_w / models::kWPerMw);
  response.set_no_solution(answer.no_solution);
  if (!answer.no_solution.empty()) return;
  *response.mutable_after() = convert::ToHeatNetworkSummary(model, answer.tables, answer.after);
  convert::AddHeatLimits(model, answer.tables, answer.new_alarms, *response.mutable_new_alarms());
  convert::AddHeatLimits(model, model.At(before.moment), answer.gone_alarms,
                         *response.mutable_gone_alarms());
  const std::size_t sent = std::min<std::size_t>(answer.changes.size(), limits::kMaxHeatRowsSent);
  for (std::size_t i = 0; i < sent; ++i)
    *response.add_changes() = convert::ToHeatNodeChange(model, answer.changes[i]);
  response.set_change_count(static_cast<int>(answer.changes.size()));
  *response.mutable_columns_after() =
      convert::ToHeatNetworkColumns(model, answer.after, convert::Grain::kCoarse);
  *response.mutable_exact_columns_after() =
      convert::ToHeatNetworkColumns(model, answer.after, convert::Grain::kExact);
}

absl::Status WhatIfOf(const ServiceContext& context, heat::HeatNetworks& networks,
                      const CallContext& call, const pb::SolveHeatWhatIfRequest& request,
                      pb::SolveHeatWhatIfResponse& response) {
  const auto start = std::chrono::steady_clock::now();
  TWIN_RETURN_IF_ERROR(access::CheckMayAsk(call.identity, request));
  TWIN_ASSIGN_OR_RETURN(const heat::LiveNetwork network, Open(networks, request.heat_network_id()));
  const heat::NetworkModel& model = network.model;
  TWIN_ASSIGN_OR_RETURN(const models::HeatChanges changes, convert::ToHeatChanges(request, model));
  TWIN_ASSIGN_OR_RETURN(const Moment moment, FindMoment(context, network, request));
  const heat::NetworkSolution& before = moment.solution();
  TWIN_ASSIGN_OR_RETURN(const heat::WhatIfAnswer answer, heat::SolveWhatIf(model, before, changes));
  response.set_heat_network_id(model.site().id);
  *response.mutable_before() =
      convert::ToHeatNetworkSummary(model, model.At(before.moment), before);
  FillAfter(model, before, answer, response);
  AddMoment(moment, response);
  AddCommon(context, response);
  response.set_taken_milliseconds(MillisecondsSince(start));
  return absl::OkStatus();
}

absl::Status ConnectionOf(const ServiceContext& context, heat::HeatNetworks& networks,
                          const pb::AnswerHeatConnectionRequest& request,
                          pb::AnswerHeatConnectionResponse& response) {
  const auto start = std::chrono::steady_clock::now();
  TWIN_ASSIGN_OR_RETURN(const heat::LiveNetwork network, Open(networks, request.heat_network_id()));
  const heat::NetworkModel& model = network.model;
  TWIN_ASSIGN_OR_RETURN(const convert::HeatConnectionQuestion question,
                        convert::ToHeatConnectionQuestion(request, model));
  TWIN_ASSIGN_OR_RETURN(const Moment moment, FindMoment(context, network, request));
  models::HeatNetwork tables = model.At(moment.solution().moment);
  TWIN_ASSIGN_OR_RETURN(
      const solvers::heat::HeatConnectionAnswer answer,
      solvers::heat::CalcHeatConnection(tables, question.query, model.limits(), model.options()));
  // The applicant is the last consumer of the tables that limits are told by.
  tables.consumers.Add(
      {.id = "the applicant", .supply = question.query.supply, .back = question.query.back});
  response.set_heat_network_id(model.site().id);
  response.set_node_id(model.NodeId(question.node));
  *response.mutable_position() = convert::ToPosition(model.PlaceOf(question.node));
  response.set_available_mw(answer.available_w / models::kWPerMw);
  response.set_is_capped(answer.is_capped);
  response.set_is_enough(question.requested_w > 0.0 && answer.available_w >= question.requested_w);
  if (answer.binding.has_value())
    *response.mutable_binding() = convert::ToHeatLimit(model, tables, *answer.binding);
  response.set_no_solution(answer.no_solution);
  *response.mutable_before() = convert::ToHeatConnectionPoint(answer.before);
  *response.mutable_reached() = convert::ToHeatConnectionPoint(answer.reached);
  convert::AddHeatLimits(model, tables, answer.nearest, *response.mutable_nearest());
  convert::AddHeatLimits(model, tables, answer.broken_today, *response.mutable_broken_today());
  response.set_solve_count(answer.solves);
  AddMoment(moment, response);
  AddCommon(context, response);
  response.set_taken_milliseconds(MillisecondsSince(start));
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* HeatService::ListHeatNetworks(grpc::CallbackServerContext* context,
                                                        const pb::ListHeatNetworksRequest* request,
                                                        pb::ListHeatNetworksResponse* response) {
  return context_.calls.Run<pb::ListHeatNetworksRequest, pb::ListHeatNetworksResponse>(
      context, "/ostlandet.twin.v1.Heat/ListHeatNetworks", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return ListOf(context_, networks_, asked, reply);
      });
}

grpc::ServerUnaryReactor* HeatService::GetHeatNetwork(grpc::CallbackServerContext* context,
                                                      const pb::GetHeatNetworkRequest* request,
                                                      pb::GetHeatNetworkResponse* response) {
  return context_.calls.Run<pb::GetHeatNetworkRequest, pb::GetHeatNetworkResponse>(
      context, "/ostlandet.twin.v1.Heat/GetHeatNetwork", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return PlanOf(context_, networks_, asked, reply);
      });
}

grpc::ServerUnaryReactor* HeatService::GetHeatNetworkState(
    grpc::CallbackServerContext* context, const pb::GetHeatNetworkStateRequest* request,
    pb::GetHeatNetworkStateResponse* response) {
  return context_.calls.RunLong<pb::GetHeatNetworkStateRequest, pb::GetHeatNetworkStateResponse>(
      context, "/ostlandet.twin.v1.Heat/GetHeatNetworkState", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return StateOf(context_, networks_, call, asked, reply);
      });
}

grpc::ServerWriteReactor<pb::WatchHeatNetworkResponse>* HeatService::WatchHeatNetwork(
    grpc::CallbackServerContext* context, const pb::WatchHeatNetworkRequest* request) {
  constexpr char kMethod[] = "/ostlandet.twin.v1.Heat/WatchHeatNetwork";
  absl::StatusOr<StreamCaller> caller = context_.calls.AdmitStream(*context, kMethod, *request);
  context_.calls.metrics().CountCall(kMethod, absl::StatusCodeToString(caller.status().code()));
  if (caller.ok()) {
    context_.calls.Audit(caller->identity, kMethod, *request,
                         pb::WatchHeatNetworkResponse::default_instance(), absl::OkStatus());
  }
  return streams_.Open(std::move(caller), *request);
}

grpc::ServerUnaryReactor* HeatService::GetHeatNodeHistory(
    grpc::CallbackServerContext* context, const pb::GetHeatNodeHistoryRequest* request,
    pb::GetHeatNodeHistoryResponse* response) {
  return context_.calls.RunLong<pb::GetHeatNodeHistoryRequest, pb::GetHeatNodeHistoryResponse>(
      context, "/ostlandet.twin.v1.Heat/GetHeatNodeHistory", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return HistoryOf(context_, networks_, call, asked, reply);
      });
}

grpc::ServerUnaryReactor* HeatService::SolveHeatWhatIf(grpc::CallbackServerContext* context,
                                                       const pb::SolveHeatWhatIfRequest* request,
                                                       pb::SolveHeatWhatIfResponse* response) {
  return context_.calls.RunLong<pb::SolveHeatWhatIfRequest, pb::SolveHeatWhatIfResponse>(
      context, "/ostlandet.twin.v1.Heat/SolveHeatWhatIf", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return WhatIfOf(context_, networks_, call, asked, reply);
      });
}

grpc::ServerUnaryReactor* HeatService::AnswerHeatConnection(
    grpc::CallbackServerContext* context, const pb::AnswerHeatConnectionRequest* request,
    pb::AnswerHeatConnectionResponse* response) {
  return context_.calls.RunLong<pb::AnswerHeatConnectionRequest, pb::AnswerHeatConnectionResponse>(
      context, "/ostlandet.twin.v1.Heat/AnswerHeatConnection", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return ConnectionOf(context_, networks_, asked, reply);
      });
}

}  // namespace twin::services
