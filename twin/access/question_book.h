#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "twin/access/policy.h"
#include "twin/store/file_io.h"

namespace twin::access {

/// A connection question as budgets see it.
struct BudgetedQuestion {
  std::string area;  ///< municipality, or what stands for one
  std::string
      question;       ///< tells equal ones: they are free, as their answer is the one given before
  std::string point;  ///< the question without what may be varied a little at a time: MW, profile
};

/// The different connection questions that each caller has asked today (UTC): in all, about one
/// area, and about one point with nothing but the MW or the profile varied (difference queries).
/// With a file they survive a restart; it holds digests alone, readable by its owner, and begins
/// anew with the day. Thread-safe; the caller brings the time.
class QuestionBook {
 public:
  /// Callers kept apart at most; strangers who asked least are forgotten first, users of the
  /// register never.
  static constexpr std::size_t kMaxCallers = 20000;
  /// Beyond this the day's further questions of strangers are counted in memory alone.
  static constexpr std::int64_t kMaxFileBytes = std::int64_t{16} << 20;

  /// Reads what `path` holds of today; empty: nothing is kept. What cannot be read or written is
  /// said in the log and counted in memory.
  explicit QuestionBook(std::string path = "");

  /// Errors: ResourceExhausted until the next day.
  absl::Status Take(const std::string& caller, const BudgetedQuestion& question,
                    const RoleLimits& limits, absl::Time now);

  std::size_t caller_count() const;

 private:
  struct Caller {
    std::set<std::string, std::less<>> questions;
    std::map<std::string, int, std::less<>> by_area;
    std::map<std::string, int, std::less<>> by_point;
  };
  struct Entry {
    std::string caller, area, question, point;  ///< digests; of the caller with its kind before it
  };
  void BeginDay(std::int64_t day);
  void Read(std::int64_t day);
  void Write(const Entry& entry);
  void Count(const Entry& entry);
  void ForgetStrangers();

  const std::string path_;
  mutable std::mutex mutex_;
  std::int64_t day_ = -1;
  std::map<std::string, Caller> callers_;
  store::FileDescriptor file_;
  std::int64_t end_ = 0;
};

}  // namespace twin::access
