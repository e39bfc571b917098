#include "twin/planning/planning_key.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "twin/store/byte_codec.h"

namespace twin::planning {

std::string CalcKeyHash(const PlanningKey& key) {
  store::ByteWriter writer;
  for (const std::string& part :
       {absl::StrCat(key.model_revision), key.data_revision, absl::StrCat(key.planning_year),
        key.growth_scenario, absl::StrCat(key.seed, "/", key.weather_year),
        std::string("planning/2")}) {
    writer.PutText(part);
  }
  const std::string bytes = writer.Take();
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), 16));
}

}  // namespace twin::planning
