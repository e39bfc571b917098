#include "models/base/nearest_names.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace models {
namespace {

constexpr std::size_t kMaxCompared = 80;

// Levenshtein 1966: insertions, deletions and substitutions cost 1.
std::size_t CalcEditDistance(absl::string_view a, absl::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string> FindNearestNames(absl::string_view text,
                                          const std::vector<std::string>& candidates,
                                          std::size_t max_count) {
  const std::string wanted = absl::AsciiStrToLower(text.substr(0, kMaxCompared));
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const std::string& candidate : candidates) {
    const std::string name = absl::AsciiStrToLower(candidate.substr(0, kMaxCompared));
    const bool begins = !wanted.empty() && absl::StartsWith(name, wanted);
    ranked.emplace_back(begins ? 0 : CalcEditDistance(wanted, name), candidate);
  }
  std::sort(ranked.begin(), ranked.end());
  ranked.erase(std::unique(ranked.begin(), ranked.end()), ranked.end());
  std::vector<std::string> nearest;
  for (const auto& [distance, name] : ranked) {
    if (nearest.size() == max_count || distance > std::max<std::size_t>(3, wanted.size() / 2))
      break;
    nearest.push_back(name);
  }
  return nearest;
}

}  // namespace models
