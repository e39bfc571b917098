#include "twin/gateway/features/feature_call.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "absl/strings/string_view.h"
#include "twin/byte_buffer.h"
#include "twin/gateway/connect_protocol.h"
#include "twin/limits.h"
#include "twin/rpc_status.h"

namespace twin::gateway::features {

FeatureCall::FeatureCall(grpc::GenericStub& stub, boost::asio::any_io_executor executor,
                         MakeContext make_context, std::string base, Query query, OnDone on_done)
    : stub_(stub),
      executor_(executor),
      make_context_(std::move(make_context)),
      base_(std::move(base)),
      query_(std::move(query)),
      on_done_(std::move(on_done)),
      collection_(*FindCollection(query_.collection)),
      work_(boost::asio::make_work_guard(executor)) {}

void FeatureCall::Start() {
  const bool needs_stations = collection_.placing != Placing::kPosition;
  Fetch(needs_stations ? Stations() : collection_, "");
}

void FeatureCall::Cancel() {
  is_cancelled_ = true;
  if (context_ != nullptr) context_->TryCancel();
}

void FeatureCall::Fetch(const Collection& collection, const std::string& page_token) {
  Json body = Json::parse(collection.request);
  if (collection.is_paged) {
    body["page_size"] = limits::kMaxPageSize;
    if (!page_token.empty()) body["page_token"] = page_token;
  }
  const auto* method = FindMethod(collection.method);
  const auto binary = DecodeMessage(*method->input_type(), Encoding::kJson, body.dump());
  if (!binary.ok()) return End(ToGrpcStatus(binary.status()));
  context_ = make_context_();
  request_ = ToByteBuffer(*binary);
  reply_.Clear();
  stub_.UnaryCall(context_.get(), collection.method, {}, &request_, &reply_,
                  [self = shared_from_this(), &collection](grpc::Status status) {
                    boost::asio::post(self->executor_, [self, &collection, status] {
                      self->OnPage(collection, status);
                    });
                  });
}

void FeatureCall::OnPage(const Collection& collection, const grpc::Status& status) {
  if (!status.ok()) return End(status);
  if (is_cancelled_) return End(grpc::Status::CANCELLED);
  const auto* method = FindMethod(collection.method);
  const auto text = EncodeMessage(*method->output_type(), Encoding::kJson, ToString(reply_));
  if (!text.ok()) return End(ToGrpcStatus(text.status()));
  Json reply = Json::parse(*text, nullptr, false);
  if (!reply.is_object()) {
    return End(grpc::Status(grpc::INTERNAL, "a reply is no JSON object"));
  }
  const std::string next = collection.is_paged ? reply.value("next_page_token", "") : "";
  pages_.replies.push_back(std::move(reply));
  if (next.empty()) return OnFetched(collection);
  if (++pages_count_ >= limits::kMaxFeaturePages) {
    return End(grpc::Status(grpc::RESOURCE_EXHAUSTED, "the collection has too many features"));
  }
  Fetch(collection, next);
}

void FeatureCall::OnFetched(const Collection& collection) {
  if (&collection != &collection_) {
    pages_.stations_deg = PlaceStations(pages_.replies);
    pages_.replies.clear();
    return Fetch(collection_, "");
  }
  if (query_.kind == Query::Kind::kItems) {
    return End(grpc::Status::OK, MakeItems(base_, collection_, query_, pages_));
  }
  auto item = MakeItem(base_, collection_, query_, pages_);
  if (!item.ok()) return End(ToGrpcStatus(item.status()));
  End(grpc::Status::OK, *std::move(item));
}

void FeatureCall::End(const grpc::Status& status, Json document) {
  if (!on_done_) return;
  const OnDone on_done = std::exchange(on_done_, nullptr);
  on_done(status, std::move(document));
}

}  // namespace twin::gateway::features
