#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/limits.h"
#include "twin/tls/key_pair.h"

namespace twin::gateway {

struct GatewayOptions {
  std::string address = "127.0.0.1";
  int port = 8080;                 ///< 0 takes a free one
  std::string grpc_target;         ///< where calls are forwarded, e.g. "unix:/run/twin/twin.sock"
  std::string console_directory;   ///< built console; empty: no pages
  std::vector<std::string> hosts;  ///< further Host values that are served besides loopback's
  /// Whose X-Forwarded-For is believed, as CanonicalAddress writes them.
  std::vector<std::string> proxies;
  std::optional<tls::KeyPair> pair;  ///< nothing: plain HTTP
  bool sends_hsts = false;  ///< only with a certificate that browsers believe: it binds them
  /// Text for /metrics, for who may read it by the authorization header and the address.
  std::function<absl::StatusOr<std::string>(const std::string&, const std::string&)> metrics;
  std::function<bool()> is_serving;  ///< for /healthz
  // Shorter in tests.
  std::chrono::milliseconds handshake_time = limits::kGatewayHandshake;
  std::chrono::milliseconds header_time = limits::kGatewayHeader;
  std::chrono::milliseconds body_time = limits::kGatewayBody;
  std::size_t max_connections_per_address = limits::kMaxGatewayConnectionsPerAddress;
};

/// HTTP/1.1 face of the twin in the same process: Connect protocol, static files, /metrics,
/// /healthz. Forwards every call to the gRPC server, so that identity, policy, limits and
/// projection have one path.
class HttpGateway {
 public:
  /// Listens and starts. Errors: FailedPrecondition when the port is taken, InvalidArgument for a
  /// bad address.
  static absl::StatusOr<std::unique_ptr<HttpGateway>> Start(GatewayOptions options);
  ~HttpGateway();
  HttpGateway(const HttpGateway&) = delete;
  HttpGateway& operator=(const HttpGateway&) = delete;

  int port() const;
  /// For connections that come from now on. Errors: as of MakeTlsContext; FailedPrecondition
  /// without TLS.
  absl::Status SetPair(const tls::KeyPair& pair);
  /// Closes the listener and every connection, and joins the thread.
  void Stop();

 private:
  class Impl;
  explicit HttpGateway(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace twin::gateway
