#pragma once

#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "twin/services/service_context.h"

namespace twin::services {

class GridService final : public ostlandet::twin::v1::Grid::CallbackService {
 public:
  explicit GridService(ServiceContext& context) : context_(context) {}

  grpc::ServerUnaryReactor* ListAssets(grpc::CallbackServerContext* context,
                                       const ostlandet::twin::v1::ListAssetsRequest* request,
                                       ostlandet::twin::v1::ListAssetsResponse* response) override;
  grpc::ServerUnaryReactor* ListLargeLoads(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::ListLargeLoadsRequest* request,
      ostlandet::twin::v1::ListLargeLoadsResponse* response) override;
  grpc::ServerUnaryReactor* GetGridState(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::GetGridStateRequest* request,
      ostlandet::twin::v1::GetGridStateResponse* response) override;
  grpc::ServerUnaryReactor* ListViolations(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::ListViolationsRequest* request,
      ostlandet::twin::v1::ListViolationsResponse* response) override;
  grpc::ServerUnaryReactor* GetSecurity(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::GetSecurityRequest* request,
      ostlandet::twin::v1::GetSecurityResponse* response) override;

 private:
  ServiceContext& context_;
};

}  // namespace twin::services
