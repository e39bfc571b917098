#include "twin/access/audit_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/access/digest.h"
#include "twin/log.h"

namespace twin::access {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr char kFileName[] = "audit.jsonl";
constexpr absl::string_view kHashBegin = ",\"hash\":\"";
constexpr absl::string_view kHashEnd = "\"}";
constexpr std::size_t kHashDigits = 64;
constexpr std::chrono::seconds kSyncInterval{1};

std::string FirstHash() { return std::string(kHashDigits, '0'); }

std::string PathIn(const std::string& folder) { return absl::StrCat(folder, "/", kFileName); }

// A line as it is hashed: everything but its own hash.
std::string EncodeBody(std::int64_t number, const std::string& time, const AuditEntry& entry,
                       std::int64_t unwritten, const std::string& last_hash) {
  Json line;
  line["n"] = number;
  line["time"] = time;
  line["who"] = entry.who;
  line["role"] = entry.role;
  line["method"] = entry.method;
  if (!entry.what.empty()) line["what"] = entry.what;
  if (!entry.record.empty()) line["record"] = entry.record;
  line["projection"] = entry.projection;
  line["outcome"] = entry.outcome;
  if (unwritten > 0) line["unwritten_before"] = unwritten;
  line["prev"] = last_hash;
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string WithHash(const std::string& body, const std::string& hash) {
  return absl::StrCat(body.substr(0, body.size() - 1), kHashBegin, hash, kHashEnd);
}

struct Chained {
  std::string body;
  std::string hash;
};

// Nothing when the line does not end in a hash.
std::optional<Chained> SplitHash(absl::string_view line) {
  const std::size_t tail = kHashBegin.size() + kHashDigits + kHashEnd.size();
  if (line.size() <= tail) return std::nullopt;
  const absl::string_view end = line.substr(line.size() - tail);
  if (!absl::StartsWith(end, kHashBegin) || !absl::EndsWith(end, kHashEnd)) return std::nullopt;
  return Chained{absl::StrCat(line.substr(0, line.size() - tail), "}"),
                 std::string(end.substr(kHashBegin.size(), kHashDigits))};
}

// Oldest first: those set aside, then the one that is written.
absl::StatusOr<std::vector<std::string>> ListFiles(const std::string& folder) {
  TWIN_ASSIGN_OR_RETURN(std::vector<std::string> names, store::ListFolder(folder, ".jsonl"));
  std::erase(names, kFileName);
  if (fs::exists(PathIn(folder))) names.emplace_back(kFileName);
  if (names.empty()) return absl::NotFoundError(absl::StrCat(folder, " holds no audit log"));
  return names;
}

std::vector<absl::string_view> LinesOf(absl::string_view bytes) {
  return absl::StrSplit(bytes, '\n', absl::SkipEmpty());
}

}  // namespace

AuditLog::AuditLog(std::string folder, std::int64_t max_file_bytes)
    : folder_(std::move(folder)), max_file_bytes_(max_file_bytes), last_hash_(FirstHash()) {}

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::Open(const std::string& folder,
                                                         std::int64_t max_file_bytes) {
  TWIN_RETURN_IF_ERROR(store::MakeFolder(folder));
  auto log = std::unique_ptr<AuditLog>(new AuditLog(folder, max_file_bytes));
  TWIN_RETURN_IF_ERROR(log->Recover());
  return log;
}

AuditLog::~AuditLog() {
  if (file_.is_open()) ::fdatasync(file_.get());
}

absl::Status AuditLog::Recover() {
  std::int64_t torn_bytes = 0;
  if (const auto files = ListFiles(folder_); files.ok()) {
    std::string bytes;
    for (auto name = files->rbegin(); name != files->rend() && LinesOf(bytes).empty(); ++name) {
      TWIN_ASSIGN_OR_RETURN(bytes, store::ReadWholeFile(absl::StrCat(folder_, "/", *name)));
      if (*name != kFileName) continue;
      const std::size_t whole = bytes.rfind('\n') == std::string::npos ? 0 : bytes.rfind('\n') + 1;
      torn_bytes = static_cast<std::int64_t>(bytes.size() - whole);
      bytes.resize(whole);
      end_ = static_cast<std::int64_t>(whole);
    }
    const auto lines = LinesOf(bytes);
    if (!lines.empty()) {
      if (const auto last = SplitHash(lines.back())) last_hash_ = last->hash;
      const Json first = Json::parse(lines.front(), nullptr, false);
      const Json newest = Json::parse(lines.back(), nullptr, false);
      if (first.is_discarded() || newest.is_discarded() || !newest.contains("n")) {
        return absl::DataLossError(absl::StrCat(folder_,
                                                ": the audit log ends in no line of it; "
                                                "set it aside before starting anew"));
      }
      next_number_ = newest.at("n").get<std::int64_t>() + 1;
      first_number_ = end_ > 0 ? first.value("n", next_number_) : next_number_;
    }
  }
  TWIN_ASSIGN_OR_RETURN(file_, store::FileDescriptor::Open(PathIn(folder_), O_RDWR | O_CREAT));
  if (torn_bytes == 0) return absl::OkStatus();
  if (::ftruncate(file_.get(), end_) != 0) return store::ErrnoStatus(errno, PathIn(folder_));
  return Write({.who = "twin",
                .role = "twin",
                .method = "audit/torn_line_cut",
                .what = absl::StrCat("bytes=", torn_bytes),
                .record = {},
                .projection = {},
                .outcome = "OK"});
}

void AuditLog::Append(const AuditEntry& entry) {
  const std::lock_guard lock(mutex_);
  const absl::Status written = Write(entry);
  if (written.ok()) {
    unwritten_ = 0;
    return;
  }
  if (++unwritten_ == 1) {
    log::Error("the audit log cannot be written", {{"why", std::string(written.message())}});
  }
}

absl::Status AuditLog::AppendNow(const AuditEntry& entry) {
  const std::lock_guard lock(mutex_);
  TWIN_RETURN_IF_ERROR(Write(entry));
  unwritten_ = 0;
  if (::fdatasync(file_.get()) != 0) return store::ErrnoStatus(errno, PathIn(folder_));
  return absl::OkStatus();
}

absl::Status AuditLog::Write(const AuditEntry& entry) {
  if (end_ >= max_file_bytes_) TWIN_RETURN_IF_ERROR(Rotate());
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  const std::string body = EncodeBody(next_number_, time, entry, unwritten_, last_hash_);
  const std::string hash = CalcSha256Hex(body);
  const std::string line = absl::StrCat(WithHash(body, hash), "\n");
  if (absl::Status status = store::WriteAllAt(file_, line, end_, PathIn(folder_)); !status.ok()) {
    return ::ftruncate(file_.get(), end_) == 0 ? status : store::ErrnoStatus(errno, "audit log");
  }
  end_ += static_cast<std::int64_t>(line.size());
  last_hash_ = hash;
  ++next_number_;
  const auto now = std::chrono::steady_clock::now();
  if (now - synced_ >= kSyncInterval) {
    ::fdatasync(file_.get());
    synced_ = now;
  }
  return absl::OkStatus();
}

absl::Status AuditLog::Rotate() {
  if (::fdatasync(file_.get()) != 0) return store::ErrnoStatus(errno, PathIn(folder_));
  const std::string aside = absl::StrFormat("%s/audit-%012d.jsonl", folder_, first_number_);
  if (::rename(PathIn(folder_).c_str(), aside.c_str()) != 0) {
    return store::ErrnoStatus(errno, aside);
  }
  TWIN_ASSIGN_OR_RETURN(file_, store::FileDescriptor::Open(PathIn(folder_), O_RDWR | O_CREAT));
  TWIN_RETURN_IF_ERROR(store::SyncFolder(folder_));
  end_ = 0;
  first_number_ = next_number_;
  return absl::OkStatus();
}

absl::StatusOr<AuditReport> VerifyAuditLog(const std::string& folder) {
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> files, ListFiles(folder));
  AuditReport report{.lines = 0, .head = FirstHash(), .problem = {}};
  for (const std::string& name : files) {
    TWIN_ASSIGN_OR_RETURN(const std::string bytes,
                          store::ReadWholeFile(absl::StrCat(folder, "/", name)));
    std::int64_t row = 0;
    for (const absl::string_view line : LinesOf(bytes)) {
      ++row;
      const auto fails = [&](absl::string_view why) {
        report.problem = absl::StrCat(name, ", line ", row, ": ", why);
        return report;
      };
      const auto chained = SplitHash(line);
      if (!chained) return fails("does not end in a hash");
      if (CalcSha256Hex(chained->body) != chained->hash) return fails("was changed");
      const Json parsed = Json::parse(chained->body, nullptr, false);
      if (parsed.is_discarded()) return fails("is no JSON");
      if (parsed.value("n", std::int64_t{0}) != report.lines + 1 ||
          parsed.value("prev", "") != report.head) {
        return fails("does not follow from the line before it");
      }
      report.head = chained->hash;
      ++report.lines;
    }
  }
  return report;
}

