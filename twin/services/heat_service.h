#pragma once

#include "ostlandet/twin/v1/heat.grpc.pb.h"
#include "twin/services/service_context.h"

namespace twin::services {

class HeatService final : public ostlandet::twin::v1::Heat::CallbackService {
 public:
  explicit HeatService(ServiceContext& context) : context_(context) {}

  grpc::ServerUnaryReactor* ListHeatSystems(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::ListHeatSystemsRequest* request,
      ostlandet::twin::v1::ListHeatSystemsResponse* response) override;
  grpc::ServerUnaryReactor* GetHeatState(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::GetHeatStateRequest* request,
      ostlandet::twin::v1::GetHeatStateResponse* response) override;

 private:
  ServiceContext& context_;
};

}  // namespace twin::services
