#pragma once

#include "ostlandet/twin/v1/series.grpc.pb.h"
#include "twin/services/service_context.h"

namespace twin::services {

/// What the folder remembers: reads beside the writer, which never waits.
class StoreService final : public ostlandet::twin::v1::Store::CallbackService {
 public:
  /// Removes what an export that was killed left behind.
  explicit StoreService(ServiceContext& context);

  grpc::ServerUnaryReactor* ListSeries(grpc::CallbackServerContext* context,
                                       const ostlandet::twin::v1::ListSeriesRequest* request,
                                       ostlandet::twin::v1::ListSeriesResponse* response) override;
  grpc::ServerUnaryReactor* ReadSeries(grpc::CallbackServerContext* context,
                                       const ostlandet::twin::v1::ReadSeriesRequest* request,
                                       ostlandet::twin::v1::ReadSeriesResponse* response) override;
  grpc::ServerUnaryReactor* ExportSeries(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::ExportSeriesRequest* request,
      ostlandet::twin::v1::ExportSeriesResponse* response) override;
  grpc::ServerUnaryReactor* MakeBackup(grpc::CallbackServerContext* context,
                                       const ostlandet::twin::v1::MakeBackupRequest* request,
                                       ostlandet::twin::v1::MakeBackupResponse* response) override;
  grpc::ServerUnaryReactor* GetStoreSize(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::GetStoreSizeRequest* request,
      ostlandet::twin::v1::GetStoreSizeResponse* response) override;

 private:
  ServiceContext& context_;
};

}  // namespace twin::services
