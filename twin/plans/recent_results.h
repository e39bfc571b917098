#pragma once

#include <algorithm>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/status/statusor.h"
#include "models/base/status_macros.h"

namespace twin::plans {

/// The newest few results of something that takes long and always gives the same for a key.
/// Thread-safe; who misses makes it outside the lock, so that two who miss at once make the same.
template <class Key, class Value>
class RecentResults {
 public:
  using Result = std::shared_ptr<const Value>;

  explicit RecentResults(std::size_t most_kept) : most_kept_(most_kept) {}

  /// `make` gives absl::StatusOr<Value>. Errors: its own; nothing is kept then.
  template <class Make>
  absl::StatusOr<Result> At(const Key& key, Make make) {
    if (Result known = Find(key)) return known;
    TWIN_ASSIGN_OR_RETURN(Value made, make());
    auto result = std::make_shared<const Value>(std::move(made));
    const std::lock_guard lock(mutex_);
    ++made_count_;
    kept_.emplace_front(key, result);
    if (kept_.size() > most_kept_) kept_.pop_back();
    return result;
  }

  std::size_t made_count() const {
    const std::lock_guard lock(mutex_);
    return made_count_;
  }

 private:
  Result Find(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const auto& kept) { return kept.first == key; });
    if (found == kept_.end()) return nullptr;
    kept_.splice(kept_.begin(), kept_, found);
    return kept_.front().second;
  }

  const std::size_t most_kept_;
  mutable std::mutex mutex_;
  std::list<std::pair<Key, Result>> kept_;  ///< newest use first
  std::size_t made_count_ = 0;
};

}  // namespace twin::plans
