#include "twin/store/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/byte_codec.h"
#include "twin/store/crc32c.h"

namespace twin::store {
namespace {

constexpr char kMagic[] = "TWINWAL\n";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 72;
constexpr std::size_t kHeaderChecked = 64;
constexpr std::uint32_t kMarker = 0x43455254u;  // "TREC"
constexpr std::size_t kRecordHeaderBytes = 24;
constexpr std::size_t kAlignment = 8;

std::string EncodeHeader(const JournalHeader& header) {
  ByteWriter writer;
  writer.PutBytes(absl::string_view(kMagic, 8));
  writer.Put(kVersion);
  writer.Put<std::uint32_t>(kHeaderBytes);
  writer.Put(header.epoch);
  writer.Put(header.first_quarter.index());
  writer.PutBytes({reinterpret_cast<const char*>(header.layout_hash.data()), 32});
  const std::string checked = writer.Take();
  ByteWriter whole;
  whole.PutBytes(checked);
  whole.Put(CalcCrc32c(checked));
  whole.Put<std::uint32_t>(0);
  return whole.Take();
}

std::optional<JournalHeader> DecodeHeader(absl::string_view bytes) {
  if (bytes.size() < kHeaderBytes) return std::nullopt;
  ByteReader reader(bytes.substr(0, kHeaderBytes));
  JournalHeader header;
  const absl::string_view magic = reader.GetBytes(8);
  const auto version = reader.Get<std::uint32_t>();
  const auto size = reader.Get<std::uint32_t>();
  header.epoch = reader.Get<std::uint64_t>();
  header.first_quarter = models::Quarter(reader.Get<std::int64_t>());
  const absl::string_view hash = reader.GetBytes(32);
  std::copy(hash.begin(), hash.end(), header.layout_hash.begin());
  const auto checksum = reader.Get<std::uint32_t>();
  const bool good = magic == absl::string_view(kMagic, 8) && version == kVersion &&
                    size == kHeaderBytes && reader.Get<std::uint32_t>() == 0 &&
                    checksum == CalcCrc32c(bytes.substr(0, kHeaderChecked));
  if (!good) return std::nullopt;
  return header;
}

/// The version of a journal that some other program wrote whole; nothing when its checksum fails.
std::optional<std::uint32_t> OtherVersion(absl::string_view bytes) {
  if (bytes.size() < kHeaderBytes) return std::nullopt;
  ByteReader reader(bytes.substr(0, kHeaderBytes));
  const bool has_magic = reader.GetBytes(8) == absl::string_view(kMagic, 8);
  const auto version = reader.Get<std::uint32_t>();
  reader.GetBytes(kHeaderChecked - 12);
  const bool is_whole =
      has_magic && reader.Get<std::uint32_t>() == CalcCrc32c(bytes.substr(0, kHeaderChecked));
  if (!is_whole || version == kVersion) return std::nullopt;
  return version;
}

/// The offset is part of what is checked: a copy of a record elsewhere (inside a command's
/// payload, say) is not a record.
std::uint32_t CalcRecordCrc(std::int64_t offset, absl::string_view checked) {
  ByteWriter writer;
  writer.Put(offset);
  return CalcCrc32c(checked, CalcCrc32c(writer.Take()));
}

std::string EncodeRecord(RecordType type, std::uint64_t sequence, absl::string_view payload,
                         std::int64_t offset) {
  ByteWriter body;
  body.Reserve(kRecordHeaderBytes + payload.size() + kAlignment);
  body.Put(kMarker);
  body.Put<std::uint32_t>(0);
  body.Put(sequence);
  body.Put(type);
  body.Put(static_cast<std::uint32_t>(payload.size()));
  body.PutBytes(payload);
  body.PadTo(kAlignment);
  std::string bytes = body.Take();
  const std::uint32_t crc = CalcRecordCrc(offset, absl::string_view(bytes).substr(8));
  std::copy_n(reinterpret_cast<const char*>(&crc), sizeof(crc), bytes.begin() + 4);
  return bytes;
}

/// The record at `offset`, if a good one is there; `size` is its whole length.
std::optional<RawRecord> RecordAt(absl::string_view bytes, std::size_t offset, std::size_t* size) {
  if (offset + kRecordHeaderBytes > bytes.size()) return std::nullopt;
  ByteReader reader(bytes.substr(offset));
  if (reader.Get<std::uint32_t>() != kMarker) return std::nullopt;
  const auto crc = reader.Get<std::uint32_t>();
  RawRecord record;
  record.offset = static_cast<std::int64_t>(offset);
  record.sequence = reader.Get<std::uint64_t>();
  record.type = reader.Get<RecordType>();
  const std::size_t length = reader.Get<std::uint32_t>();
  const std::size_t padded = (length + kAlignment - 1) / kAlignment * kAlignment;
  if (padded > bytes.size() - offset - kRecordHeaderBytes) return std::nullopt;
  const absl::string_view checked = bytes.substr(offset + 8, kRecordHeaderBytes - 8 + padded);
  if (crc != CalcRecordCrc(record.offset, checked)) return std::nullopt;
  record.payload = bytes.substr(offset + kRecordHeaderBytes, length);
  *size = kRecordHeaderBytes + padded;
  return record;
}

/// Decodes one record into `content`; a record whose checksum holds but whose lengths do not is
/// our own bug or a forgery, and is reported like damage.
absl::Status Take(const RawRecord& record, JournalContent& content) {
  switch (record.type) {
    case RecordType::kBase: {
      TWIN_ASSIGN_OR_RETURN(content.base, DecodeBase(record.payload));
      content.day.before = content.base->last_step;
      content.day.carried = content.base->commands_in_force;
      return absl::OkStatus();
    }
    case RecordType::kStep: {
      TWIN_ASSIGN_OR_RETURN(StepRecord step, DecodeStep(record.payload));
      AddStep(std::move(step), content.day);
      return absl::OkStatus();
    }
    case RecordType::kCommand: {
      TWIN_ASSIGN_OR_RETURN(CommandRecord command, DecodeCommand(record.payload));
      content.day.commands.push_back(std::move(command));
      return absl::OkStatus();
    }
    case RecordType::kLoss:
      return absl::OkStatus();
  }
  return models::errors::Corrupt("record", "its type is unknown");
}

std::string EncodeStart(const JournalHeader& header, const BaseRecord& base) {
  std::string bytes = EncodeHeader(header);
  bytes += EncodeRecord(RecordType::kBase, base.sequence, EncodeBase(base),
                        static_cast<std::int64_t>(bytes.size()));
  return bytes;
}

std::string EncodeLoss(std::uint64_t first) {
  ByteWriter writer;
  writer.Put(first);
  return writer.Take();
}

}  // namespace

std::string JournalPath(const std::string& folder, models::Quarter first_quarter) {
  return absl::StrCat(folder, "/", first_quarter.index(), ".wal");
}

absl::Status RepairJournal(const std::string& path, const JournalHeader& header,
                           const BaseRecord& base, const FaultHook& hook) {
  TWIN_ASSIGN_OR_RETURN(const std::string damaged, ReadWholeFile(path));
  std::string bytes = EncodeStart(header, base);
  std::uint64_t last_sequence = base.sequence;
  const auto append = [&](RecordType type, std::uint64_t sequence, absl::string_view payload) {
    bytes += EncodeRecord(type, sequence, payload, static_cast<std::int64_t>(bytes.size()));
    last_sequence = sequence;
  };
  for (const RawRecord& record : ScanJournal(damaged).records) {
    JournalContent decoded;
    if (record.type == RecordType::kBase || !Take(record, decoded).ok()) continue;
    if (record.type != RecordType::kLoss && record.sequence > last_sequence + 1) {
      append(RecordType::kLoss, record.sequence - 1, EncodeLoss(last_sequence + 1));
    }
    append(record.type, record.sequence, record.payload);
  }
  return WriteFileAtomically(path, bytes, "journal.repair", hook);
}

JournalScan ScanJournal(absl::string_view bytes) {
  JournalScan scan;
  scan.header = DecodeHeader(bytes);
  std::size_t at = std::min(kHeaderBytes, bytes.size());
  std::size_t good_end = at;
  while (at < bytes.size()) {
    std::size_t size = 0;
    const std::optional<RawRecord> record = RecordAt(bytes, at, &size);
    if (!record.has_value()) {
      at += kAlignment;  // records are aligned: look for the next one at every place it could be
      continue;
    }
    if (at != good_end) {
      scan.gaps.push_back(
          {static_cast<std::int64_t>(good_end), static_cast<std::int64_t>(at - good_end)});
    }
    scan.records.push_back(*record);
    at += size;
    good_end = at;
  }
  scan.good_end = static_cast<std::int64_t>(good_end);
  scan.torn_bytes = static_cast<std::int64_t>(bytes.size() - good_end);
  return scan;
}

absl::StatusOr<JournalContent> SalvageJournal(const std::string& path,
                                              const JournalHeader* if_damaged) {
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, ReadWholeFile(path));
  if (const std::optional<std::uint32_t> version = OtherVersion(bytes); version.has_value()) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is of format version ", *version,
                                                      ", this twin reads version ", kVersion));
  }
  const JournalScan scan = ScanJournal(bytes);
  JournalContent content;
  if (!scan.header.has_value()) {
    content.damage.push_back(absl::StrCat(path, " is damaged: its header fails its checksum; ",
                                          scan.records.size(), " whole records follow"));
    if (if_damaged == nullptr) return absl::DataLossError(content.damage.back());
  }
  content.header = scan.header.has_value() ? *scan.header : *if_damaged;
  content.day.first_quarter = content.header.first_quarter;
  content.good_end = scan.good_end;
  content.torn_bytes = scan.torn_bytes;
  for (const JournalGap& gap : scan.gaps) {
    content.damage.push_back(absl::StrCat(path, " is damaged: no good record in the ", gap.length,
                                          " bytes at offset ", gap.offset));
  }
  bool is_first = true;
  for (const RawRecord& record : scan.records) {
    if (absl::Status status = Take(record, content); !status.ok()) {
      content.damage.push_back(
          absl::StrCat(path, " at offset ", record.offset, ": ", status.message()));
      continue;
    }
    const bool is_gap = !is_first && record.type != RecordType::kLoss &&
                        record.sequence > content.last_sequence + 1;
    if (is_gap) {
      content.damage.push_back(absl::StrCat(path, " lost the records with sequence ",
                                            content.last_sequence + 1, " to ",
                                            record.sequence - 1));
    }
    is_first = false;
    content.last_sequence = record.sequence;
  }
  if (!content.base.has_value()) {
    content.damage.push_back(absl::StrCat(path, " lost its base record at offset ", kHeaderBytes));
  }
  return content;
}

