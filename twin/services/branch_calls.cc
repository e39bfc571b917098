// The calls of the scenario service about branches.
#include <algorithm>
#include <optional>
#include <utility>

#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/convert/branch_convert.h"
#include "twin/convert/time_convert.h"
#include "twin/quarter_text.h"
#include "twin/scenario/compare_runs.h"
#include "twin/scenario/history.h"
#include "twin/services/instant_now.h"
#include "twin/services/paging.h"
#include "twin/services/request_fields.h"
#include "twin/services/scenario_service.h"
#include "twin/store/schema.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;
using models::Quarter;
using Lane = CallRunner::Lane;

absl::StatusOr<Quarter> NeededQuarter(bool is_given, const google::protobuf::Timestamp& time,
                                      const char* field) {
  if (!is_given) return models::errors::InvalidField(field, "is missing");
  return convert::ToQuarter(time, field);
}

// ---------------------------------------------------------------- making

absl::StatusOr<scenario::Instant> InstantOf(const ServiceContext& context,
                                            std::optional<Quarter> at) {
  scenario::Instant now = NowOf(context.engine);
  if (!at.has_value() || *at == now.point.next()) return now;
  if (*at > now.point.next()) {
    return models::errors::InvalidField(
        "time", absl::StrCat("lies in the future; the living twin's next quarter is ",
                             QuarterText(now.point.next())));
  }
  TWIN_ASSIGN_OR_RETURN(
      const scenario::History history,
      scenario::History::Open(context.engine.shared_stepper(), context.data_directory));
  return history.At(*at);
}

absl::Status Create(const ServiceContext& context, const CallContext& call,
                    const pb::CreateBranchRequest& request, pb::CreateBranchResponse& response) {
  TWIN_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  std::optional<Quarter> at;
  if (request.has_time()) {
    TWIN_ASSIGN_OR_RETURN(at, convert::ToQuarter(request.time(), "time"));
  }
  const scenario::BranchSpec spec{.name = request.name(),
                                  .owner = call.identity.token_id,
                                  .budget = {request.max_steps(), request.max_bytes()},
                                  .lives_s = request.lifetime_s(),
                                  .request_id = request.request_id(),
                                  .role = RoleNameOf(call)};
  absl::StatusOr<scenario::BranchInfo> made;
  if (request.parent_id().empty()) {
    TWIN_ASSIGN_OR_RETURN(const scenario::Instant instant, InstantOf(context, at));
    made = context.branches.Create(spec, instant);
  } else {
    made =
        context.branches.CreateFrom(spec, request.parent_id().substr(0, limits::kMaxIdBytes), at);
  }
  if (!made.ok()) return made.status();
  *response.mutable_branch() = convert::ToProto(*made, context.region(), true);
  return absl::OkStatus();
}

// ---------------------------------------------------------------- reading

absl::Status List(const ServiceContext& context, const pb::ListBranchesRequest& request,
                  pb::ListBranchesResponse& response) {
  const std::vector<scenario::BranchInfo> branches = context.branches.List();
  TWIN_ASSIGN_OR_RETURN(const Page page, MakePage(request.page_size(), request.page_token(),
                                                  "branches", branches.size()));
  for (std::size_t i = page.begin; i < page.end; ++i) {
    *response.add_branches() = convert::ToProto(branches[i], context.region(), false);
  }
  response.set_next_page_token(page.next_token);
  response.set_total_size(static_cast<int>(branches.size()));
  return absl::OkStatus();
}

absl::Status Get(const ServiceContext& context, const pb::GetBranchRequest& request,
                 pb::GetBranchResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const scenario::BranchInfo info, context.branches.Get(BranchIdOf(request)));
  *response.mutable_branch() = convert::ToProto(info, context.region(), true);
  const auto latest = context.branches.LatestFrame(info.id);
  if (latest.ok()) response.set_state_hash(store::ToHex((*latest)->state_hash));
  return absl::OkStatus();
}

// ---------------------------------------------------------------- comparing

/// One run that takes part in a comparison, and the quarters it has.
struct ComparedRun {
  Quarter from;
  Quarter to;
  scenario::FindFramesCall find;
};

