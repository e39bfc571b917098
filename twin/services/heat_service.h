#pragma once

#include "ostlandet/twin/v1/heat.grpc.pb.h"
#include "twin/heat/heat_networks.h"
#include "twin/services/heat_minute_streams.h"
#include "twin/services/service_context.h"

namespace twin::services {

/// Systems as one node each (heat_service.cc), networks pipe by pipe (heat_network_calls.cc).
class HeatService final : public ostlandet::twin::v1::Heat::CallbackService {
 public:
  HeatService(ServiceContext& context, heat::HeatNetworks& networks)
      : context_(context), networks_(networks), streams_(context, networks) {}

  /// Ends every stream; new ones are refused. Returns at once.
  void GoAway() { streams_.GoAway(); }

  grpc::ServerUnaryReactor* ListHeatSystems(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::ListHeatSystemsRequest* request,
      ostlandet::twin::v1::ListHeatSystemsResponse* response) override;
  grpc::ServerUnaryReactor* ListSurplusSources(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::ListSurplusSourcesRequest* request,
      ostlandet::twin::v1::ListSurplusSourcesResponse* response) override;
  grpc::ServerUnaryReactor* GetHeatState(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::GetHeatStateRequest* request,
      ostlandet::twin::v1::GetHeatStateResponse* response) override;
  grpc::ServerUnaryReactor* GetHeatDispatch(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::GetHeatDispatchRequest* request,
      ostlandet::twin::v1::GetHeatDispatchResponse* response) override;

  grpc::ServerUnaryReactor* PlanAhead(grpc::CallbackServerContext* context,
                                      const ostlandet::twin::v1::PlanAheadRequest* request,
                                      ostlandet::twin::v1::PlanAheadResponse* response) override;
  grpc::ServerUnaryReactor* AnswerCooling(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::AnswerCoolingRequest* request,
      ostlandet::twin::v1::AnswerCoolingResponse* response) override;

  grpc::ServerUnaryReactor* ListHeatNetworks(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::ListHeatNetworksRequest* request,
      ostlandet::twin::v1::ListHeatNetworksResponse* response) override;
  grpc::ServerUnaryReactor* GetHeatNetwork(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::GetHeatNetworkRequest* request,
      ostlandet::twin::v1::GetHeatNetworkResponse* response) override;
  grpc::ServerUnaryReactor* GetHeatNetworkState(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::GetHeatNetworkStateRequest* request,
      ostlandet::twin::v1::GetHeatNetworkStateResponse* response) override;
  grpc::ServerWriteReactor<ostlandet::twin::v1::WatchHeatNetworkResponse>* WatchHeatNetwork(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::WatchHeatNetworkRequest* request) override;
  grpc::ServerUnaryReactor* GetHeatNodeHistory(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::GetHeatNodeHistoryRequest* request,
      ostlandet::twin::v1::GetHeatNodeHistoryResponse* response) override;
  grpc::ServerUnaryReactor* SolveHeatWhatIf(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::SolveHeatWhatIfRequest* request,
      ostlandet::twin::v1::SolveHeatWhatIfResponse* response) override;
  grpc::ServerUnaryReactor* AnswerHeatConnection(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::AnswerHeatConnectionRequest* request,
      ostlandet::twin::v1::AnswerHeatConnectionResponse* response) override;

 private:
  ServiceContext& context_;
  heat::HeatNetworks& networks_;
  HeatMinuteStreams streams_;
};

}  // namespace twin::services