absl::StatusOr<JournalContent> ReadJournal(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(JournalContent content, SalvageJournal(path));
  if (!content.damage.empty()) return absl::DataLossError(absl::StrJoin(content.damage, "; "));
  return content;
}

Journal::Journal(std::string path, FileDescriptor file, const JournalHeader& header,
                 std::int64_t end, FaultHook hook)
    : path_(std::move(path)),
      file_(std::move(file)),
      header_(header),
      end_(end),
      hook_(std::move(hook)) {}

absl::StatusOr<Journal> Journal::Create(const std::string& folder, const JournalHeader& header,
                                        const BaseRecord& base, const FaultHook& hook) {
  const std::string path = JournalPath(folder, header.first_quarter);
  const std::string bytes = EncodeStart(header, base);
  TWIN_RETURN_IF_ERROR(WriteFileAtomically(path, bytes, "journal.create", hook));
  TWIN_ASSIGN_OR_RETURN(FileDescriptor file, FileDescriptor::Open(path, O_RDWR));
  return Journal(path, std::move(file), header, static_cast<std::int64_t>(bytes.size()), hook);
}

absl::StatusOr<Journal> Journal::Continue(const std::string& path, const JournalContent& content,
                                          const FaultHook& hook) {
  TWIN_ASSIGN_OR_RETURN(FileDescriptor file, FileDescriptor::Open(path, O_RDWR));
  Journal journal(path, std::move(file), content.header, content.good_end, hook);
  if (content.torn_bytes > 0) {
    TWIN_RETURN_IF_ERROR(PassFaultPoint(hook, "journal.cut", "begin"));
    TWIN_RETURN_IF_ERROR(journal.CutTail());
    TWIN_RETURN_IF_ERROR(PassFaultPoint(hook, "journal.cut", "durable"));
  }
  return journal;
}

