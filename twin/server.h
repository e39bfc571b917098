#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/clock.h"
#include "twin/config.h"
#include "twin/engine.h"
#include "twin/store/file_io.h"

namespace twin {

/// The whole program as one object: region, engine, gRPC services, gateway. Start and Stop in that
/// order; used by `twin serve` and by the API tests alike.
class Server {
 public:
  /// Errors: one clear message for everything that can be wrong with configuration, region, folder
  /// or ports. Nothing is left behind when it fails.
  /// `fault_hook` is for tests: see store::FaultHook.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Config& config, Clock& clock,
                                                       store::FaultHook fault_hook = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Engine& engine();
  int grpc_port() const;
  int http_port() const;

  /// Blocks until RequestStop or until the store fails. The reason, OK for a wish.
  absl::Status WaitUntilStopRequested();
  /// May be called from any thread, also before WaitUntilStopRequested.
  void RequestStop(absl::Status reason);
  /// Says goodbye to streams, drains calls, closes the store. Errors: what the store says.
  absl::Status Stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace twin
