#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/time/quarter.h"
#include "twin/store/day.h"
#include "twin/store/file_io.h"
#include "twin/store/record.h"
#include "twin/store/record_file.h"

namespace twin::store {

/// Reads every good record of `bytes` and says where there are none. Never fails, never believes a
/// length before its checksum.
JournalScan ScanJournal(absl::string_view bytes);

/// One journal decoded. `base` is missing only when damaged.
struct JournalContent {
  JournalHeader header;
  bool has_header = true;  ///< false: it failed its checksum
  std::optional<BaseRecord> base;
  Day day;
  std::uint64_t last_sequence = 0;
  std::int64_t good_end = 0;
  std::int64_t torn_bytes = 0;
  std::vector<std::string> damage;  ///< one line each: what, where, which sequences are lost
};

/// **Errors** FailedPrecondition for a whole journal of another format version.
absl::Status CheckJournalVersion(absl::string_view bytes, const std::string& path);
/// Everything good in the bytes of the file `path`, and what is not.
JournalContent DecodeJournal(absl::string_view bytes, const std::string& path,
                             const JournalHeader& if_damaged);

/// Everything good in the file, and what is not. `damage` empty: nothing acknowledged is missing.
/// `if_damaged` stands in for a header that fails its checksum.
/// **Errors** NotFound; DataLoss when the header is damaged and `if_damaged` is null;
/// FailedPrecondition for a whole journal of another format version.
absl::StatusOr<JournalContent> SalvageJournal(const std::string& path,
                                              const JournalHeader* if_damaged = nullptr);

/// **Errors** as SalvageJournal, and DataLoss naming the offset when a bad record is followed by
/// good ones. A torn tail is no error: it is left out and counted in `torn_bytes`.
absl::StatusOr<JournalContent> ReadJournal(const std::string& path);

/// journal/<first quarter index>.wal, open for appending. Not thread-safe.
class Journal {
 public:
  /// A new journal, durable with its header and base before this returns.
  static absl::StatusOr<Journal> Create(const std::string& folder, const JournalHeader& header,
                                        const BaseRecord& base, const FaultHook& hook);
  /// Goes on at the end of a journal that was read; a torn tail is cut off, durably.
  static absl::StatusOr<Journal> Continue(const std::string& path, const JournalContent& content,
                                          const FaultHook& hook);

  /// One write and one fdatasync. After OK the record is on disk; after an error the file is as it
  /// was before, and a later call may succeed.
  /// **Errors** ResourceExhausted: no space. FailedPrecondition: an earlier failure could not be
  /// undone; the folder must be opened anew.
  absl::Status AppendStep(const StepRecord& step);
  absl::Status AppendCommand(const CommandRecord& command);
  /// Says for good that the records `first` to `last` are lost.
  absl::Status AppendLoss(std::uint64_t first, std::uint64_t last);

  const JournalHeader& header() const { return header_; }
  const std::string& path() const { return appender_.path(); }
  std::int64_t size_bytes() const { return appender_.size_bytes(); }

 private:
  Journal(const JournalHeader& header, RecordAppender appender)
      : header_(header), appender_(std::move(appender)) {}

  JournalHeader header_;
  RecordAppender appender_;
};

/// Replaces a damaged journal by its good records behind `base`, with losses marked, so that it
/// reads without damage from then on. The old bytes are the caller's to keep first.
absl::Status RepairJournal(const std::string& path, const JournalHeader& header,
                           const BaseRecord& base, const FaultHook& hook);

std::string JournalPath(const std::string& folder, models::Quarter first_quarter);

}  // namespace twin::store
