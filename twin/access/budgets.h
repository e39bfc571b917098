#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "twin/access/policy.h"

namespace twin::access {

/// What each caller has used up: calls by a bucket that refills, and streams that are open. Nothing
/// is kept over a restart; questions are QuestionBook's. Thread-safe; the caller brings the time.
class Budgets {
 public:
  /// Callers kept apart at most. The addresses that have been quiet longest are forgotten first,
  /// users of the register never.
  static constexpr std::size_t kMaxCallers = 20000;

  /// One call. Errors: ResourceExhausted with the time until the next one.
  absl::Status TakeCall(const std::string& caller, const RoleLimits& limits, absl::Time now);

  /// Errors: ResourceExhausted: as many are open as may be.
  absl::Status OpenStream(const std::string& caller, const RoleLimits& limits);
  void CloseStream(const std::string& caller);

  std::size_t caller_count() const;

 private:
  struct Caller {
    double calls_count = 0.0;  ///< left in the bucket
    absl::Time filled;         ///< when `calls_count` was reckoned
    bool is_new = true;
    int streams = 0;
  };
  Caller& Find(const std::string& caller);
  void ForgetTheQuietest();

  mutable std::mutex mutex_;
  std::map<std::string, Caller> callers_;
};

}  // namespace twin::access
