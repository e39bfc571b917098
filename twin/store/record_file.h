#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "models/time/quarter.h"
#include "twin/store/file_io.h"
#include "twin/store/schema.h"

/// The framing of files that only ever grow: a header, then records with checksums (FORMAT.md,
/// section 2). Journals, the answer log and the log of branches are such files.
namespace twin::store {

inline constexpr std::size_t kRecordFileHeaderBytes = 72;

/// What every journal and the answer log say at their start.
struct JournalHeader {
  std::uint64_t epoch =
      0;  ///< random, drawn once for a folder; streams resume by (epoch, sequence)
  models::Quarter first_quarter;
  Hash256 layout_hash{};
  bool operator==(const JournalHeader&) const = default;
};

/// kAnswer stands in the answer log only, kBranch in the log of branches, kAlarm in that of alarms.
/// kLoss stands, after a repair, for the sequences from its payload (u64) to its own that are lost.
enum class RecordType : std::uint32_t {
  kBase = 1,
  kStep = 2,
  kCommand = 3,
  kLoss = 4,
  kAnswer = 5,
  kBranch = 6,
  kAlarm = 7
};

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

/// What a scan of a whole file found.
struct JournalScan {
  std::optional<JournalHeader> header;  ///< nothing when the header itself is damaged
  std::vector<RawRecord> records;
  std::vector<JournalGap> gaps;
  std::int64_t good_end = 0;    ///< just after the last good record
  std::int64_t torn_bytes = 0;  ///< after it: a write that was cut, never acknowledged
};

/// Reads every good record of `bytes` and says where there are none. Never fails, never believes a
/// length before its checksum. `magic` are the 8 bytes the file begins with.
JournalScan ScanRecords(absl::string_view bytes, absl::string_view magic);

/// The record that `bytes`, read from `offset_in_file`, begin with, if it is a good one.
std::optional<RawRecord> ReadRecordAt(absl::string_view bytes, std::int64_t offset_in_file);

/// Errors: FailedPrecondition when another program wrote the header whole in another version.
absl::Status CheckRecordFileVersion(absl::string_view bytes, absl::string_view magic,
                                    absl::string_view path);

std::string EncodeRecordFileHeader(const JournalHeader& header, absl::string_view magic);
/// One record as it stands at `offset` of its file.
std::string EncodeRecord(RecordType type, std::uint64_t sequence, absl::string_view payload,
                         std::int64_t offset);

/// Errors: DataLoss when the header is cut short; as of CheckRecordFileVersion.
absl::Status CheckRecordFileHeader(absl::string_view bytes, absl::string_view magic,
                                   absl::string_view path);

/// A record file as opening found it; `scan` points into `bytes`, which are never few
/// enough to move with the struct.
struct OpenedRecordFile {
  std::string bytes;
  JournalScan scan;
  FileDescriptor file;
};

/// Reads the whole file, which is made with its header when it is not there, or is nothing but the
/// header of another epoch: the first start of a new folder was cut short. What it holds beyond
/// a good header is the caller's: damage, and a torn tail to be cut.
/// **Errors** as of CheckRecordFileHeader; of the disk.
absl::StatusOr<OpenedRecordFile> OpenRecordFile(const std::string& path,
                                                const JournalHeader& header,
                                                absl::string_view magic,
                                                absl::string_view fault_prefix,
                                                const FaultHook& hook);

/// The end of a record file, open for appending. Not thread-safe.
class RecordAppender {
 public:
  /// Goes on at `end`. Fault points are called `fault_prefix`.{append,cut}.*
  RecordAppender(std::string path, FileDescriptor file, std::int64_t end, std::string fault_prefix,
                 FaultHook hook);

  /// One write and one fdatasync. After OK the record is on disk; after an error the file is as it
  /// was before, and a later call may succeed.
  /// **Errors** ResourceExhausted: no space. FailedPrecondition: an earlier failure could not be
  /// undone; the file must be opened anew.
  absl::Status Append(RecordType type, std::uint64_t sequence, absl::string_view payload);
  /// Cuts off, durably, what stands after the end.
  absl::Status CutTornTail();

  const std::string& path() const { return path_; }
  const FileDescriptor& file() const { return file_; }
  std::int64_t size_bytes() const { return end_; }

 private:
  absl::Status WriteRecord(absl::string_view record);
  absl::Status CutTail();

  std::string path_;
  FileDescriptor file_;
  std::int64_t end_ = 0;
  bool tail_is_dirty_ = false;  ///< a failed append could not be cut off yet
  bool sync_failed_ = false;    ///< what the disk holds is unknown
  std::string fault_prefix_;
  FaultHook hook_;
};

}  // namespace twin::store
