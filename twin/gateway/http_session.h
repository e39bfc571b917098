#pragma once

#include <grpcpp/generic/generic_stub.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>
#include <string>

#include "twin/gateway/connect_protocol.h"
#include "twin/gateway/http_gateway.h"
#include "twin/gateway/wire.h"

namespace twin::gateway {

/// What all sessions share; outlives them.
struct SessionEnvironment {
  const GatewayOptions* options = nullptr;
  int port = 0;
  grpc::GenericStub* stub = nullptr;
};

class StreamCall;
namespace features {
class FeatureCall;
}

/// One HTTP connection: reads a request, answers it, and goes on while it is kept alive. Everything
/// runs on the socket's executor; gRPC's threads post to it. Handshake, header and body have their
/// own time each, however slowly their bytes come.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  /// `address`: where the connection came from, as budgets are kept by.
  HttpSession(Wire wire, std::string address, const SessionEnvironment& environment,
              std::function<void()> on_end);
  ~HttpSession();
  void Start();
  void Close();
  /// Closes when the answer or stream under way has ended.
  void CloseWhenIdle();

 private:
  friend class StreamCall;
  using Request = boost::beast::http::request<boost::beast::http::string_body>;
  using Response = boost::beast::http::response<boost::beast::http::string_body>;

  void ReadNext();
  void ReadHeader();
  void ReadBody();
  void OnReadError(boost::system::error_code error);
  void OnRequest();
  void ServeGet();
  void ServeCall();
  void ServeMetrics();
  void ServeFeatures(const std::string& target);
  void ServeFile(const std::string& target);
  void StartUnary(const google::protobuf::MethodDescriptor& method, const ConnectContent& content,
                  std::string binary);
  void StartStream(const google::protobuf::MethodDescriptor& method, const ConnectContent& content,
                   std::string binary);
  std::string CallerAddress() const;
  std::string OriginOf() const;
  bool IsKnownHost() const;
  bool IsSameOrigin() const;
  void AddSecurityHeaders(boost::beast::http::fields& header) const;
  Response MakeResponse(unsigned status, absl::string_view content_type, std::string body) const;
  void Send(Response response);
  void SendJson(const std::string& content_type, std::string body);
  void SendText(unsigned status, absl::string_view text);
  void SendError(const grpc::Status& status);
  void Refuse(unsigned status, absl::string_view text);
  void DrainAndClose();
  void DrainSome();
  std::unique_ptr<grpc::ClientContext> MakeContext(bool is_stream) const;

  Wire stream_;
  const std::string address_;
  SessionEnvironment environment_;
  std::function<void()> on_end_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  Request request_;
  std::shared_ptr<Response> response_;
  std::shared_ptr<StreamCall> stream_call_;
  std::shared_ptr<grpc::ClientContext> unary_context_;
  std::shared_ptr<features::FeatureCall> feature_call_;
  bool is_closing_ = false;
  bool is_first_ = true;  ///< no request has been read yet
};

}  // namespace twin::gateway
