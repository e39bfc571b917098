#include "twin/store/answer_log.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/byte_codec.h"

namespace twin::store {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kRecordHeaderBytes = 24;
constexpr std::size_t kAlignment = 8;

std::string FolderOfAnswers(const std::string& directory) { return directory + "/answers"; }
std::string LogPath(const std::string& directory) {
  return FolderOfAnswers(directory) + "/answers.log";
}

std::size_t PaddedBytes(std::size_t payload_bytes) {
  return kRecordHeaderBytes + (payload_bytes + kAlignment - 1) / kAlignment * kAlignment;
}

RecordId IdOf(absl::string_view payload) {
  RecordId id{};
  std::copy_n(payload.begin(), kIdBytes, id.begin());
  return id;
}

absl::StatusOr<std::string> ReadOrMakeKey(const std::string& directory, const FaultHook& hook) {
  const std::string path = FolderOfAnswers(directory) + "/key";
  absl::StatusOr<std::string> key = ReadWholeFile(path);
  if (key.ok() && key->size() != kAnswerKeyBytes) {
    return models::errors::Corrupt(path, absl::StrCat("it has ", key->size(), " bytes, not 32"));
  }
  if (!absl::IsNotFound(key.status())) return key;
  std::string fresh(kAnswerKeyBytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(fresh.data()), kAnswerKeyBytes) != 1) {
    return absl::InternalError("no random numbers to be had from OpenSSL");
  }
  TWIN_RETURN_IF_ERROR(WriteFileAtomically(path, fresh, "answers.key", hook));
  return fresh;
}

// Ids of damaged records, as far as they can still be read. Lengths are only believed for a guess
// at where the next record begins; an id guessed wrongly is an id nobody was given.
std::vector<RecordId> GuessIds(absl::string_view gap) {
  std::vector<RecordId> ids;
  while (gap.size() >= kRecordHeaderBytes + kIdBytes) {
    ids.push_back(IdOf(gap.substr(kRecordHeaderBytes)));
    ByteReader reader(gap.substr(20));
    gap.remove_prefix(std::min(gap.size(), PaddedBytes(reader.Get<std::uint32_t>())));
  }
  return ids;
}

absl::StatusOr<std::string> RecordOf(absl::string_view bytes, std::int64_t offset,
                                     const RecordId& id, const std::string& path) {
  const std::optional<RawRecord> record = ReadRecordAt(bytes, offset);
  const bool is_good = record.has_value() && record->type == RecordType::kAnswer &&
                       record->payload.size() >= kIdBytes && IdOf(record->payload) == id;
  if (!is_good) {
    return models::errors::Corrupt(
        path, absl::StrCat("the answer at offset ", offset, " fails its checksum"));
  }
  return std::string(record->payload.substr(kIdBytes));
}

absl::Status Unknown(const RecordId& id) {
  return absl::NotFoundError(absl::StrCat("no answer has the id ", ToHex(id)));
}

absl::Status Lost(const RecordId& id, const std::string& path) {
  return models::errors::Corrupt(
      path, absl::StrCat("the answer ", ToHex(id), " may be among its damaged records"));
}

}  // namespace

std::string ToHex(const RecordId& id) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
}

std::optional<RecordId> ParseRecordId(absl::string_view text) {
  const bool is_hex =
      text.size() == 2 * kIdBytes && std::all_of(text.begin(), text.end(), [](char digit) {
        return absl::ascii_isxdigit(static_cast<unsigned char>(digit));
      });
  if (!is_hex) return std::nullopt;
  return IdOf(absl::HexStringToBytes(text));
}

absl::StatusOr<std::unique_ptr<AnswerLog>> AnswerLog::Open(const std::string& directory,
                                                           std::uint64_t epoch, FaultHook hook) {
  TWIN_RETURN_IF_ERROR(MakeFolder(FolderOfAnswers(directory)));
  TWIN_ASSIGN_OR_RETURN(std::string key, ReadOrMakeKey(directory, hook));
  const std::string path = LogPath(directory);
  TWIN_ASSIGN_OR_RETURN(OpenedRecordFile opened,
                        OpenRecordFile(path, {.epoch = epoch}, kAnswerLogMagic, "answers", hook));
  const JournalScan& scan = opened.scan;
  std::unique_ptr<AnswerLog> log(new AnswerLog(
      RecordAppender(path, std::move(opened.file), scan.good_end, "answers", std::move(hook)),
      std::move(key)));
  log->Index(opened.bytes, scan);
  if (scan.torn_bytes > 0) TWIN_RETURN_IF_ERROR(log->appender_.CutTornTail());
  return log;
}

