#pragma once

#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "twin/services/look_ahead_desk.h"
#include "twin/services/service_context.h"
#include "twin/services/watch_pump.h"

namespace twin::services {

/// Watch is served raw: its messages are encoded once for all who ask the same (WatchPump).
class OperationsService final : public ostlandet::twin::v1::Operations::WithRawCallbackMethod_Watch<
                                    ostlandet::twin::v1::Operations::CallbackService> {
 public:
  explicit OperationsService(ServiceContext& context);

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const ostlandet::twin::v1::GetStatusRequest* request,
                                      ostlandet::twin::v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* SetClock(grpc::CallbackServerContext* context,
                                     const ostlandet::twin::v1::SetClockRequest* request,
                                     ostlandet::twin::v1::SetClockResponse* response) override;
  grpc::ServerUnaryReactor* Step(grpc::CallbackServerContext* context,
                                 const ostlandet::twin::v1::StepRequest* request,
                                 ostlandet::twin::v1::StepResponse* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Watch(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer* request) override;

  grpc::ServerUnaryReactor* ListAlarms(grpc::CallbackServerContext* context,
                                       const ostlandet::twin::v1::ListAlarmsRequest* request,
                                       ostlandet::twin::v1::ListAlarmsResponse* response) override;
  grpc::ServerUnaryReactor* AcknowledgeAlarm(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::AcknowledgeAlarmRequest* request,
      ostlandet::twin::v1::AcknowledgeAlarmResponse* response) override;

  grpc::ServerUnaryReactor* StartLookAhead(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::StartLookAheadRequest* request,
      ostlandet::twin::v1::StartLookAheadResponse* response) override;
  grpc::ServerUnaryReactor* GetLookAhead(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::GetLookAheadRequest* request,
      ostlandet::twin::v1::GetLookAheadResponse* response) override;

  /// Ends the streams with a word of goodbye.
  void GoAway() { pump_.GoAway(); }

 private:
  absl::StatusOr<WatchQuery> ReadWatchQuery(const grpc::CallbackServerContext& context,
                                            const grpc::ByteBuffer& bytes) const;

  ServiceContext& context_;
  WatchPump pump_;
  LookAheadDesk look_ahead_;
};

}  // namespace twin::services
