#include "twin/cli/client.h"

#include <google/protobuf/util/json_util.h>

#include <chrono>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "models/base/status_macros.h"
#include "twin/cli/text_file.h"
#include "twin/limits.h"
#include "twin/store/lock_file.h"

namespace twin::cli {
namespace {

std::string ReadToken(const Target& target) {
  const std::string path = target.token_file.empty()
                               ? absl::StrCat(target.data_directory, "/operator.token")
                               : target.token_file;
  return std::string(absl::StripAsciiWhitespace(ReadFirstLine(path)));
}

}  // namespace

absl::StatusOr<std::string> FindRunningTwin(const std::string& data_directory) {
  const auto lock = store::ReadLock(data_directory);
  if (!lock.ok() || !lock->has_value() || (*lock)->address.empty()) {
    return absl::UnavailableError(
        absl::StrCat("no twin runs on the folder ", data_directory,
                     "; start one with 'twin serve', or name one with --server or --data"));
  }
  return (*lock)->address;
}

absl::StatusOr<Client> Client::Connect(const Target& target) {
  std::string address = target.server;
  if (address.empty()) {
    TWIN_ASSIGN_OR_RETURN(address, FindRunningTwin(target.data_directory));
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(limits::kMaxReplyBytes);
  Client client;
  client.channel_ =
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  client.token_ = ReadToken(target);
  return client;
}

std::unique_ptr<grpc::ClientContext> Client::MakeContext(double deadline_s) const {
  auto context = std::make_unique<grpc::ClientContext>();
  if (!token_.empty()) context->AddMetadata("authorization", "Bearer " + token_);
  if (deadline_s > 0.0) {
    context->set_deadline(std::chrono::system_clock::now() +
                          std::chrono::milliseconds(static_cast<std::int64_t>(deadline_s * 1000)));
  }
  return context;
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

std::string ToJson(const google::protobuf::Message& message, bool is_indented, bool prints_zeros) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.add_whitespace = is_indented;
  options.always_print_primitive_fields = prints_zeros;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  return status.ok() ? json : "{}";
}

}  // namespace twin::cli