void AnswerLog::Index(absl::string_view bytes, const JournalScan& scan) {
  if (!scan.header.has_value()) {
    damage_.push_back(absl::StrCat(appender_.path(), " is damaged: its header fails its checksum"));
  }
  for (const JournalGap& gap : scan.gaps) {
    damage_.push_back(absl::StrCat(appender_.path(), " is damaged: no good answer in the ",
                                   gap.length, " bytes at offset ", gap.offset));
    const absl::string_view lost =
        bytes.substr(static_cast<std::size_t>(gap.offset), static_cast<std::size_t>(gap.length));
    for (const RecordId& id : GuessIds(lost)) damaged_ids_.insert(id);
  }
  for (const RawRecord& record : scan.records) {
    last_sequence_ = std::max(last_sequence_, record.sequence);
    if (record.type != RecordType::kAnswer || record.payload.size() < kIdBytes) continue;
    entries_.try_emplace(IdOf(record.payload), Entry{record.offset, record.payload.size()});
  }
}

RecordId AnswerLog::CalcId(absl::string_view canonical_question,
                           std::uint64_t model_revision) const {
  ByteWriter writer;
  writer.PutBytes(canonical_question);
  writer.Put(model_revision);
  const std::string bytes = writer.Take();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(), &length);
  RecordId id{};
  std::copy_n(digest.begin(), kIdBytes, id.begin());
  return id;
}

absl::Status AnswerLog::Append(const RecordId& id, absl::string_view record) {
  const std::lock_guard lock(mutex_);
  if (entries_.count(id) != 0) return absl::OkStatus();
  if (damaged_ids_.count(id) != 0) return Lost(id, appender_.path());
  std::string payload(reinterpret_cast<const char*>(id.data()), id.size());
  payload.append(record.data(), record.size());
  const std::int64_t offset = appender_.size_bytes();
  TWIN_RETURN_IF_ERROR(appender_.Append(RecordType::kAnswer, last_sequence_ + 1, payload));
  ++last_sequence_;
  entries_.emplace(id, Entry{offset, payload.size()});
  return absl::OkStatus();
}

absl::StatusOr<std::string> AnswerLog::Read(const RecordId& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) {
    return damage_.empty() ? Unknown(id) : Lost(id, appender_.path());
  }
  std::string bytes(PaddedBytes(found->second.payload_bytes), '\0');
  // What is missing fails the checksum.
  TWIN_RETURN_IF_ERROR(
      ReadAt(appender_.file(), bytes, found->second.offset, appender_.path()).status());
  return RecordOf(bytes, found->second.offset, id, appender_.path());
}

bool AnswerLog::Has(const RecordId& id) const {
  const std::lock_guard lock(mutex_);
  return entries_.count(id) != 0;
}

std::size_t AnswerLog::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

absl::StatusOr<std::string> ReadAnswer(const std::string& directory, const RecordId& id) {
  const std::string path = LogPath(directory);
  const absl::StatusOr<std::string> bytes = ReadWholeFile(path);
  if (absl::IsNotFound(bytes.status())) return Unknown(id);
  if (!bytes.ok()) return bytes.status();
  const JournalScan scan = ScanRecords(*bytes, kAnswerLogMagic);
  TWIN_RETURN_IF_ERROR(CheckRecordFileHeader(*bytes, kAnswerLogMagic, path));
  for (const RawRecord& record : scan.records) {
    const bool is_it = record.type == RecordType::kAnswer && record.payload.size() >= kIdBytes &&
                       IdOf(record.payload) == id;
    if (is_it) return std::string(record.payload.substr(kIdBytes));
  }
  return scan.gaps.empty() ? Unknown(id) : Lost(id, path);
}

}  // namespace twin::store
