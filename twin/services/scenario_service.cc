#include "twin/services/scenario_service.h"

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "twin/convert/patch_convert.h"
#include "twin/limits.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

absl::Status CheckRequestId(const std::string& request_id) {
  if (request_id.size() <= limits::kMaxRequestIdBytes) return absl::OkStatus();
  return models::errors::InvalidField(
      "request_id",
      absl::StrCat("is ", request_id.size(), " bytes long, at most ", limits::kMaxRequestIdBytes));
}

absl::Status Apply(const ServiceContext& context, const CallContext& call,
                   const pb::ApplyPatchRequest& request, pb::ApplyPatchResponse& response) {
  TWIN_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!request.patch().id().empty()) {
    return models::errors::InvalidField("patch.id", "is given by the twin; leave it empty");
  }
  TWIN_ASSIGN_OR_RETURN(
      models::Patch patch,
      convert::FromProto(request.patch(), context.engine.next_quarter().start_minute()));
  TWIN_ASSIGN_OR_RETURN(patch, models::ResolveNames(std::move(patch), context.names()));
  if (request.validate_only()) {
    *response.mutable_patch() = convert::ToProto(patch);
    return absl::OkStatus();
  }
  TWIN_ASSIGN_OR_RETURN(const AppliedPatch applied,
                        context.engine.ApplyPatch(std::move(patch), request.request_id(),
                                                  std::string(RoleName(call.identity.role))));
  *response.mutable_patch() = convert::ToProto(applied.patch);
  *response.mutable_acts_from() = convert::ToTimestamp(applied.acts_from);
  return absl::OkStatus();
}

absl::Status End(const ServiceContext& context, const CallContext& call,
                 const pb::EndPatchRequest& request, pb::EndPatchResponse& response) {
  TWIN_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  models::Minute to = context.engine.next_quarter().start_minute();
  if (request.has_to()) {
    TWIN_ASSIGN_OR_RETURN(to, convert::ToMinute(request.to(), "to"));
  }
  TWIN_ASSIGN_OR_RETURN(
      const AppliedPatch ended,
      context.engine.EndPatch(request.patch_id().substr(0, limits::kMaxIdBytes), to,
                              request.request_id(), std::string(RoleName(call.identity.role))));
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
      [this](const CallContext&, const auto&, auto& reply) {
        for (const models::Patch& patch : context_.engine.Patches()) {
          *reply.add_patches() = convert::ToProto(patch);
        }
        return absl::OkStatus();
      });
}

}  // namespace twin::services
