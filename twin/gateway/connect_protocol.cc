#include "twin/gateway/connect_protocol.h"

#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/rpc/status.pb.h"
#include "models/base/status_macros.h"

namespace twin::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

struct CodeRow {
  grpc::StatusCode code;
  const char* name;
  unsigned http_status;
};

constexpr CodeRow kCodes[] = {
    {grpc::CANCELLED, "canceled", 499},
    {grpc::UNKNOWN, "unknown", 500},
    {grpc::INVALID_ARGUMENT, "invalid_argument", 400},
    {grpc::DEADLINE_EXCEEDED, "deadline_exceeded", 504},
    {grpc::NOT_FOUND, "not_found", 404},
    {grpc::ALREADY_EXISTS, "already_exists", 409},
    {grpc::PERMISSION_DENIED, "permission_denied", 403},
    {grpc::RESOURCE_EXHAUSTED, "resource_exhausted", 429},
    {grpc::FAILED_PRECONDITION, "failed_precondition", 400},
    {grpc::ABORTED, "aborted", 409},
    {grpc::OUT_OF_RANGE, "out_of_range", 400},
    {grpc::UNIMPLEMENTED, "unimplemented", 501},
    {grpc::INTERNAL, "internal", 500},
    {grpc::UNAVAILABLE, "unavailable", 503},
    {grpc::DATA_LOSS, "data_loss", 500},
    {grpc::UNAUTHENTICATED, "unauthenticated", 401},
};

const CodeRow& RowOf(grpc::StatusCode code) {
  for (const CodeRow& row : kCodes) {
    if (row.code == code) return row;
  }
  return kCodes[1];
}

std::unique_ptr<Message> NewMessage(const Descriptor& type) {
  const Message* prototype = MessageFactory::generated_factory()->GetPrototype(&type);
  return std::unique_ptr<Message>(prototype->New());
}

absl::StatusOr<std::string> ToJson(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return absl::InternalError("a reply could not be written as JSON");
  return json;
}

nlohmann::json EncodeDetail(const google::protobuf::Any& any) {
  nlohmann::json detail;
  const std::string type = any.type_url().substr(any.type_url().rfind('/') + 1);
  detail["type"] = type;
  std::string value;
  absl::Base64Escape(any.value(), &value);
  while (absl::EndsWith(value, "=")) value.pop_back();
  detail["value"] = value;
  const Descriptor* descriptor = DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return detail;
  const std::unique_ptr<Message> message = NewMessage(*descriptor);
  if (!message->ParseFromString(any.value())) return detail;
  if (const auto json = ToJson(*message); json.ok()) {
    detail["debug"] = nlohmann::json::parse(*json, nullptr, false);
  }
  return detail;
}

nlohmann::json ErrorJson(const grpc::Status& status) {
  nlohmann::json error;
  error["code"] = RowOf(status.error_code()).name;
  error["message"] = status.error_message();
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& any : details.details()) {
      error["details"].push_back(EncodeDetail(any));
    }
  }
  return error;
}

std::string Dump(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::optional<ConnectContent> ParseContentType(absl::string_view content_type) {
  const std::vector<std::string> parts = absl::StrSplit(content_type, ';');
  const std::string type(absl::StripAsciiWhitespace(parts.front()));
  if (type == "application/json") return ConnectContent{Encoding::kJson, false};
  if (type == "application/proto") return ConnectContent{Encoding::kProto, false};
  if (type == "application/connect+json") return ConnectContent{Encoding::kJson, true};
  if (type == "application/connect+proto") return ConnectContent{Encoding::kProto, true};
  return std::nullopt;
}

absl::string_view ContentTypeOf(const ConnectContent& content) {
  if (content.is_stream) {
    return content.encoding == Encoding::kJson ? "application/connect+json"
                                               : "application/connect+proto";
  }
  return content.encoding == Encoding::kJson ? "application/json" : "application/proto";
}

const google::protobuf::MethodDescriptor* FindMethod(absl::string_view path) {
  const std::vector<std::string> parts = absl::StrSplit(absl::StripPrefix(path, "/"), '/');
  if (parts.size() != 2 || !absl::StartsWith(parts[0], "ostlandet.twin.")) return nullptr;
  const auto* service = DescriptorPool::generated_pool()->FindServiceByName(parts[0]);
  return service == nullptr ? nullptr : service->FindMethodByName(parts[1]);
}

absl::StatusOr<std::string> DecodeMessage(const Descriptor& type, Encoding encoding,
                                          absl::string_view body) {
  if (encoding == Encoding::kProto) return std::string(body);
  const std::unique_ptr<Message> message = NewMessage(type);
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(
      std::string(body.empty() ? "{}" : body), message.get(), options);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the JSON is no ", type.name(), ": ", std::string(status.message())));
  }
  return message->SerializeAsString();
}

absl::StatusOr<std::string> EncodeMessage(const Descriptor& type, Encoding encoding,
                                          absl::string_view binary) {
  if (encoding == Encoding::kProto) return std::string(binary);
  const std::unique_ptr<Message> message = NewMessage(type);
  if (!message->ParseFromArray(binary.data(), static_cast<int>(binary.size()))) {
    return absl::InternalError(absl::StrCat("a reply is no ", type.name()));
  }
  return ToJson(*message);
}

unsigned HttpStatusOf(grpc::StatusCode code) {
  return code == grpc::OK ? 200 : RowOf(code).http_status;
}

std::string EncodeError(const grpc::Status& status) { return Dump(ErrorJson(status)); }

std::string MakeEnvelope(std::uint8_t flag, absl::string_view payload) {
  const auto size = static_cast<std::uint32_t>(payload.size());
  std::string envelope;
  envelope.reserve(kEnvelopeBytes + payload.size());
  envelope.push_back(static_cast<char>(flag));
  for (const int shift : {24, 16, 8, 0}) {
    envelope.push_back(static_cast<char>((size >> shift) & 0xFF));
  }
  envelope.append(payload.data(), payload.size());
  return envelope;
}

absl::StatusOr<absl::string_view> OpenEnvelope(absl::string_view body) {
  if (body.size() < kEnvelopeBytes) {
    return absl::InvalidArgumentError("a streaming request needs one enveloped message");
  }
  std::uint32_t size = 0;
  for (std::size_t i = 1; i < kEnvelopeBytes; ++i) {
    size = size << 8 | static_cast<std::uint8_t>(body[i]);
  }
  if (body[0] != kMessageFlag) {
    return absl::InvalidArgumentError("compressed requests are not served");
  }
  if (size != body.size() - kEnvelopeBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the envelope says ", size, " bytes, ",
                                                   body.size() - kEnvelopeBytes, " came"));
  }
  return body.substr(kEnvelopeBytes);
}

std::string EncodeEndOfStream(const grpc::Status& status) {
  if (status.ok()) return "{}";
  return Dump({{"error", ErrorJson(status)}});
}

}  // namespace twin::gateway
