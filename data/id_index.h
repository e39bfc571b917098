#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace data {

/// Rows of one table by id.
class IdIndex {
 public:
  /// `kind` is what a row is called in messages.
  explicit IdIndex(std::string kind) : kind_(std::move(kind)) {}

  /// Notes the id of the next row. False when an earlier row has it; that one keeps it.
  bool Add(const std::string& id);
  std::optional<std::size_t> Find(const std::string& id) const;
  /// "there is no node 'x'; nearest: x1, x2". Nearest names take a walk over all ids.
  std::string DescribeUnknown(const std::string& id, bool is_nearest_wanted) const;

  const std::string& kind() const { return kind_; }
  std::size_t size() const { return ids_.size(); }

 private:
  std::string kind_;
  std::vector<std::string> ids_;
  std::unordered_map<std::string, std::size_t> rows_;
};

}  // namespace data
