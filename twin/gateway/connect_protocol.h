#pragma once

#include <grpcpp/support/status.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

/// The Connect protocol over HTTP/1.1 (connectrpc.com/docs/protocol): unary calls are plain POSTs,
/// server streams are enveloped messages in a chunked body.
namespace twin::gateway {

enum class Encoding { kJson, kProto };

/// How a request's content type asks to be served.
struct ConnectContent {
  Encoding encoding = Encoding::kJson;
  bool is_stream = false;
};

/// nullopt for a content type that is not Connect's.
std::optional<ConnectContent> ParseContentType(absl::string_view content_type);
absl::string_view ContentTypeOf(const ConnectContent& content);

/// The method behind "/package.Service/Method", or null.
const google::protobuf::MethodDescriptor* FindMethod(absl::string_view path);

/// Request bytes as binary protobuf. Errors: InvalidArgument saying where the JSON is wrong.
absl::StatusOr<std::string> DecodeMessage(const google::protobuf::Descriptor& type,
                                          Encoding encoding, absl::string_view body);
/// Binary protobuf as the encoding asks: the one JSON of the project is proto JSON with proto field
/// names, defaults omitted.
absl::StatusOr<std::string> EncodeMessage(const google::protobuf::Descriptor& type,
                                          Encoding encoding, absl::string_view binary);

/// HTTP status of a gRPC code, as Connect defines it.
unsigned HttpStatusOf(grpc::StatusCode code);
/// {"code": …, "message": …, "details": [{"type", "value", "debug"}]}
std::string EncodeError(const grpc::Status& status);

inline constexpr std::uint8_t kMessageFlag = 0x00;
inline constexpr std::uint8_t kEndStreamFlag = 0x02;
inline constexpr std::size_t kEnvelopeBytes = 5;

/// Flag byte, big-endian length, payload.
std::string MakeEnvelope(std::uint8_t flag, absl::string_view payload);
/// The payload of the single request envelope. Errors: InvalidArgument.
absl::StatusOr<absl::string_view> OpenEnvelope(absl::string_view body);
/// Payload of the last envelope: {} or {"error": …}.
std::string EncodeEndOfStream(const grpc::Status& status);

}  // namespace twin::gateway
