#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/time/quarter.h"
#include "twin/store/day.h"
#include "twin/store/file_io.h"
#include "twin/store/record.h"

namespace twin::store {

/// What every journal says at its start.
struct JournalHeader {
  std::uint64_t epoch =
      0;  ///< random, drawn once for a folder; streams resume by (epoch, sequence)
  models::Quarter first_quarter;
  Hash256 layout_hash{};
  bool operator==(const JournalHeader&) const = default;
};

/// kLoss stands, after a repair, for the sequences from its payload (u64) to its own that are lost.
enum class RecordType : std::uint32_t { kBase = 1, kStep = 2, kCommand = 3, kLoss = 4 };

/// One whole record as it stands in a file; `payload` points into the scanned bytes.
struct RawRecord {
  std::int64_t offset = 0;
  RecordType type = RecordType::kBase;
  std::uint64_t sequence = 0;
  absl::string_view payload;
};

/// Bytes that are no record although records follow.
struct JournalGap {
  std::int64_t offset = 0;
  std::int64_t length = 0;
};

/// What a scan of a whole journal found.
struct JournalScan {
  std::optional<JournalHeader> header;  ///< nothing when the header itself is damaged
  std::vector<RawRecord> records;
  std::vector<JournalGap> gaps;
  std::int64_t good_end = 0;    ///< just after the last good record
  std::int64_t torn_bytes = 0;  ///< after it: a write that was cut, never acknowledged
};

/// Reads every good record of `bytes` and says where there are none. Never fails, never believes a
/// length before its checksum.
JournalScan ScanJournal(absl::string_view bytes);

/// One journal decoded. `base` is missing only when damaged.
struct JournalContent {
  JournalHeader header;
  std::optional<BaseRecord> base;
  Day day;
  std::uint64_t last_sequence = 0;
  std::int64_t good_end = 0;
  std::int64_t torn_bytes = 0;
  std::vector<std::string> damage;  ///< one line each: what, where, which sequences are lost
};

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
  const std::string& path() const { return path_; }
  std::int64_t size_bytes() const { return end_; }

 private:
  Journal(std::string path, FileDescriptor file, const JournalHeader& header, std::int64_t end,
          FaultHook hook);
  absl::Status Append(RecordType type, std::uint64_t sequence, const std::string& payload);
  absl::Status WriteRecord(absl::string_view record);
  absl::Status CutTail();

  std::string path_;
  FileDescriptor file_;
  JournalHeader header_;
  std::int64_t end_ = 0;
  bool tail_is_dirty_ = false;  ///< a failed append could not be cut off yet
  bool sync_failed_ = false;    ///< what the disk holds is unknown
  FaultHook hook_;
};

/// Replaces a damaged journal by its good records behind `base`, with losses marked, so that it
/// reads without damage from then on. The old bytes are the caller's to keep first.
absl::Status RepairJournal(const std::string& path, const JournalHeader& header,
                           const BaseRecord& base, const FaultHook& hook);

std::string JournalPath(const std::string& folder, models::Quarter first_quarter);

}  // namespace twin::store
