#pragma once

#include <grpcpp/generic/generic_stub.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <string>

#include "twin/gateway/connect_protocol.h"
#include "twin/gateway/http_session.h"

namespace twin::gateway {

/// One server stream, carried from gRPC to a chunked HTTP body. At most one message is in flight:
/// the next is asked for when the last has been written, so a slow browser slows only its own
/// stream.
class StreamCall final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                         public std::enable_shared_from_this<StreamCall> {
 public:
  StreamCall(std::shared_ptr<HttpSession> session, const google::protobuf::MethodDescriptor& method,
             const ConnectContent& content, std::unique_ptr<grpc::ClientContext> context);

  /// Sends the HTTP header and the gRPC request.
  void Start(grpc::GenericStub& stub, absl::string_view binary_request);
  void Cancel();

  // Reactions, on gRPC's threads.
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  void WriteMessage();
  void WriteEnd(const grpc::Status& status);
  void WriteChunk(std::string envelope, bool is_last);
  void WatchForClose();

  std::shared_ptr<HttpSession> session_;
  const google::protobuf::Descriptor& reply_type_;
  const ConnectContent content_;
  const std::unique_ptr<grpc::ClientContext> context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer reply_;
  std::string chunk_;
  boost::beast::http::response<boost::beast::http::empty_body> header_;
  std::shared_ptr<StreamCall> self_;  ///< kept until OnDone
  // Keeps the executor running until gRPC has ended the stream.
  boost::asio::executor_work_guard<boost::asio::any_io_executor> work_;
  bool is_broken_ = false;  ///< the browser is gone
};

}  // namespace twin::gateway
