#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "twin/access/policy.h"

namespace twin::access {

/// What each caller has used up: calls by a bucket that refills, streams that are open, and the
/// different connection questions of a day, about one area and about all. Nothing is kept over a
/// restart. Thread-safe; the caller brings the time.
class Budgets {
 public:
  /// Callers kept apart at most. The addresses that have been quiet longest are forgotten first,
  /// users of the register never.
  static constexpr std::size_t kMaxCallers = 20000;

  /// One call. Errors: ResourceExhausted with the time until the next one.
  absl::Status TakeCall(const std::string& caller, const RoleLimits& limits, absl::Time now);

  /// One question about `area`; `question` tells equal ones: they are free, as their answer is the
  /// one that was given. Errors: ResourceExhausted until the next day (UTC).
  absl::Status TakeQuestion(const std::string& caller, absl::string_view area,
                            absl::string_view question, const RoleLimits& limits, absl::Time now);

  /// Errors: ResourceExhausted: as many are open as may be.
  absl::Status OpenStream(const std::string& caller, const RoleLimits& limits, absl::Time now);
  void CloseStream(const std::string& caller);

  std::size_t caller_count() const;

 private:
  struct Caller {
    double calls_count = 0.0;  ///< left in the bucket
    absl::Time filled;         ///< when `calls_count` was reckoned
    bool is_new = true;
    int streams = 0;
    std::int64_t day = 0;
    std::set<std::string, std::less<>> questions;  ///< of this day, by digest
    std::map<std::string, int, std::less<>> questions_by_area;
  };
  Caller& Find(const std::string& caller, absl::Time now);
  void ForgetTheQuietest();

  mutable std::mutex mutex_;
  std::map<std::string, Caller> callers_;
};

}  // namespace twin::access
