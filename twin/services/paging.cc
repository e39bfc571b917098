#include "twin/services/paging.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/access/digest.h"
#include "twin/limits.h"

namespace twin::services {
namespace {

constexpr std::size_t kKeyDigits = 16;

std::string KeyOf(const std::string& list_key) {
  return access::CalcSha256Hex(list_key).substr(0, kKeyDigits);
}

absl::StatusOr<std::size_t> ParseToken(const std::string& token, const std::string& list_key,
                                       std::size_t total) {
  if (token.empty()) return std::size_t{0};
  const std::pair<std::string, std::string> parts = absl::StrSplit(token, absl::MaxSplits('.', 1));
  std::uint64_t begin = 0;
  if (parts.first != KeyOf(list_key) || !absl::SimpleAtoi(parts.second, &begin) || begin > total) {
    return models::errors::InvalidField("page_token",
                                        "is not one this list has given; start without a token");
  }
  return static_cast<std::size_t>(begin);
}

}  // namespace

absl::StatusOr<Page> MakePage(int page_size, const std::string& page_token,
                              const std::string& list_key, std::size_t total) {
  if (page_size < 0 || page_size > limits::kMaxPageSize) {
    return models::errors::OutOfRange("page_size", page_size, 0, limits::kMaxPageSize);
  }
  TWIN_ASSIGN_OR_RETURN(const std::size_t begin, ParseToken(page_token, list_key, total));
  const auto size = static_cast<std::size_t>(page_size == 0 ? limits::kDefaultPageSize : page_size);
  const std::size_t end = std::min(total, begin + size);
  return Page{begin, end, end < total ? absl::StrCat(KeyOf(list_key), ".", end) : ""};
}

}  // namespace twin::services