absl::Status Journal::AppendStep(const StepRecord& step) {
  return Append(RecordType::kStep, step.sequence, EncodeStep(step));
}

absl::Status Journal::AppendCommand(const CommandRecord& command) {
  return Append(RecordType::kCommand, command.sequence, EncodeCommand(command));
}

absl::Status Journal::AppendLoss(std::uint64_t first, std::uint64_t last) {
  return Append(RecordType::kLoss, last, EncodeLoss(first));
}

absl::Status Journal::Append(RecordType type, std::uint64_t sequence, const std::string& payload) {
  if (sync_failed_) {
    return absl::FailedPreconditionError(
        absl::StrCat(path_, " could not be synced before; open the folder anew"));
  }
  if (payload.size() > UINT32_MAX - kRecordHeaderBytes) {
    return absl::InvalidArgumentError(absl::StrCat("a record of ", payload.size(), " bytes"));
  }
  if (tail_is_dirty_) TWIN_RETURN_IF_ERROR(CutTail());
  const std::string record = EncodeRecord(type, sequence, payload, end_);
  if (absl::Status status = WriteRecord(record); !status.ok()) {
    tail_is_dirty_ = true;
    CutTail().IgnoreError();  // tried again by the next append
    return status;
  }
  end_ += static_cast<std::int64_t>(record.size());
  return absl::OkStatus();
}

