#pragma once

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

/// Keys, certificates and signed tokens for tests: made when the test runs, never kept.
namespace tests {

using Key = std::shared_ptr<EVP_PKEY>;

inline Key MakeRsaKey(unsigned bits = 2048) { return {EVP_RSA_gen(bits), &EVP_PKEY_free}; }
inline Key MakeEcKey(const char* group = "P-256") { return {EVP_EC_gen(group), &EVP_PKEY_free}; }

template <class Write>
std::string ToPem(Write write) {
  BIO* bio = BIO_new(BIO_s_mem());
  write(bio);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}
inline std::string PublicPem(const Key& key) {
  return ToPem([&](BIO* bio) { PEM_write_bio_PUBKEY(bio, key.get()); });
}
inline std::string PrivatePem(const Key& key) {
  return ToPem([&](BIO* bio) {
    PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

inline std::string SignSha256(const Key& key, const std::string& text) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::size_t size = 0;
  EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  EVP_DigestSign(context, nullptr, &size, bytes, text.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                 text.size());
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return signature;
}

/// r and s side by side, as JSON Web Signatures carry them.
inline std::string RawOfDer(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  std::string raw(64, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), bytes, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), bytes + 32, 32);
  ECDSA_SIG_free(pair);
  return raw;
}

/// A token of this header and these claims, both JSON, signed with `key`.
inline std::string SignJwt(const std::string& header, const std::string& claims, const Key& key) {
  const std::string text =
      absl::WebSafeBase64Escape(header) + "." + absl::WebSafeBase64Escape(claims);
  std::string signature = SignSha256(key, text);
  if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_EC && header.find("ES256") != std::string::npos) {
    signature = RawOfDer(signature);
  }
  return text + "." + absl::WebSafeBase64Escape(signature);
}

/// The same with HMAC-SHA-256 and any secret.
inline std::string SignHs256(const std::string& header, const std::string& claims,
                             const std::string& secret) {
  const std::string text =
      absl::WebSafeBase64Escape(header) + "." + absl::WebSafeBase64Escape(claims);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return text + "." +
         absl::WebSafeBase64Escape(
             absl::string_view(reinterpret_cast<const char*>(digest.data()), size));
}

/// A certificate authority of a test, and what it issues.
class Authority {
 public:
  Authority() : key_(MakeEcKey()) { certificate_ = Issue("test authority", key_, true); }

  std::string certificate_pem() const { return certificate_; }
  /// PEM of a certificate with this common name for `key`, valid from `from` to `to`; for a server
  /// it names 127.0.0.1.
  std::string Issue(const std::string& common_name, const Key& key, bool is_authority = false,
                    absl::Time from = absl::Now() - absl::Hours(1),
                    absl::Time to = absl::Now() + absl::Hours(1)) {
    std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), &X509_free);
    X509* certificate = made.get();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial_);
    ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(from));
    ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(to));
    X509_NAME* name = X509_get_subject_name(certificate);
    AddName(name, "CN", common_name);
    AddName(name, "O", "Test Grid");
    if (is_authority) issuer_name_.reset(X509_NAME_dup(name), &X509_NAME_free);
    X509_set_issuer_name(certificate, issuer_name_.get());
    X509_set_pubkey(certificate, key.get());
    Extend(certificate, NID_basic_constraints, is_authority ? "critical,CA:TRUE" : "CA:FALSE");
    if (!is_authority) Extend(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    X509_sign(certificate, key_.get(), EVP_sha256());
    return ToPem([&](BIO* bio) { PEM_write_bio_X509(bio, certificate); });
  }

 private:
  static void AddName(X509_NAME* name, const char* field, const std::string& text) {
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
  }
  static void Extend(X509* certificate, int id, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  Key key_;
  long serial_ = 0;
  std::shared_ptr<X509_NAME> issuer_name_;
  std::string certificate_;
};

inline void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::trunc) << text;
}

}  // namespace tests