absl::StatusOr<ComparedRun> RunOf(const ServiceContext& context, const std::string& id,
                                  const std::function<bool()>& go_on) {
  if (id.empty()) {
    const Engine& engine = context.engine;
    return ComparedRun{Quarter(0), engine.next_quarter(),
                       [&engine](Quarter from, Quarter to) { return engine.FindFrames(from, to); }};
  }
  const std::string branch_id = id.substr(0, limits::kMaxIdBytes);
  TWIN_ASSIGN_OR_RETURN(const scenario::BranchInfo branch, context.branches.Get(branch_id));
  const scenario::ScenarioTree& branches = context.branches;
  return ComparedRun{branch.origin, branch.next,
                     [&branches, branch_id, go_on](Quarter from, Quarter to) {
                       return branches.FindFrames(branch_id, from, to, go_on);
                     }};
}

absl::Status Compare(const ServiceContext& context, const CallContext& call,
                     const pb::CompareBranchesRequest& request,
                     pb::CompareBranchesResponse& response) {
  if (request.first_id() == request.second_id()) {
    return models::errors::InvalidField("second_id", "is the same run as first_id");
  }
  const auto go_on = [&call] { return !call.cancelled(); };
  TWIN_ASSIGN_OR_RETURN(const ComparedRun first, RunOf(context, request.first_id(), go_on));
  TWIN_ASSIGN_OR_RETURN(const ComparedRun second, RunOf(context, request.second_id(), go_on));
  Quarter to = std::min(first.to, second.to);
  if (request.has_to()) {
    TWIN_ASSIGN_OR_RETURN(to, convert::ToQuarter(request.to(), "to"));
  }
  Quarter from = std::max({first.from, second.from, to - limits::kMaxComparedQuarters});
  if (request.has_from()) {
    TWIN_ASSIGN_OR_RETURN(from, convert::ToQuarter(request.from(), "from"));
  }
  if (from >= to) {
    return absl::FailedPreconditionError(absl::StrCat("the runs have no quarter in common from ",
                                                      QuarterText(from), " to ", QuarterText(to)));
  }
  if (to - from > limits::kMaxComparedQuarters) {
    return models::errors::InvalidField(
        "to", absl::StrCat("lies ", to - from, " quarters after from, at most ",
                           limits::kMaxComparedQuarters));
  }
  TWIN_ASSIGN_OR_RETURN(const scenario::Comparison comparison,
                        scenario::CompareRuns(context.region(), context.engine.stepper().layout(),
                                              first.find, second.find, from, to, go_on));
  response = convert::ToProto(comparison, context.region());
  *response.mutable_from() = convert::ToTimestamp(from);
  *response.mutable_to() = convert::ToTimestamp(to);
  response.set_data_notice(context.region().notice);
  return absl::OkStatus();
}

absl::Status Replay(const ServiceContext& context, const CallContext& call,
                    const pb::ReplayPeriodRequest& request, pb::ReplayPeriodResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const Quarter from,
                        NeededQuarter(request.has_from(), request.from(), "from"));
  TWIN_ASSIGN_OR_RETURN(const Quarter to, NeededQuarter(request.has_to(), request.to(), "to"));
  if (to - from > limits::kMaxReplayedQuarters) {
    return models::errors::InvalidField(
        "to", absl::StrCat("lies ", to - from, " quarters after from, at most ",
                           limits::kMaxReplayedQuarters));
  }
  TWIN_ASSIGN_OR_RETURN(
      const scenario::History history,
      scenario::History::Open(context.engine.shared_stepper(), context.data_directory));
  TWIN_ASSIGN_OR_RETURN(const scenario::ReplayReport report,
                        history.Replay(from, to, [&call] { return !call.cancelled(); }));
  response = convert::ToProto(report, context.region());
  response.set_data_notice(context.region().notice);
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* ScenarioService::CreateBranch(grpc::CallbackServerContext* context,
                                                        const pb::CreateBranchRequest* request,
                                                        pb::CreateBranchResponse* response) {
  // Of the living twin now it takes no computing.
  const bool is_at_once = request->parent_id().empty() && !request->has_time();
  return context_.calls.Run<pb::CreateBranchRequest, pb::CreateBranchResponse>(
      context, "/ostlandet.twin.v1.Scenario/CreateBranch", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return Create(context_, call, asked, reply);
      },
      is_at_once ? Lane::kShort : Lane::kBackground);
}

grpc::ServerUnaryReactor* ScenarioService::ListBranches(grpc::CallbackServerContext* context,
                                                        const pb::ListBranchesRequest* request,
                                                        pb::ListBranchesResponse* response) {
  return context_.calls.Run<pb::ListBranchesRequest, pb::ListBranchesResponse>(
      context, "/ostlandet.twin.v1.Scenario/ListBranches", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return List(context_, asked, reply);
      });
}

