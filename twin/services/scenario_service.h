#pragma once

#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "twin/services/service_context.h"

namespace twin::services {

class ScenarioService final : public ostlandet::twin::v1::Scenario::CallbackService {
 public:
  explicit ScenarioService(ServiceContext& context) : context_(context) {}

  grpc::ServerUnaryReactor* ApplyPatch(grpc::CallbackServerContext* context,
                                       const ostlandet::twin::v1::ApplyPatchRequest* request,
                                       ostlandet::twin::v1::ApplyPatchResponse* response) override;
  grpc::ServerUnaryReactor* EndPatch(grpc::CallbackServerContext* context,
                                     const ostlandet::twin::v1::EndPatchRequest* request,
                                     ostlandet::twin::v1::EndPatchResponse* response) override;
  grpc::ServerUnaryReactor* ListPatches(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::ListPatchesRequest* request,
      ostlandet::twin::v1::ListPatchesResponse* response) override;

 private:
  ServiceContext& context_;
};

}  // namespace twin::services
