#include "data/id_index.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/base/nearest_names.h"

namespace data {
namespace {

constexpr std::size_t kMaxSuggestions = 3;

}  // namespace

bool IdIndex::Add(const std::string& id) {
  const bool is_new = rows_.emplace(id, ids_.size()).second;
  ids_.push_back(id);
  return is_new;
}

std::optional<std::size_t> IdIndex::Find(const std::string& id) const {
  const auto found = rows_.find(id);
  if (found == rows_.end()) return std::nullopt;
  return found->second;
}

std::string IdIndex::DescribeUnknown(const std::string& id, bool is_nearest_wanted) const {
  std::string problem = absl::StrCat("there is no ", kind_, " '", id, "'");
  if (!is_nearest_wanted) return problem;
  const auto nearest = models::FindNearestNames(id, ids_, kMaxSuggestions);
  if (!nearest.empty()) absl::StrAppend(&problem, "; nearest: ", absl::StrJoin(nearest, ", "));
  return problem;
}

}  // namespace data
