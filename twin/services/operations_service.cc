#include "twin/services/operations_service.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "solvers/parallel_for.h"
#include "twin/byte_buffer.h"
#include "twin/limits.h"
#include "twin/store/schema.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr char kWatch[] = "/ostlandet.twin.v1.Operations/Watch";

absl::StatusOr<ClockSetting> FromProto(const pb::SetClockRequest& request) {
  switch (request.mode()) {
    case pb::CLOCK_MODE_PAUSED:
      return ClockSetting{ClockMode::kPaused, 0.0};
    case pb::CLOCK_MODE_REAL_TIME:
      return ClockSetting{ClockMode::kRealTime, 1.0};
    case pb::CLOCK_MODE_AS_FAST_AS_POSSIBLE:
      return ClockSetting{ClockMode::kAsFastAsPossible, 0.0};
    case pb::CLOCK_MODE_SCALED:
      return ClockSetting{ClockMode::kScaled, request.speed_ratio()};
    default:
      return models::errors::InvalidField("mode", "is not set; say how time should run");
  }
}

void FillStatus(const ServiceContext& context, const CallContext& call, std::size_t stream_count,
                pb::GetStatusResponse& response) {
  Engine& engine = context.engine;
  response.set_twin_name(context.region().name);
  response.set_code_version(context.code_version);
  response.set_data_notice(context.region().notice);
  *response.mutable_key() = context.model_key;
  *response.mutable_clock() = ToProto(engine.clock_setting());
  response.set_epoch(engine.epoch());
  response.set_role(std::string(RoleName(call.identity.role)));
  response.set_subscriber_count(static_cast<int>(stream_count));
  response.set_step_milliseconds(engine.last_step_ms());
  const std::vector<models::Patch> patches = engine.Patches();
  response.set_patch_count(static_cast<int>(
      std::count_if(patches.begin(), patches.end(),
                    [](const models::Patch& patch) { return !IsHeatPlan(patch); })));
  if (const auto standstill = engine.Standstill()) {
    convert::AddStale({&*standstill, 1}, *response.mutable_stale());
  }
  const FramePtr frame = engine.ring().Latest();
  if (frame == nullptr) return;
  *response.mutable_time() = convert::ToTimestamp(frame->quarter);
  response.set_sequence(static_cast<std::int64_t>(frame->sequence));
  convert::AddStale(*frame, *response.mutable_stale());
  *response.mutable_balance() = convert::ToBalance(context.frames(), *frame);
  response.set_state_hash(store::ToHex(frame->state_hash));
  response.set_violation_count(
      static_cast<int>(convert::FindViolations(context.frames(), *frame).size()));
}

absl::Status RunSteps(const ServiceContext& context, const CallContext& call, int quarters,
                      pb::StepResponse& response) {
  FramePtr frame;
  for (int i = 0; i < quarters; ++i) {
    if (call.cancelled()) {
      return absl::CancelledError(absl::StrCat("stopped after ", i, " of ", quarters, " quarters"));
    }
    TWIN_ASSIGN_OR_RETURN(frame, context.engine.StepOnce());
  }
  *response.mutable_time() = convert::ToTimestamp(frame->quarter);
  response.set_sequence(static_cast<std::int64_t>(frame->sequence));
  *response.mutable_balance() = convert::ToBalance(context.frames(), *frame);
  convert::AddStale(*frame, *response.mutable_stale());
  response.set_state_hash(store::ToHex(frame->state_hash));
  return absl::OkStatus();
}

}  // namespace

OperationsService::OperationsService(ServiceContext& context)
    : context_(context),
      pump_(context),
      look_ahead_(context.engine.shared_stepper(), solvers::CountWorkThreads()) {}

grpc::ServerUnaryReactor* OperationsService::GetStatus(grpc::CallbackServerContext* context,
                                                       const pb::GetStatusRequest* request,
                                                       pb::GetStatusResponse* response) {
  return context_.calls.Run<pb::GetStatusRequest, pb::GetStatusResponse>(
      context, "/ostlandet.twin.v1.Operations/GetStatus", request, response,
      [this](const CallContext& call, const auto&, auto& reply) {
        FillStatus(context_, call, pump_.stream_count(), reply);
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* OperationsService::SetClock(grpc::CallbackServerContext* context,
                                                      const pb::SetClockRequest* request,
                                                      pb::SetClockResponse* response) {
  return context_.calls.Run<pb::SetClockRequest, pb::SetClockResponse>(
      context, "/ostlandet.twin.v1.Operations/SetClock", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) -> absl::Status {
        TWIN_ASSIGN_OR_RETURN(const ClockSetting setting, FromProto(asked));
        TWIN_RETURN_IF_ERROR(context_.engine.SetClock(setting));
        *reply.mutable_clock() = ToProto(context_.engine.clock_setting());
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* OperationsService::Step(grpc::CallbackServerContext* context,
                                                  const pb::StepRequest* request,
                                                  pb::StepResponse* response) {
  return context_.calls.Run<pb::StepRequest, pb::StepResponse>(
      context, "/ostlandet.twin.v1.Operations/Step", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) -> absl::Status {
        if (asked.quarters() < 0 || asked.quarters() > limits::kMaxStepQuarters) {
          return models::errors::OutOfRange("quarters", asked.quarters(), 0,
                                            limits::kMaxStepQuarters);
        }
        return RunSteps(context_, call, asked.quarters() == 0 ? 1 : asked.quarters(), reply);
      });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* OperationsService::Watch(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) {
  absl::StatusOr<WatchQuery> query = ReadWatchQuery(*context, *request);
  context_.calls.metrics().CountCall(kWatch, absl::StatusCodeToString(query.status().code()));
  return pump_.Open(std::move(query));
}

absl::StatusOr<WatchQuery> OperationsService::ReadWatchQuery(
    const grpc::CallbackServerContext& context, const grpc::ByteBuffer& bytes) const {
  TWIN_ASSIGN_OR_RETURN(
      StreamCaller caller,
      context_.calls.AdmitStream(context, kWatch, pb::WatchRequest::default_instance()));
  const access::Identity& identity = caller.identity;
  pb::WatchRequest request;
  if (!request.ParseFromString(ToString(bytes))) {
    return absl::InvalidArgumentError("the bytes sent are no WatchRequest");
  }
  auto query = ParseWatchQuery(context_, identity, request);
  context_.calls.Audit(identity, kWatch, request, pb::WatchResponse::default_instance(),
                       query.status());
  if (query.ok()) query->permit = std::move(caller.permit);
  return query;
}

}  // namespace twin::services
