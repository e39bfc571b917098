#include "twin/store/record_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/byte_codec.h"
#include "twin/store/crc32c.h"

namespace twin::store {
namespace {

constexpr std::size_t kMagicBytes = 8;
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = kRecordFileHeaderBytes;
constexpr std::size_t kHeaderChecked = 64;
constexpr std::uint32_t kMarker = 0x43455254u;  // "TREC"
constexpr std::size_t kRecordHeaderBytes = 24;
constexpr std::size_t kAlignment = 8;

std::optional<JournalHeader> DecodeRecordFileHeader(absl::string_view bytes,
                                                    absl::string_view magic) {
  if (bytes.size() < kHeaderBytes) return std::nullopt;
  ByteReader reader(bytes.substr(0, kHeaderBytes));
  JournalHeader header;
  const absl::string_view found = reader.GetBytes(kMagicBytes);
  const auto version = reader.Get<std::uint32_t>();
  const auto size = reader.Get<std::uint32_t>();
  header.epoch = reader.Get<std::uint64_t>();
  header.first_quarter = models::Quarter(reader.Get<std::int64_t>());
  const absl::string_view hash = reader.GetBytes(32);
  std::copy(hash.begin(), hash.end(), header.layout_hash.begin());
  const auto checksum = reader.Get<std::uint32_t>();
  const bool good = found == magic.substr(0, kMagicBytes) && version == kVersion &&
                    size == kHeaderBytes && reader.Get<std::uint32_t>() == 0 &&
                    checksum == CalcCrc32c(bytes.substr(0, kHeaderChecked));
  if (!good) return std::nullopt;
  return header;
}

/// The offset is part of what is checked: a copy of a record elsewhere (inside a command's
/// payload, say) is not a record.
std::uint32_t CalcRecordCrc(std::int64_t offset, absl::string_view checked) {
  ByteWriter writer;
  writer.Put(offset);
  return CalcCrc32c(checked, CalcCrc32c(writer.Take()));
}

/// The record at `offset` of `bytes`, if a good one is there; `size` is its whole length.
std::optional<RawRecord> RecordAt(absl::string_view bytes, std::size_t offset,
                                  std::int64_t offset_in_file, std::size_t* size) {
  if (offset + kRecordHeaderBytes > bytes.size()) return std::nullopt;
  ByteReader reader(bytes.substr(offset));
  if (reader.Get<std::uint32_t>() != kMarker) return std::nullopt;
  const auto crc = reader.Get<std::uint32_t>();
  RawRecord record;
  record.offset = offset_in_file;
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

}  // namespace

std::string EncodeRecordFileHeader(const JournalHeader& header, absl::string_view magic) {
  ByteWriter writer;
  writer.PutBytes(magic.substr(0, kMagicBytes));
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

absl::Status CheckRecordFileVersion(absl::string_view bytes, absl::string_view magic,
                                    absl::string_view path) {
  if (bytes.size() < kHeaderBytes) return absl::OkStatus();
  ByteReader reader(bytes.substr(0, kHeaderBytes));
  const bool has_magic = reader.GetBytes(kMagicBytes) == magic.substr(0, kMagicBytes);
  const auto version = reader.Get<std::uint32_t>();
  reader.GetBytes(kHeaderChecked - 12);
  const bool is_whole =
      has_magic && reader.Get<std::uint32_t>() == CalcCrc32c(bytes.substr(0, kHeaderChecked));
  if (!is_whole || version == kVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, " is of format version ", version,
                                                    ", this twin reads version ", kVersion));
}

std::optional<RawRecord> ReadRecordAt(absl::string_view bytes, std::int64_t offset_in_file) {
  std::size_t size = 0;
  return RecordAt(bytes, 0, offset_in_file, &size);
}

JournalScan ScanRecords(absl::string_view bytes, absl::string_view magic) {
  JournalScan scan;
  scan.header = DecodeRecordFileHeader(bytes, magic);
  std::size_t at = std::min(kHeaderBytes, bytes.size());
  std::size_t good_end = at;
  while (at < bytes.size()) {
    std::size_t size = 0;
    const std::optional<RawRecord> record =
        RecordAt(bytes, at, static_cast<std::int64_t>(at), &size);
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

absl::Status CheckRecordFileHeader(absl::string_view bytes, absl::string_view magic,
                                   absl::string_view path) {
  if (bytes.size() < kRecordFileHeaderBytes) {
    return models::errors::Corrupt(path, "its header is cut short");
  }
  return CheckRecordFileVersion(bytes, magic, path);
}

namespace {

// A new folder whose first start was cut short draws its epoch anew: what such a start left holds
// nothing but a header.
bool IsOfACutStart(absl::string_view bytes, const JournalHeader& header, absl::string_view magic) {
  if (bytes.size() != kRecordFileHeaderBytes) return false;
  const JournalScan scan = ScanRecords(bytes, magic);
  return scan.header.has_value() && scan.header->epoch != header.epoch;
}

}  // namespace

absl::StatusOr<OpenedRecordFile> OpenRecordFile(const std::string& path,
                                                const JournalHeader& header,
                                                absl::string_view magic,
                                                absl::string_view fault_prefix,
                                                const FaultHook& hook) {
  absl::StatusOr<std::string> bytes = ReadWholeFile(path);
  if (absl::IsNotFound(bytes.status()) || (bytes.ok() && IsOfACutStart(*bytes, header, magic))) {
    bytes = EncodeRecordFileHeader(header, magic);
    TWIN_RETURN_IF_ERROR(
        WriteFileAtomically(path, *bytes, absl::StrCat(fault_prefix, ".create"), hook));
  }
  if (!bytes.ok()) return bytes.status();
  TWIN_RETURN_IF_ERROR(CheckRecordFileHeader(*bytes, magic, path));
  TWIN_ASSIGN_OR_RETURN(FileDescriptor file, FileDescriptor::Open(path, O_RDWR));
  OpenedRecordFile opened{*std::move(bytes), {}, std::move(file)};
  opened.scan = ScanRecords(opened.bytes, magic);
  return opened;
}

RecordAppender::RecordAppender(std::string path, FileDescriptor file, std::int64_t end,
                               std::string fault_prefix, FaultHook hook)
    : path_(std::move(path)),
      file_(std::move(file)),
      end_(end),
      fault_prefix_(std::move(fault_prefix)),
      hook_(std::move(hook)) {}

absl::Status RecordAppender::Append(RecordType type, std::uint64_t sequence,
                                    absl::string_view payload) {
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

absl::Status RecordAppender::WriteRecord(absl::string_view record) {
  const std::string prefix = fault_prefix_ + ".append";
  TWIN_RETURN_IF_ERROR(PassFaultPoint(hook_, prefix, "begin"));
  // In production one write; with a hook two, so that a test can end the process between them.
  const std::size_t half = hook_ ? record.size() / 2 : 0;
  if (hook_) {
    TWIN_RETURN_IF_ERROR(WriteAllAt(file_, record.substr(0, half), end_, path_));
    TWIN_RETURN_IF_ERROR(PassFaultPoint(hook_, prefix, "half_written"));
  }
  TWIN_RETURN_IF_ERROR(
      WriteAllAt(file_, record.substr(half), end_ + static_cast<std::int64_t>(half), path_));
  TWIN_RETURN_IF_ERROR(PassFaultPoint(hook_, prefix, "written"));
  if (::fdatasync(file_.get()) != 0) {
    const int error_number = errno;
    // After a failed sync the page cache may forget what it could not write: believe nothing more.
    sync_failed_ = error_number != ENOSPC && error_number != EDQUOT;
    return ErrnoStatus(error_number, absl::StrCat("cannot sync ", path_));
  }
  return PassFaultPoint(hook_, prefix, "synced");
}

absl::Status RecordAppender::CutTornTail() {
  TWIN_RETURN_IF_ERROR(PassFaultPoint(hook_, fault_prefix_ + ".cut", "begin"));
  TWIN_RETURN_IF_ERROR(CutTail());
  return PassFaultPoint(hook_, fault_prefix_ + ".cut", "durable");
}

absl::Status RecordAppender::CutTail() {
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
