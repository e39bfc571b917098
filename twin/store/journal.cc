#include "twin/store/journal.h"

#include <fcntl.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/byte_codec.h"

namespace twin::store {
namespace {

constexpr char kMagic[] = "TWINWAL\n";
constexpr char kFaultPrefix[] = "journal";

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
    case RecordType::kAnswer:
    case RecordType::kBranch:
    case RecordType::kAlarm:
      break;
  }
  return models::errors::Corrupt("record", "its type is unknown");
}

std::string EncodeStart(const JournalHeader& header, const BaseRecord& base) {
  std::string bytes = EncodeRecordFileHeader(header, kMagic);
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

JournalScan ScanJournal(absl::string_view bytes) { return ScanRecords(bytes, kMagic); }

absl::Status CheckJournalVersion(absl::string_view bytes, const std::string& path) {
  return CheckRecordFileVersion(bytes, kMagic, path);
}

JournalContent DecodeJournal(absl::string_view bytes, const std::string& path,
                             const JournalHeader& if_damaged) {
  const JournalScan scan = ScanJournal(bytes);
  JournalContent content;
  content.has_header = scan.header.has_value();
  if (!content.has_header) {
    content.damage.push_back(absl::StrCat(path, " is damaged: its header fails its checksum; ",
                                          scan.records.size(), " whole records follow"));
  }
  content.header = scan.header.value_or(if_damaged);
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
    content.damage.push_back(
        absl::StrCat(path, " lost its base record at offset ", kRecordFileHeaderBytes));
  }
  return content;
}

absl::StatusOr<JournalContent> SalvageJournal(const std::string& path,
                                              const JournalHeader* if_damaged) {
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, ReadWholeFile(path));
  TWIN_RETURN_IF_ERROR(CheckJournalVersion(bytes, path));
  JournalContent content =
      DecodeJournal(bytes, path, if_damaged != nullptr ? *if_damaged : JournalHeader{});
  if (!content.has_header && if_damaged == nullptr) {
    return absl::DataLossError(content.damage.front());
  }
  return content;
}

absl::StatusOr<JournalContent> ReadJournal(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(JournalContent content, SalvageJournal(path));
  if (!content.damage.empty()) return absl::DataLossError(absl::StrJoin(content.damage, "; "));
  return content;
}

absl::StatusOr<Journal> Journal::Create(const std::string& folder, const JournalHeader& header,
                                        const BaseRecord& base, const FaultHook& hook) {
  const std::string path = JournalPath(folder, header.first_quarter);
  const std::string bytes = EncodeStart(header, base);
  TWIN_RETURN_IF_ERROR(WriteFileAtomically(path, bytes, "journal.create", hook));
  TWIN_ASSIGN_OR_RETURN(FileDescriptor file, FileDescriptor::Open(path, O_RDWR));
  return Journal(header,
                 RecordAppender(path, std::move(file), static_cast<std::int64_t>(bytes.size()),
                                kFaultPrefix, hook));
}

absl::StatusOr<Journal> Journal::Continue(const std::string& path, const JournalContent& content,
                                          const FaultHook& hook) {
  TWIN_ASSIGN_OR_RETURN(FileDescriptor file, FileDescriptor::Open(path, O_RDWR));
  Journal journal(content.header,
                  RecordAppender(path, std::move(file), content.good_end, kFaultPrefix, hook));
  if (content.torn_bytes > 0) TWIN_RETURN_IF_ERROR(journal.appender_.CutTornTail());
  return journal;
}

absl::Status Journal::AppendStep(const StepRecord& step) {
  return appender_.Append(RecordType::kStep, step.sequence, EncodeStep(step));
}

absl::Status Journal::AppendCommand(const CommandRecord& command) {
  return appender_.Append(RecordType::kCommand, command.sequence, EncodeCommand(command));
}

absl::Status Journal::AppendLoss(std::uint64_t first, std::uint64_t last) {
  return appender_.Append(RecordType::kLoss, last, EncodeLoss(first));
}

}  // namespace twin::store