absl::Status Journal::WriteRecord(absl::string_view record) {
  TWIN_RETURN_IF_ERROR(PassFaultPoint(hook_, "journal.append", "begin"));
  // In production one write; with a hook two, so that a test can end the process between them.
  const std::size_t half = hook_ ? record.size() / 2 : 0;
  if (hook_) {
    TWIN_RETURN_IF_ERROR(WriteAllAt(file_, record.substr(0, half), end_, path_));
    TWIN_RETURN_IF_ERROR(PassFaultPoint(hook_, "journal.append", "half_written"));
  }
  TWIN_RETURN_IF_ERROR(
      WriteAllAt(file_, record.substr(half), end_ + static_cast<std::int64_t>(half), path_));
  TWIN_RETURN_IF_ERROR(PassFaultPoint(hook_, "journal.append", "written"));
  if (::fdatasync(file_.get()) != 0) {
    const int error_number = errno;
    // After a failed sync the page cache may forget what it could not write: believe nothing more.
    sync_failed_ = error_number != ENOSPC && error_number != EDQUOT;
    return ErrnoStatus(error_number, absl::StrCat("cannot sync ", path_));
  }
  return PassFaultPoint(hook_, "journal.append", "synced");
}

absl::Status Journal::CutTail() {
  if (::ftruncate(file_.get(), end_) != 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot cut the torn end of ", path_));
  }
  if (::fdatasync(file_.get()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot sync ", path_));
  }
  tail_is_dirty_ = false;
  return absl::OkStatus();
}

}  // namespace twin::store
