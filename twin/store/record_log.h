#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "twin/store/record_file.h"

namespace twin::store {

/// Which log of a folder, where it lies and what it is made of.
struct RecordLogKind {
  const char* folder;
  const char* file;
  const char* magic;
  RecordType type;
  const char* fault_prefix;
  const char* record_name;  ///< for people: "order of a branch"

  std::string path() const { return absl::StrCat(folder, "/", file); }
};

/// What was ordered of branches (FORMAT.md, section 13).
inline constexpr RecordLogKind kBranchLog{"scenarios",         "branches.log", "TWINSCN\n",
                                          RecordType::kBranch, "branches",     "order of a branch"};
/// What became of alarms (FORMAT.md, section 17).
inline constexpr RecordLogKind kAlarmLog{"alarms",           "alarms.log", "TWINALM\n",
                                         RecordType::kAlarm, "alarms",     "change of an alarm"};

/// A file of records that only grows and knows nothing of what they say. One writer for each
/// folder, under the folder's lock; Append is thread-safe.
class RecordLog {
 public:
  /// Opens the log or makes it with its folder, cuts a torn tail. Damage is no error: see damage().
  /// **Errors** FailedPrecondition: another version. DataLoss: the header is cut short.
  static absl::StatusOr<std::unique_ptr<RecordLog>> Open(const RecordLogKind& kind,
                                                         const std::string& directory,
                                                         std::uint64_t epoch, FaultHook hook = {});

  /// What stood in the file when it was opened, oldest first.
  const std::vector<std::string>& records() const { return records_; }
  /// What opening found: one line each, for the log.
  const std::vector<std::string>& damage() const { return damage_; }

  /// On disk when this returns OK. **Errors** as of RecordAppender; the record is then not there.
  absl::Status Append(absl::string_view record);
  /// Replaces the file by these records, as one step.
  absl::Status Rewrite(std::span<const std::string> records);

 private:
  RecordLog(const RecordLogKind& kind, std::string directory, std::uint64_t epoch, FaultHook hook)
      : kind_(kind), directory_(std::move(directory)), epoch_(epoch), hook_(std::move(hook)) {}
  std::string path() const;
  absl::Status Load();

  const RecordLogKind kind_;
  const std::string directory_;
  const std::uint64_t epoch_;
  const FaultHook hook_;
  std::mutex mutex_;
  std::unique_ptr<RecordAppender> appender_;
  std::uint64_t last_sequence_ = 0;
  std::vector<std::string> records_;
  std::vector<std::string> damage_;
};

}  // namespace twin::store