absl::StatusOr<std::vector<AuditLine>> ReadAuditLog(const std::string& folder, std::size_t count) {
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> files, ListFiles(folder));
  std::vector<AuditLine> newest_first;
  for (auto name = files.rbegin(); name != files.rend() && newest_first.size() < count; ++name) {
    const std::string path = absl::StrCat(folder, "/", *name);
    TWIN_ASSIGN_OR_RETURN(const std::string bytes, store::ReadWholeFile(path));
    const auto lines = LinesOf(bytes);
    for (auto line = lines.rbegin(); line != lines.rend() && newest_first.size() < count; ++line) {
      const Json parsed = Json::parse(*line, nullptr, false);
      if (parsed.is_discarded()) return models::errors::Corrupt(path, "a line is no JSON");
      newest_first.push_back({.number = parsed.value("n", std::int64_t{0}),
                              .time = parsed.value("time", ""),
                              .entry = {.who = parsed.value("who", ""),
                                        .role = parsed.value("role", ""),
                                        .method = parsed.value("method", ""),
                                        .what = parsed.value("what", ""),
                                        .record = parsed.value("record", ""),
                                        .projection = parsed.value("projection", ""),
                                        .outcome = parsed.value("outcome", "")}});
    }
  }
  std::reverse(newest_first.begin(), newest_first.end());
  return newest_first;
}

}  // namespace twin::access
