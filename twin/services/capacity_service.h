#pragma once

#include <memory>

#include "ostlandet/twin/v1/capacity.grpc.pb.h"
#include "twin/call_runner.h"
#include "twin/services/capacity_desk.h"
#include "twin/services/capacity_map_desk.h"
#include "twin/services/followed_calls.h"

namespace twin::services {

class CapacityService final : public ostlandet::twin::v1::Capacity::CallbackService {
 public:
  /// Both desks are null where questions are switched off: every call is then Unimplemented.
  CapacityService(CallRunner& calls, const CapacityDesk* desk, CapacityMapDesk* map_desk)
      : calls_(calls),
        desk_(desk),
        map_desk_(map_desk),
        followed_(calls, calls.PoolOf(CallRunner::Lane::kLong)) {}

  /// Ends what is followed at its next step and refuses more. Returns at once.
  void GoAway() { followed_.GoAway(); }

  grpc::ServerUnaryReactor* AskCapacity(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::AskCapacityRequest* request,
      ostlandet::twin::v1::AskCapacityResponse* response) override;
  grpc::ServerWriteReactor<ostlandet::twin::v1::FollowCapacityResponse>* FollowCapacity(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::FollowCapacityRequest* request) override;
  grpc::ServerUnaryReactor* GetCapacityAnswer(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::GetCapacityAnswerRequest* request,
      ostlandet::twin::v1::GetCapacityAnswerResponse* response) override;
  grpc::ServerUnaryReactor* GetCapacityBasis(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::GetCapacityBasisRequest* request,
      ostlandet::twin::v1::GetCapacityBasisResponse* response) override;
  grpc::ServerUnaryReactor* ListConnectionProfiles(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::ListConnectionProfilesRequest* request,
      ostlandet::twin::v1::ListConnectionProfilesResponse* response) override;
  grpc::ServerUnaryReactor* GetCapacityMap(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::GetCapacityMapRequest* request,
      ostlandet::twin::v1::GetCapacityMapResponse* response) override;
  grpc::ServerUnaryReactor* FindSites(grpc::CallbackServerContext* context,
                                      const ostlandet::twin::v1::FindSitesRequest* request,
                                      ostlandet::twin::v1::FindSitesResponse* response) override;

 private:
  using FollowedQuestion = FollowedCall<ostlandet::twin::v1::FollowCapacityRequest,
                                        ostlandet::twin::v1::FollowCapacityResponse>;
  absl::Status Follow(FollowedQuestion& call) const;

  CallRunner& calls_;
  const CapacityDesk* const desk_;
  CapacityMapDesk* const map_desk_;
  FollowedCalls followed_;
};

}  // namespace twin::services
