#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

/// Certificates and keys of the twin's own ports.
namespace twin::tls {

/// A certificate with the chain that leads to its authority, and its private key, both PEM.
struct KeyPair {
  std::string certificate_pem;
  std::string key_pem;
  bool operator==(const KeyPair&) const = default;
};

struct CertificateInfo {
  std::string subject;  ///< RFC 2253
  absl::Time not_before;
  absl::Time not_after;
};

/// Whether a server can serve with the pair now: both are whole PEM, the key is the certificate's,
/// RSA of 2048 bits or more or on P-256 or P-384, and `now` lies within its time. gRPC would take a
/// pair that fails here without a word and then refuse every handshake.
/// Errors: InvalidArgument saying which.
absl::StatusOr<CertificateInfo> CheckPair(const KeyPair& pair, absl::Time now);

/// Whether `pem` holds nothing but certificates, one or more. Errors: InvalidArgument.
absl::Status CheckAuthorities(const std::string& pem);

/// Reads both files. Errors: as of access::ReadKeyFile.
absl::StatusOr<KeyPair> LoadPair(const std::string& certificate_path, const std::string& key_path);

/// A pair on P-256 that signs itself, for localhost, 127.0.0.1 and ::1, from a day before `now` on:
/// enough to try the twin out, and for programs that are given the certificate.
/// Errors: Internal: OpenSSL.
absl::StatusOr<KeyPair> MakeSelfSigned(absl::Time now, absl::Duration life);

}  // namespace twin::tls
