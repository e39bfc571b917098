#include "twin/access/jwt.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "models/base/status_macros.h"
#include "twin/access/data_file.h"
#include "twin/access/private_file.h"

namespace twin::access {
namespace {

using Json = nlohmann::json;

constexpr char kSchema[] = "ostlandet.twin.jwt";
constexpr std::int64_t kSchemaVersion = 1;
constexpr std::size_t kMaxTokenBytes = 8 << 10;
constexpr std::size_t kEs256Bytes = 64;  // r and s, 32 bytes each
constexpr int kMinRsaBits = 2048;
constexpr double kDefaultSkewS = 60.0;
constexpr double kDefaultLifeS = 86400.0;
constexpr double kMaxTimeS = 1e11;  // far beyond any; keeps the conversion to time exact

absl::Status Refused(absl::string_view why) {
  return absl::UnauthenticatedError(absl::StrCat("the bearer token is refused: ", why));
}

// Strict: no padding, no other alphabet, no spare bits that could be set two ways.
std::optional<std::string> Decode(absl::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes)) return std::nullopt;
  if (absl::WebSafeBase64Escape(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<Json> ParseObject(absl::string_view text) {
  Json json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

std::string TextOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<absl::Time> TimeOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!std::isfinite(seconds) || std::abs(seconds) > kMaxTimeS) return std::nullopt;
  return absl::FromUnixSeconds(static_cast<std::int64_t>(std::floor(seconds)));
}

// RFC 7519, 4.1.3: one text or a list of them.
bool HasAudience(const Json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return found->get<std::string>() == audience;
  return found->is_array() && std::any_of(found->begin(), found->end(), [&](const Json& one) {
           return one.is_string() && one.get<std::string>() == audience;
         });
}

// RFC 7518, 3.4: r and s side by side; OpenSSL wants them as DER.
std::optional<std::string> ToDer(absl::string_view raw) {
  if (raw.size() != kEs256Bytes) return std::nullopt;
  const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(),
                                                                   &ECDSA_SIG_free);
  const int half = static_cast<int>(kEs256Bytes / 2);
  if (ECDSA_SIG_set0(pair.get(), BN_bin2bn(bytes, half, nullptr),
                     BN_bin2bn(bytes + half, half, nullptr)) != 1) {
    return std::nullopt;
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return std::nullopt;
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

bool IsSigned(EVP_PKEY* key, absl::string_view text, absl::string_view signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const bool is_signed =
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
      EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                       signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size()) == 1;
  ERR_clear_error();
  return is_signed;
}

bool IsOnP256(EVP_PKEY* key) {
  char name[64] = {};
  std::size_t size = 0;
  return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof name,
                                        &size) == 1 &&
         std::string(name) == "prime256v1";
}

}  // namespace