grpc::ServerUnaryReactor* ScenarioService::GetBranch(grpc::CallbackServerContext* context,
                                                     const pb::GetBranchRequest* request,
                                                     pb::GetBranchResponse* response) {
  return context_.calls.Run<pb::GetBranchRequest, pb::GetBranchResponse>(
      context, "/ostlandet.twin.v1.Scenario/GetBranch", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return Get(context_, asked, reply);
      });
}

grpc::ServerUnaryReactor* ScenarioService::DeleteBranch(grpc::CallbackServerContext* context,
                                                        const pb::DeleteBranchRequest* request,
                                                        pb::DeleteBranchResponse* response) {
  return context_.calls.Run<pb::DeleteBranchRequest, pb::DeleteBranchResponse>(
      context, "/ostlandet.twin.v1.Scenario/DeleteBranch", request, response,
      [this](const CallContext& call, const auto& asked, auto&) {
        return context_.branches.Delete(BranchIdOf(asked), RoleNameOf(call));
      });
}

grpc::ServerUnaryReactor* ScenarioService::RunBranch(grpc::CallbackServerContext* context,
                                                     const pb::RunBranchRequest* request,
                                                     pb::RunBranchResponse* response) {
  return context_.calls.Run<pb::RunBranchRequest, pb::RunBranchResponse>(
      context, "/ostlandet.twin.v1.Scenario/RunBranch", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        TWIN_ASSIGN_OR_RETURN(const Quarter to, NeededQuarter(asked.has_to(), asked.to(), "to"));
        TWIN_ASSIGN_OR_RETURN(const scenario::BranchInfo info,
                              context_.branches.Run(BranchIdOf(asked), to, RoleNameOf(call)));
        *reply.mutable_branch() = convert::ToProto(info, context_.region(), true);
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* ScenarioService::PauseBranch(grpc::CallbackServerContext* context,
                                                       const pb::PauseBranchRequest* request,
                                                       pb::PauseBranchResponse* response) {
  return context_.calls.Run<pb::PauseBranchRequest, pb::PauseBranchResponse>(
      context, "/ostlandet.twin.v1.Scenario/PauseBranch", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        TWIN_ASSIGN_OR_RETURN(const scenario::BranchInfo info,
                              context_.branches.Pause(BranchIdOf(asked), RoleNameOf(call)));
        *reply.mutable_branch() = convert::ToProto(info, context_.region(), true);
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* ScenarioService::RewindBranch(grpc::CallbackServerContext* context,
                                                        const pb::RewindBranchRequest* request,
                                                        pb::RewindBranchResponse* response) {
  return context_.calls.Run<pb::RewindBranchRequest, pb::RewindBranchResponse>(
      context, "/ostlandet.twin.v1.Scenario/RewindBranch", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        TWIN_ASSIGN_OR_RETURN(const Quarter to, NeededQuarter(asked.has_to(), asked.to(), "to"));
        TWIN_ASSIGN_OR_RETURN(const scenario::BranchInfo info,
                              context_.branches.Rewind(BranchIdOf(asked), to, RoleNameOf(call)));
        *reply.mutable_branch() = convert::ToProto(info, context_.region(), true);
        return absl::OkStatus();
      },
      Lane::kBackground);
}

grpc::ServerUnaryReactor* ScenarioService::CompareBranches(
    grpc::CallbackServerContext* context, const pb::CompareBranchesRequest* request,
    pb::CompareBranchesResponse* response) {
  return context_.calls.Run<pb::CompareBranchesRequest, pb::CompareBranchesResponse>(
      context, "/ostlandet.twin.v1.Scenario/CompareBranches", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return Compare(context_, call, asked, reply);
      },
      Lane::kBackground);
}

grpc::ServerUnaryReactor* ScenarioService::ReplayPeriod(grpc::CallbackServerContext* context,
                                                        const pb::ReplayPeriodRequest* request,
                                                        pb::ReplayPeriodResponse* response) {
  return context_.calls.Run<pb::ReplayPeriodRequest, pb::ReplayPeriodResponse>(
      context, "/ostlandet.twin.v1.Scenario/ReplayPeriod", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return Replay(context_, call, asked, reply);
      },
      Lane::kBackground);
}

}  // namespace twin::services
