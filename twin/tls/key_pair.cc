#include "twin/tls/key_pair.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/access/private_file.h"

namespace twin::tls {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

constexpr int kMinRsaBits = 2048;
constexpr int kSerialBits = 127;

Bio ToBio(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string ToText(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

// No pass phrase is ever asked for on a terminal.
int RefusePassPhrase(char*, int, int, void*) { return -1; }

Certificate ReadCertificate(BIO* bio) {
  return Certificate(PEM_read_bio_X509(bio, nullptr, RefusePassPhrase, nullptr));
}

// Certificates until the text ends; -1 when something else stands in it.
int CountCertificates(BIO* bio) {
  int count = 0;
  while (ReadCertificate(bio) != nullptr) ++count;
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const bool is_end =
      ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  return is_end ? count : -1;
}

absl::Time ToTime(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return absl::InfinitePast();
  return absl::FromTM(parts, absl::UTCTimeZone());
}

bool IsStrong(EVP_PKEY* key) {
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) return EVP_PKEY_get_bits(key) >= kMinRsaBits;
  char group[64] = {};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, &size) !=
      1) {
    return false;
  }
  return std::string(group) == "prime256v1" || std::string(group) == "secp384r1";
}

std::string SubjectOf(X509* certificate) {
  const Bio text(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  return ToText(text.get());
}

bool AddExtension(X509* certificate, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool SetRandomSerial(X509* certificate) {
  const std::unique_ptr<BIGNUM, Deleter<BN_free>> serial(BN_new());
  return BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool FillAndSign(X509* certificate, EVP_PKEY* key, absl::Time now, absl::Duration life) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* title = reinterpret_cast<const unsigned char*>("twin on this machine");
  return X509_set_version(certificate, X509_VERSION_3) == 1 && SetRandomSerial(certificate) &&
         ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(now - absl::Hours(24))) !=
             nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(now + life)) != nullptr &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, title, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
         // It is its own authority, and for nothing else: path length 0.
         AddExtension(certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
         AddExtension(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign") &&
         AddExtension(certificate, NID_ext_key_usage, "serverAuth") &&
         AddExtension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
         AddExtension(certificate, NID_subject_key_identifier, "hash") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

}  // namespace

absl::StatusOr<CertificateInfo> CheckPair(const KeyPair& pair, absl::Time now) {
  ERR_clear_error();
  const Bio chain = ToBio(pair.certificate_pem);
  const Certificate leaf = ReadCertificate(chain.get());
  if (leaf == nullptr) return absl::InvalidArgumentError("the certificate is no PEM certificate");
  if (CountCertificates(chain.get()) < 0) {
    return absl::InvalidArgumentError("the certificate's chain is cut off or damaged");
  }
  const Bio key_text = ToBio(pair.key_pem);
  const Key key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, RefusePassPhrase, nullptr));
  const bool fits = key != nullptr && X509_check_private_key(leaf.get(), key.get()) == 1;
  ERR_clear_error();
  if (key == nullptr) {
    return absl::InvalidArgumentError("the key is no PEM private key without pass phrase");
  }
  if (!fits) return absl::InvalidArgumentError("the key is not the certificate's");
  if (!IsStrong(key.get())) {
    return absl::InvalidArgumentError(
        absl::StrCat("the key is neither RSA of ", kMinRsaBits, " bits nor on P-256 or P-384"));
  }
  CertificateInfo info{SubjectOf(leaf.get()), ToTime(X509_get0_notBefore(leaf.get())),
                       ToTime(X509_get0_notAfter(leaf.get()))};
  if (now < info.not_before || now >= info.not_after) {
    return absl::InvalidArgumentError(absl::StrCat("the certificate holds from ",
                                                   absl::FormatTime(info.not_before), " to ",
                                                   absl::FormatTime(info.not_after), ", not now"));
  }
  return info;
}

absl::Status CheckAuthorities(const std::string& pem) {
  ERR_clear_error();
  const Bio text = ToBio(pem);
  if (CountCertificates(text.get()) > 0) return absl::OkStatus();
  return absl::InvalidArgumentError("the file of client authorities holds no whole certificates");
}

absl::StatusOr<KeyPair> LoadPair(const std::string& certificate_path, const std::string& key_path) {
  KeyPair pair;
  TWIN_ASSIGN_OR_RETURN(pair.certificate_pem, access::ReadSmallFile(certificate_path));
  TWIN_ASSIGN_OR_RETURN(pair.key_pem, access::ReadKeyFile(key_path));
  return pair;
}

absl::StatusOr<KeyPair> MakeSelfSigned(absl::Time now, absl::Duration life) {
  const absl::Status failed = absl::InternalError("OpenSSL could not make a certificate");
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  if (key == nullptr || certificate == nullptr ||
      !FillAndSign(certificate.get(), key.get(), now, life)) {
    ERR_clear_error();
    return failed;
  }
  const Bio certificate_text(BIO_new(BIO_s_mem()));
  const Bio key_text(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1 ||
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1) {
    return failed;
  }
  return KeyPair{ToText(certificate_text.get()), ToText(key_text.get())};
}

}  // namespace twin::tls
