#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "twin/store/record_file.h"

namespace twin::store {

inline constexpr char kAnswerLogMagic[] = "TWINANS\n";
inline constexpr std::size_t kAnswerKeyBytes = 32;

/// Names an answer for good; says nothing by itself.
using RecordId = std::array<std::uint8_t, 16>;

/// 32 hexadecimal digits.
std::string ToHex(const RecordId& id);
/// Nothing for a text that is not 32 hexadecimal digits.
std::optional<RecordId> ParseRecordId(absl::string_view text);

/// answers/answers.log: every full record ever given (FORMAT.md, section 12). One writer for each
/// folder, under the folder's lock; every member is thread-safe.
class AnswerLog {
 public:
  /// Opens or makes `<directory>/answers`, cuts a torn tail, makes the key once. Damage is no
  /// error: see damage(). `epoch` is the folder's.
  /// **Errors** FailedPrecondition: another version. DataLoss: key or header cut short.
  static absl::StatusOr<std::unique_ptr<AnswerLog>> Open(const std::string& directory,
                                                         std::uint64_t epoch, FaultHook hook = {});

  /// First 128 bits of HMAC-SHA-256 over (question, u64 revision) with the folder's key.
  RecordId CalcId(absl::string_view canonical_question, std::uint64_t model_revision) const;

  /// On disk when this returns OK. An id that is there already is not written again.
  /// **Errors** DataLoss: the record of this id was damaged. As of RecordAppender.
  absl::Status Append(const RecordId& id, absl::string_view record);

  /// The record as it was given. **Errors** NotFound; DataLoss.
  absl::StatusOr<std::string> Read(const RecordId& id) const;
  bool Has(const RecordId& id) const;
  std::size_t size() const;

  /// What opening found: one line each, for the log.
  const std::vector<std::string>& damage() const { return damage_; }

 private:
  struct Entry {
    std::int64_t offset = 0;
    std::size_t payload_bytes = 0;
  };
  AnswerLog(RecordAppender appender, std::string key)
      : appender_(std::move(appender)), key_(std::move(key)) {}
  void Index(absl::string_view bytes, const JournalScan& scan);

  mutable std::mutex mutex_;
  RecordAppender appender_;
  const std::string key_;
  std::uint64_t last_sequence_ = 0;
  std::map<RecordId, Entry> entries_;
  std::set<RecordId> damaged_ids_;
  std::vector<std::string> damage_;
};

/// One record of a folder whose lock somebody else may hold; nothing is changed.
/// **Errors** NotFound; DataLoss.
absl::StatusOr<std::string> ReadAnswer(const std::string& directory, const RecordId& id);

}  // namespace twin::store
