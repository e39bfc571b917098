#pragma once

#include <memory>

#include "ostlandet/twin/v1/capacity.grpc.pb.h"
#include "twin/services/capacity_desk.h"
#include "twin/services/service_context.h"

namespace twin::services {

class CapacityService final : public ostlandet::twin::v1::Capacity::CallbackService {
 public:
  /// `desk` is null where questions are switched off: every call is then Unimplemented.
  CapacityService(ServiceContext& context, const CapacityDesk* desk)
      : context_(context), desk_(desk) {}

  grpc::ServerUnaryReactor* AskCapacity(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::AskCapacityRequest* request,
      ostlandet::twin::v1::AskCapacityResponse* response) override;
  grpc::ServerUnaryReactor* GetCapacityAnswer(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::GetCapacityAnswerRequest* request,
      ostlandet::twin::v1::GetCapacityAnswerResponse* response) override;
  grpc::ServerUnaryReactor* GetCapacityBasis(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::GetCapacityBasisRequest* request,
      ostlandet::twin::v1::GetCapacityBasisResponse* response) override;

 private:
  ServiceContext& context_;
  const CapacityDesk* const desk_;
};

}  // namespace twin::services
