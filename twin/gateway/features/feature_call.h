#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "twin/gateway/features/documents.h"

namespace twin::gateway::features {

/// Fetches what a request for features needs, page by page, each by a call of its own, and hands
/// back the document. Runs on the session's executor; gRPC's threads post to it.
class FeatureCall : public std::enable_shared_from_this<FeatureCall> {
 public:
  using MakeContext = std::function<std::unique_ptr<grpc::ClientContext>()>;
  /// Ends with a status, and the document when it is OK.
  using OnDone = std::function<void(const grpc::Status&, Json document)>;

  /// `stub` must outlive it. `make_context` carries who asks, and is called on the executor.
  FeatureCall(grpc::GenericStub& stub, boost::asio::any_io_executor executor,
              MakeContext make_context, std::string base, Query query, OnDone on_done);

  void Start();
  void Cancel();

 private:
  void Fetch(const Collection& collection, const std::string& page_token);
  void OnPage(const Collection& collection, const grpc::Status& status);
  void OnFetched(const Collection& collection);
  void End(const grpc::Status& status, Json document = {});

  grpc::GenericStub& stub_;
  const boost::asio::any_io_executor executor_;
  const MakeContext make_context_;
  const std::string base_;
  const Query query_;
  OnDone on_done_;
  const Collection& collection_;
  Pages pages_;
  int pages_count_ = 0;
  std::shared_ptr<grpc::ClientContext> context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer reply_;
  bool is_cancelled_ = false;
  // Keeps the executor running until gRPC has answered.
  boost::asio::executor_work_guard<boost::asio::any_io_executor> work_;
};

}  // namespace twin::gateway::features
