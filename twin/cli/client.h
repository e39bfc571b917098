#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace twin::cli {

/// Which twin a command means: `--server ADDR`, or the one whose folder is `--data DIR`, which is
/// reached by the socket in it.
struct Target {
  std::string server;
  std::string data_directory = "twin-data";
  std::string token_file;  ///< empty: operator.token in the data folder, if it is there
  // With `server`: TLS, unless is_plaintext.
  std::string ca_file;           ///< empty: the certificate in the data folder, else the system's
  std::string certificate_file;  ///< for a twin that asks for one
  std::string key_file;
  bool is_plaintext = false;
};

/// A connection to a running twin with the caller's token.
class Client {
 public:
  /// Errors: Unavailable when no twin runs on the folder.
  static absl::StatusOr<Client> Connect(const Target& target);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  bool has_token() const { return !token_.empty(); }
  /// A context with token and deadline; `deadline_s` 0: none.
  std::unique_ptr<grpc::ClientContext> MakeContext(double deadline_s) const;

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
};

/// The address in the lock file of a running twin's folder. Errors: Unavailable when none runs
/// there.
absl::StatusOr<std::string> FindRunningTwin(const std::string& data_directory);

/// The status as plain words: message and, where the twin named them, fields and suggestions.
absl::Status FromGrpc(const grpc::Status& status);

/// The one JSON of the project: proto JSON with proto field names.
/// `prints_zeros` also prints fields that are 0 or empty: not for redacted messages.
std::string ToJson(const google::protobuf::Message& message, bool is_indented = true,
                   bool prints_zeros = false);

}  // namespace twin::cli
