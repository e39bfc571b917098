#include "twin/store/record_log.h"

#include <fcntl.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace twin::store {

std::string RecordLog::path() const { return directory_ + "/" + kind_.path(); }

absl::StatusOr<std::unique_ptr<RecordLog>> RecordLog::Open(const RecordLogKind& kind,
                                                           const std::string& directory,
                                                           std::uint64_t epoch, FaultHook hook) {
  TWIN_RETURN_IF_ERROR(MakeFolder(absl::StrCat(directory, "/", kind.folder)));
  std::unique_ptr<RecordLog> log(new RecordLog(kind, directory, epoch, std::move(hook)));
  TWIN_RETURN_IF_ERROR(log->Load());
  return log;
}

absl::Status RecordLog::Load() {
  TWIN_ASSIGN_OR_RETURN(
      OpenedRecordFile opened,
      OpenRecordFile(path(), {.epoch = epoch_}, kind_.magic, kind_.fault_prefix, hook_));
  const JournalScan& scan = opened.scan;
  if (!scan.header.has_value()) {
    damage_.push_back(absl::StrCat(path(), " is damaged: its header fails its checksum"));
  }
  for (const JournalGap& gap : scan.gaps) {
    damage_.push_back(absl::StrCat(path(), " is damaged: no good ", kind_.record_name, " in the ",
                                   gap.length, " bytes at offset ", gap.offset));
  }
  for (const RawRecord& record : scan.records) {
    last_sequence_ = std::max(last_sequence_, record.sequence);
    if (record.type == kind_.type) records_.emplace_back(record.payload);
  }
  appender_ = std::make_unique<RecordAppender>(path(), std::move(opened.file), scan.good_end,
                                               kind_.fault_prefix, hook_);
  return scan.torn_bytes > 0 ? appender_->CutTornTail() : absl::OkStatus();
}

absl::Status RecordLog::Append(absl::string_view record) {
  const std::lock_guard lock(mutex_);
  TWIN_RETURN_IF_ERROR(appender_->Append(kind_.type, last_sequence_ + 1, record));
  ++last_sequence_;
  return absl::OkStatus();
}

absl::Status RecordLog::Rewrite(std::span<const std::string> records) {
  const std::lock_guard lock(mutex_);
  std::string bytes = EncodeRecordFileHeader({.epoch = epoch_}, kind_.magic);
  std::uint64_t sequence = 0;
  for (const std::string& record : records) {
    bytes += EncodeRecord(kind_.type, ++sequence, record, static_cast<std::int64_t>(bytes.size()));
  }
  TWIN_RETURN_IF_ERROR(
      WriteFileAtomically(path(), bytes, absl::StrCat(kind_.fault_prefix, ".rewrite"), hook_));
  TWIN_ASSIGN_OR_RETURN(FileDescriptor file, FileDescriptor::Open(path(), O_RDWR));
  appender_ = std::make_unique<RecordAppender>(
      path(), std::move(file), static_cast<std::int64_t>(bytes.size()), kind_.fault_prefix, hook_);
  last_sequence_ = sequence;
  return absl::OkStatus();
}

}  // namespace twin::store