absl::StatusOr<JwtVerifier::Key> JwtVerifier::LoadKey(const std::string& path,
                                                      const std::string& kid) {
  TWIN_ASSIGN_OR_RETURN(const std::string pem, ReadSmallFile(path));
  const std::unique_ptr<BIO, decltype(&BIO_free)> bytes(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  Key key{kid,
          Algorithm::kRs256,
          {PEM_read_bio_PUBKEY(bytes.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free}};
  ERR_clear_error();
  if (key.key == nullptr || pem.find("PRIVATE KEY") != std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is no public key in PEM"));
  }
  const int type = EVP_PKEY_get_base_id(key.key.get());
  if (type == EVP_PKEY_RSA && EVP_PKEY_get_bits(key.key.get()) >= kMinRsaBits) return key;
  if (type == EVP_PKEY_EC && IsOnP256(key.key.get())) {
    key.algorithm = Algorithm::kEs256;
    return key;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(path, " is neither an RSA key of ", kMinRsaBits, " bits nor one on P-256"));
}

absl::StatusOr<JwtVerifier> JwtVerifier::Load(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(path));
  TWIN_ASSIGN_OR_RETURN(const DataFile file, ParseDataFile(text, path, kSchema, kSchemaVersion));
  JwtVerifier verifier;
  verifier.files_.push_back(path);
  StrictTable top = file.Top();
  TWIN_ASSIGN_OR_RETURN(auto tables, top.Tables("issuer"));
  TWIN_RETURN_IF_ERROR(top.Finish());
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  for (StrictTable& table : tables) {
    Issuer issuer;
    TWIN_ASSIGN_OR_RETURN(issuer.name, table.Text("issuer"));
    TWIN_ASSIGN_OR_RETURN(issuer.audience, table.Text("audience"));
    TWIN_ASSIGN_OR_RETURN(const double skew_s, table.NumberOr("clock_skew_s", kDefaultSkewS, 0.0));
    TWIN_ASSIGN_OR_RETURN(const double life_s, table.NumberOr("max_life_s", kDefaultLifeS, 1.0));
    issuer.clock_skew = absl::Seconds(skew_s);
    issuer.max_life = absl::Seconds(life_s);
    TWIN_ASSIGN_OR_RETURN(auto keys, table.Tables("key"));
    TWIN_RETURN_IF_ERROR(table.Finish());
    for (StrictTable& key : keys) {
      TWIN_ASSIGN_OR_RETURN(const std::string kid, key.Text("kid"));
      TWIN_ASSIGN_OR_RETURN(const std::string name, key.Text("file"));
      TWIN_RETURN_IF_ERROR(key.Finish());
      verifier.files_.push_back((folder / name).string());
      TWIN_ASSIGN_OR_RETURN(issuer.keys.emplace_back(), LoadKey(verifier.files_.back(), kid));
    }
    verifier.issuers_.push_back(std::move(issuer));
  }
  return verifier;
}

bool JwtVerifier::LooksLikeJwt(absl::string_view token) {
  return std::count(token.begin(), token.end(), '.') == 2;
}

absl::Status JwtVerifier::CheckSignature(const Issuer& issuer, absl::string_view header_json,
                                         absl::string_view signed_text,
                                         absl::string_view signature) const {
  const auto header = ParseObject(header_json);
  if (!header.has_value()) return Refused("its header is no JSON object");
  // RFC 7515, 4.1.11: what must be understood and is not.
  if (header->contains("crit")) return Refused("its header asks for extensions");
  const std::string kid = TextOf(*header, "kid");
  const std::string named = TextOf(*header, "alg");
  for (const Key& key : issuer.keys) {
    if (!kid.empty() && kid != key.kid) continue;
    const bool is_ec = key.algorithm == Algorithm::kEs256;
    if (named != (is_ec ? "ES256" : "RS256")) continue;
    if (!is_ec) {
      if (IsSigned(key.key.get(), signed_text, signature)) return absl::OkStatus();
    } else if (const auto der = ToDer(signature); der.has_value()) {
      if (IsSigned(key.key.get(), signed_text, *der)) return absl::OkStatus();
    }
  }
  return Refused("no key of its issuer has signed it");
}

absl::StatusOr<JwtClaims> JwtVerifier::Verify(absl::string_view token, absl::Time now) const {
  if (token.size() > kMaxTokenBytes) return Refused("it is too long");
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return Refused("it has not three parts");
  const auto header = Decode(parts[0]);
  const auto payload = Decode(parts[1]);
  const auto signature = Decode(parts[2]);
  if (!header || !payload || !signature) return Refused("a part of it is no base64url");
  const auto claims = ParseObject(*payload);
  if (!claims.has_value()) return Refused("its claims are no JSON object");
  const std::string named = TextOf(*claims, "iss");
  const auto issuer = std::find_if(issuers_.begin(), issuers_.end(),
                                   [&](const Issuer& one) { return one.name == named; });
  if (issuer == issuers_.end()) return Refused("its issuer is not known here");
  // Nothing that it says counts before this.
  TWIN_RETURN_IF_ERROR(CheckSignature(
      *issuer, *header, token.substr(0, parts[0].size() + 1 + parts[1].size()), *signature));

  JwtClaims result{named, TextOf(*claims, "sub"), {}};
  if (result.subject.empty()) return Refused("it names no subject");
  if (!HasAudience(*claims, issuer->audience)) return Refused("it is for another audience");
  const auto expires = TimeOf(*claims, "exp");
  if (!expires.has_value()) return Refused("it does not say when it expires");
  if (now >= *expires + issuer->clock_skew) return Refused("it has expired");
  const auto not_before = TimeOf(*claims, "nbf");
  if (claims->contains("nbf") && !not_before.has_value()) return Refused("its nbf is no time");
  if (not_before.has_value() && now < *not_before - issuer->clock_skew) {
    return Refused("it does not hold yet");
  }
  const auto issued = TimeOf(*claims, "iat");
  if (claims->contains("iat") && !issued.has_value()) return Refused("its iat is no time");
  if (issued.has_value() && now < *issued - issuer->clock_skew) {
    return Refused("it was issued in the future");
  }
  const absl::Time since = issued.value_or(not_before.value_or(now));
  if (*expires - since > issuer->max_life + issuer->clock_skew) {
    return Refused("it is made to hold for too long");
  }
  result.expires = *expires + issuer->clock_skew;
  return result;
}

}  // namespace twin::access
