#include "twin/services/capacity_service.h"

#include <chrono>
#include <utility>

#include "models/base/status_macros.h"
#include "twin/convert/capacity_convert.h"
#include "twin/convert/connection_profile.h"
#include "twin/limits.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

absl::Status SwitchedOff() {
  return absl::UnimplementedError("this twin answers no connection questions (capacity.enabled)");
}

}  // namespace

grpc::ServerUnaryReactor* CapacityService::AskCapacity(grpc::CallbackServerContext* context,
                                                       const pb::AskCapacityRequest* request,
                                                       pb::AskCapacityResponse* response) {
  return calls_.RunLong<pb::AskCapacityRequest, pb::AskCapacityResponse>(
      context, "/ostlandet.twin.v1.Capacity/AskCapacity", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        if (desk_ == nullptr) return SwitchedOff();
        const auto start = std::chrono::steady_clock::now();
        TWIN_ASSIGN_OR_RETURN(*reply.mutable_answer(), desk_->Ask(call.identity, asked, [&call] {
          return call.cancelled();
        }));
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        calls_.metrics().ObserveCapacity(taken.count());
        return absl::OkStatus();
      });
}

grpc::ServerWriteReactor<pb::FollowCapacityResponse>* CapacityService::FollowCapacity(
    grpc::CallbackServerContext* context, const pb::FollowCapacityRequest* request) {
  constexpr char kMethod[] = "/ostlandet.twin.v1.Capacity/FollowCapacity";
  return followed_.Start<pb::FollowCapacityRequest, pb::FollowCapacityResponse>(
      kMethod, calls_.AdmitStream(*context, kMethod, *request), *request, limits::kMaxFollowedTime,
      [this](auto& call) { return Follow(call); });
}

absl::Status CapacityService::Follow(FollowedQuestion& call) const {
  if (desk_ == nullptr) return SwitchedOff();
  if (!call.identity().clearance.SeesPowerSensitive()) {
    return absl::PermissionDeniedError(
        "how an answer comes about is power-sensitive there: ask by AskCapacity");
  }
  const auto start = std::chrono::steady_clock::now();
  pb::FollowCapacityResponse last;
  TWIN_ASSIGN_OR_RETURN(
      *last.mutable_answer(),
      desk_->Ask(
          call.identity(), call.request().question(),
          [&] { return call.is_cancelled() || call.is_past_time() || followed_.is_going_away(); },
          [&call](const AnswerPartNow& now) {
            pb::FollowCapacityResponse message;
            message.mutable_progress()->set_part(now.part);
            message.mutable_progress()->set_part_number(now.number);
            message.mutable_progress()->set_parts_count(now.count);
            call.SendProgress(std::move(message));
          }));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  calls_.metrics().ObserveCapacity(taken.count());
  call.SendAnswer(std::move(last));
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* CapacityService::GetCapacityAnswer(
    grpc::CallbackServerContext* context, const pb::GetCapacityAnswerRequest* request,
    pb::GetCapacityAnswerResponse* response) {
  return calls_.Run<pb::GetCapacityAnswerRequest, pb::GetCapacityAnswerResponse>(
      context, "/ostlandet.twin.v1.Capacity/GetCapacityAnswer", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        if (desk_ == nullptr) return SwitchedOff();
        TWIN_ASSIGN_OR_RETURN(*reply.mutable_answer(),
                              desk_->Find(call.identity, asked.record_id()));
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CapacityService::GetCapacityBasis(
    grpc::CallbackServerContext* context, const pb::GetCapacityBasisRequest* request,
    pb::GetCapacityBasisResponse* response) {
  return calls_.Run<pb::GetCapacityBasisRequest, pb::GetCapacityBasisResponse>(
      context, "/ostlandet.twin.v1.Capacity/GetCapacityBasis", request, response,
      [this](const CallContext&, const auto&, auto& reply) -> absl::Status {
        if (desk_ == nullptr) return SwitchedOff();
        reply = convert::ToProto(desk_->engine());
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CapacityService::ListConnectionProfiles(
    grpc::CallbackServerContext* context, const pb::ListConnectionProfilesRequest* request,
    pb::ListConnectionProfilesResponse* response) {
  return calls_.Run<pb::ListConnectionProfilesRequest, pb::ListConnectionProfilesResponse>(
      context, "/ostlandet.twin.v1.Capacity/ListConnectionProfiles", request, response,
      [this](const CallContext&, const auto&, auto& reply) -> absl::Status {
        if (desk_ == nullptr) return SwitchedOff();
        for (const auto& profile : desk_->profiles()) {
          *reply.add_profiles() = convert::ToProto(profile);
        }
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CapacityService::GetCapacityMap(grpc::CallbackServerContext* context,
                                                          const pb::GetCapacityMapRequest* request,
                                                          pb::GetCapacityMapResponse* response) {
  return calls_.Run<pb::GetCapacityMapRequest, pb::GetCapacityMapResponse>(
      context, "/ostlandet.twin.v1.Capacity/GetCapacityMap", request, response,
      [this](const CallContext&, const auto&, auto& reply) -> absl::Status {
        if (map_desk_ == nullptr) return SwitchedOff();
        TWIN_ASSIGN_OR_RETURN(reply, map_desk_->Map());
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CapacityService::FindSites(grpc::CallbackServerContext* context,
                                                     const pb::FindSitesRequest* request,
                                                     pb::FindSitesResponse* response) {
  return calls_.RunLong<pb::FindSitesRequest, pb::FindSitesResponse>(
      context, "/ostlandet.twin.v1.Capacity/FindSites", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) -> absl::Status {
        if (map_desk_ == nullptr) return SwitchedOff();
        TWIN_ASSIGN_OR_RETURN(reply, map_desk_->FindSites(asked));
        return absl::OkStatus();
      });
}

}  // namespace twin::services
