#include "twin/services/scenario_service.h"

#include <optional>
#include <utility>
#include <vector>

#include "models/base/errors.h"
#include "twin/convert/patch_convert.h"
#include "twin/limits.h"
#include "twin/services/request_fields.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

// Takes a patch on a branch, which has its own next quarter.
absl::Status ApplyToBranch(const ServiceContext& context, const CallContext& call,
                           const pb::ApplyPatchRequest& request, pb::ApplyPatchResponse& response) {
  const std::string id = BranchIdOf(request);
  TWIN_ASSIGN_OR_RETURN(const scenario::BranchInfo branch, context.branches.Get(id));
  TWIN_ASSIGN_OR_RETURN(models::Patch patch,
                        convert::FromProto(request.patch(), branch.next.start_minute()));
  TWIN_ASSIGN_OR_RETURN(patch, models::ResolveNames(std::move(patch), context.names()));
  if (!request.validate_only()) {
    TWIN_ASSIGN_OR_RETURN(
        patch, context.branches.ApplyPatch(id, std::move(patch), request.patch().has_from(),
                                           request.request_id(), RoleNameOf(call)));
    *response.mutable_acts_from() = convert::ToTimestamp(patch.from);
  }
  *response.mutable_patch() = convert::ToProto(patch);
  return absl::OkStatus();
}

absl::Status Apply(const ServiceContext& context, const CallContext& call,
                   const pb::ApplyPatchRequest& request, pb::ApplyPatchResponse& response) {
  TWIN_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!request.patch().id().empty()) {
    return models::errors::InvalidField("patch.id", "is given by the twin; leave it empty");
  }
  if (!request.branch_id().empty()) return ApplyToBranch(context, call, request, response);
  TWIN_ASSIGN_OR_RETURN(models::Patch patch,
                        convert::FromProto(request.patch(), context.engine.now_minute()));
  TWIN_ASSIGN_OR_RETURN(patch, models::ResolveNames(std::move(patch), context.names()));
  if (request.validate_only()) {
    *response.mutable_patch() = convert::ToProto(patch);
    return absl::OkStatus();
  }
  TWIN_ASSIGN_OR_RETURN(
      const AppliedPatch applied,
      context.engine.ApplyPatch(std::move(patch), request.request_id(), RoleNameOf(call)));
  *response.mutable_patch() = convert::ToProto(applied.patch);
  *response.mutable_acts_from() = convert::ToTimestamp(applied.acts_from);
  return absl::OkStatus();
}

absl::Status End(const ServiceContext& context, const CallContext& call,
                 const pb::EndPatchRequest& request, pb::EndPatchResponse& response) {
  TWIN_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  std::optional<models::Minute> to;
  if (request.has_to()) {
    TWIN_ASSIGN_OR_RETURN(to, convert::ToMinute(request.to(), "to"));
  }
  const std::string patch_id = request.patch_id().substr(0, limits::kMaxIdBytes);
  if (!request.branch_id().empty()) {
    TWIN_ASSIGN_OR_RETURN(const models::Patch ended,
                          context.branches.EndPatch(BranchIdOf(request), patch_id, to,
                                                    request.request_id(), RoleNameOf(call)));
    *response.mutable_patch() = convert::ToProto(ended);
    return absl::OkStatus();
  }
  TWIN_ASSIGN_OR_RETURN(const AppliedPatch ended,
                        context.engine.EndPatch(patch_id, to.value_or(context.engine.now_minute()),
                                                request.request_id(), RoleNameOf(call)));
  *response.mutable_patch() = convert::ToProto(ended.patch);
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* ScenarioService::ApplyPatch(grpc::CallbackServerContext* context,
                                                      const pb::ApplyPatchRequest* request,
                                                      pb::ApplyPatchResponse* response) {
  return context_.calls.Run<pb::ApplyPatchRequest, pb::ApplyPatchResponse>(
      context, "/ostlandet.twin.v1.Scenario/ApplyPatch", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return Apply(context_, call, asked, reply);
      });
}

grpc::ServerUnaryReactor* ScenarioService::EndPatch(grpc::CallbackServerContext* context,
                                                    const pb::EndPatchRequest* request,
                                                    pb::EndPatchResponse* response) {
  return context_.calls.Run<pb::EndPatchRequest, pb::EndPatchResponse>(
      context, "/ostlandet.twin.v1.Scenario/EndPatch", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return End(context_, call, asked, reply);
      });
}

grpc::ServerUnaryReactor* ScenarioService::ListPatches(grpc::CallbackServerContext* context,
                                                       const pb::ListPatchesRequest* request,
                                                       pb::ListPatchesResponse* response) {
  return context_.calls.Run<pb::ListPatchesRequest, pb::ListPatchesResponse>(
      context, "/ostlandet.twin.v1.Scenario/ListPatches", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) -> absl::Status {
        std::vector<models::Patch> patches;
        if (asked.branch_id().empty()) {
          patches = context_.engine.Patches();
        } else {
          TWIN_ASSIGN_OR_RETURN(scenario::BranchInfo branch,
                                context_.branches.Get(BranchIdOf(asked)));
          patches = std::move(branch.patches);
        }
        for (const models::Patch& patch : patches) {
          if (IsHeatPlan(patch) && !asked.with_heat_plans()) continue;
          *reply.add_patches() = convert::ToProto(patch);
        }
        return absl::OkStatus();
      });
}

}  // namespace twin::services
