#include "twin/cli/client.h"

#include <google/protobuf/util/json_util.h>

#include <chrono>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "models/base/status_macros.h"
#include "twin/access/private_file.h"
#include "twin/cli/text_file.h"
#include "twin/config.h"
#include "twin/limits.h"
#include "twin/store/lock_file.h"
#include "twin/tls/key_pair.h"

namespace twin::cli {
namespace {

std::string ReadToken(const Target& target) {
  const std::string path = target.token_file.empty()
                               ? absl::StrCat(target.data_directory, "/operator.token")
                               : target.token_file;
  return std::string(absl::StripAsciiWhitespace(ReadFirstLine(path)));
}

absl::StatusOr<std::string> ReadAuthorities(const Target& target) {
  if (!target.ca_file.empty()) return access::ReadSmallFile(target.ca_file);
  auto own = access::ReadSmallFile(target.data_directory + "/tls/cert.pem");
  return own.ok() ? own : std::string();  // empty: the system's
}

// A token must not cross a network that others can listen to.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(
    const Target& target, const std::string& address) {
  if (absl::StartsWith(address, "unix:")) return grpc::InsecureChannelCredentials();
  if (target.is_plaintext) {
    TWIN_ASSIGN_OR_RETURN(const HostPort host, ParseHostPort(address));
    if (host.is_loopback) return grpc::InsecureChannelCredentials();
    return absl::InvalidArgumentError(
        absl::StrCat("--plaintext is for this machine; ", address, " is another"));
  }
  grpc::SslCredentialsOptions options;
  TWIN_ASSIGN_OR_RETURN(options.pem_root_certs, ReadAuthorities(target));
  if (!target.certificate_file.empty() || !target.key_file.empty()) {
    TWIN_ASSIGN_OR_RETURN(const tls::KeyPair pair,
                          tls::LoadPair(target.certificate_file, target.key_file));
    options.pem_cert_chain = pair.certificate_pem;
    options.pem_private_key = pair.key_pem;
  }
  return grpc::SslCredentials(options);
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
  TWIN_ASSIGN_OR_RETURN(const auto credentials, MakeCredentials(target, address));
  client.channel_ = grpc::CreateCustomChannel(address, credentials, arguments);
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
