#include "twin/store/backup.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/answer_log.h"
#include "twin/store/crc32c.h"
#include "twin/store/file_io.h"
#include "twin/store/folder.h"
#include "twin/store/journal.h"
#include "twin/store/plan_log.h"
#include "twin/store/record_log.h"
#include "twin/store/segment.h"
#include "twin/store/snapshot_store.h"
#include "twin/store/staging_folder.h"
#include "twin/store/store_check.h"

namespace twin::store {
namespace {

/// A rotation that failed on a full disk may leave a gap between two journals copied one after
/// another; the next attempt finds another moment.
constexpr int kAttempts = 3;

class Copier {
 public:
  Copier(const std::string& directory, const StagingFolder& target)
      : folder_{directory}, target_(target) {}

  // Logs before journals: the root of a branch is then in the history. Snapshots before journals:
  // none knows more than they do. Journals oldest first: only the newest can grow, and it comes
  // last. Segments of older days than that at the end: a day that is sealed meanwhile is among
  // them.
  absl::StatusOr<Backup> Copy() {
    TWIN_RETURN_IF_ERROR(CopySchema());
    TWIN_RETURN_IF_ERROR(CopyLog(kBranchLog.path(), kBranchLog.magic));
    TWIN_RETURN_IF_ERROR(CopyLog(kAlarmLog.path(), kAlarmLog.magic));
    TWIN_RETURN_IF_ERROR(CopyLog(kPlanLog.path(), kPlanLog.magic));
    TWIN_RETURN_IF_ERROR(CopyWhole("answers/key").status());
    TWIN_RETURN_IF_ERROR(CopyLog("answers/answers.log", kAnswerLogMagic));
    TWIN_RETURN_IF_ERROR(CopySnapshots());
    TWIN_RETURN_IF_ERROR(CopyJournals());
    TWIN_RETURN_IF_ERROR(CopySegments());
    return std::move(backup_);
  }

 private:
  std::string PathOf(const std::string& name) const {
    return absl::StrCat(folder_.root, "/", name);
  }

  absl::Status Put(const std::string& name, absl::string_view bytes) {
    TWIN_RETURN_IF_ERROR(target_.Write(name, bytes));
    backup_.manifest.files.push_back(
        {name, static_cast<std::int64_t>(bytes.size()), CalcCrc32c(bytes)});
    return absl::OkStatus();
  }

  /// False when the file is not there (any more).
  absl::StatusOr<bool> CopyWhole(const std::string& name) {
    const absl::StatusOr<std::string> bytes = ReadWholeFile(PathOf(name));
    if (absl::IsNotFound(bytes.status())) return false;
    if (!bytes.ok()) return bytes.status();
    TWIN_RETURN_IF_ERROR(Put(name, *bytes));
    return true;
  }

  absl::Status CopySchema() {
    const absl::StatusOr<Schema> schema = ReadSchemaFile(folder_);
    if (absl::IsNotFound(schema.status())) {
      return absl::NotFoundError(absl::StrCat(folder_.root, " holds no store of the twin"));
    }
    if (!schema.ok()) {
      Lose(schema.status());  // the next writer knows it and writes it anew
      return absl::OkStatus();
    }
    return CopyWhole("schema.bin").status();
  }

  void Lose(const absl::Status& status) { backup_.damage.emplace_back(status.message()); }

  /// Up to the last whole record.
  absl::Status CopyLog(const std::string& name, absl::string_view magic) {
    const absl::StatusOr<std::string> bytes = ReadWholeFile(PathOf(name));
    if (absl::IsNotFound(bytes.status())) return absl::OkStatus();
    if (!bytes.ok()) return bytes.status();
    const JournalScan scan = ScanRecords(*bytes, magic);
    for (const JournalGap& gap : scan.gaps) {
      backup_.damage.push_back(absl::StrCat(PathOf(name), " is damaged: no good record in the ",
                                            gap.length, " bytes at offset ", gap.offset));
    }
    return Put(name, absl::string_view(*bytes).substr(0, static_cast<std::size_t>(scan.good_end)));
  }

  /// A sealed file, or a line of damage in its place.
  absl::Status CopySealed(const std::string& name, const absl::Status& status) {
    if (absl::IsNotFound(status)) return absl::OkStatus();  // pruned meanwhile
    if (absl::IsDataLoss(status)) {
      // Between finding it and opening it the writer may have pruned it, too.
      if (!std::filesystem::exists(PathOf(name))) return absl::OkStatus();
      Lose(status);
      return absl::OkStatus();
    }
    TWIN_RETURN_IF_ERROR(status);
    return CopyWhole(name).status();
  }

  absl::Status CopySnapshots() {
    TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                          ListFolder(folder_.snapshots(), ".h5"));
    for (const std::string& name : names) {
      const std::string path = "snapshots/" + name;
      const absl::StatusOr<Snapshot> snapshot = ReadSnapshot(PathOf(path));
      TWIN_RETURN_IF_ERROR(CopySealed(path, snapshot.status()));
      if (!snapshot.ok()) continue;
      TakeEnd(snapshot->epoch, snapshot->last_sequence);
      TakeStep(snapshot->step.quarter);
    }
    return absl::OkStatus();
  }

  void TakeEnd(std::uint64_t epoch, std::uint64_t last_sequence) {
    Manifest& manifest = backup_.manifest;
    manifest.epoch = epoch;
    manifest.last_sequence = std::max(manifest.last_sequence, last_sequence);
  }
  void TakeStep(models::Quarter quarter) {
    Manifest& manifest = backup_.manifest;
    manifest.last_quarter = std::max(manifest.last_quarter, quarter);
  }

  absl::Status CopyJournals() {
    std::set<std::string> copied;
    for (bool has_vanished = true; has_vanished;) {
      has_vanished = false;
      TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> paths, ListJournals(folder_));
      for (const std::string& path : paths) {
        if (copied.count(path) > 0) continue;
        TWIN_ASSIGN_OR_RETURN(const bool is_there, CopyJournal(path));
        has_vanished = !is_there;
        if (has_vanished) break;  // sealed meanwhile: there may be newer ones by now
        copied.insert(path);
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> CopyJournal(const std::string& path) {
    const absl::StatusOr<std::string> bytes = ReadWholeFile(path);
    if (absl::IsNotFound(bytes.status())) return false;
    if (!bytes.ok()) return bytes.status();
    TWIN_RETURN_IF_ERROR(CheckJournalVersion(*bytes, path));
    const JournalHeader if_damaged{
        .epoch = backup_.manifest.epoch, .first_quarter = JournalDay(path), .layout_hash = {}};
    const JournalContent content = DecodeJournal(*bytes, path, if_damaged);
    for (const std::string& line : content.damage) backup_.damage.push_back(line);
    TakeEnd(content.header.epoch, content.last_sequence);
    if (const StepRecord* step = LastStep(content.day)) TakeStep(step->quarter);
    newest_journal_ = JournalDay(path);
    TWIN_RETURN_IF_ERROR(
        Put(path.substr(folder_.root.size() + 1),
            absl::string_view(*bytes).substr(0, static_cast<std::size_t>(content.good_end))));
    return true;
  }

  absl::Status CopySegments() {
    TWIN_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, ListSegments(folder_));
    for (const SegmentInfo& info : segments) {
      // A newer one was sealed after the newest journal was copied: it is beyond this backup.
      if (newest_journal_.has_value() && info.first_quarter >= *newest_journal_) continue;
      const absl::StatusOr<Segment> segment = Segment::Open(info.path);
      TWIN_RETURN_IF_ERROR(CopySealed(info.path.substr(folder_.root.size() + 1), segment.status()));
    }
    return absl::OkStatus();
  }

  const Folder folder_;
  const StagingFolder& target_;
  Backup backup_;
  std::optional<models::Quarter> newest_journal_;
};

absl::Status VerifyFile(const std::string& folder, const Manifest::Entry& entry,
                        std::string* bytes) {
  const std::string path = absl::StrCat(folder, "/", entry.path);
  absl::StatusOr<std::string> read = ReadWholeFile(path);
  if (absl::IsNotFound(read.status())) return models::errors::Corrupt(path, "it is missing");
  if (!read.ok()) return read.status();
  const bool is_same = static_cast<std::int64_t>(read->size()) == entry.size_bytes &&
                       CalcCrc32c(*read) == entry.crc32c;
  if (!is_same) return models::errors::Corrupt(path, "it is not what the manifest says");
  if (bytes != nullptr) *bytes = *std::move(read);
  return absl::OkStatus();
}

absl::StatusOr<Manifest> ReadManifest(const std::string& backup) {
  const std::string path = absl::StrCat(backup, "/", kManifestName);
  const absl::StatusOr<std::string> text = ReadWholeFile(path);
  if (absl::IsNotFound(text.status())) {
    return absl::NotFoundError(absl::StrCat(backup, " is no backup: it has no ", kManifestName));
  }
  if (!text.ok()) return text.status();
  return DecodeManifest(*text, path);
}

}  // namespace

absl::StatusOr<Backup> MakeBackup(const std::string& directory, const std::string& destination) {
  for (int attempt = 1;; ++attempt) {
    TWIN_ASSIGN_OR_RETURN(StagingFolder staging, StagingFolder::Begin(destination));
    TWIN_ASSIGN_OR_RETURN(Backup backup, Copier(directory, staging).Copy());
    TWIN_RETURN_IF_ERROR(staging.Write(kManifestName, EncodeManifest(backup.manifest)));
    TWIN_RETURN_IF_ERROR(VerifyBackup(staging.path()).status());
    TWIN_ASSIGN_OR_RETURN(FolderCheck check, CheckFolder(staging.path()));
    if (!check.problems.empty() && attempt < kAttempts) continue;
    backup.damage.insert(backup.damage.end(), check.problems.begin(), check.problems.end());
    TWIN_RETURN_IF_ERROR(staging.Finish());
    return backup;
  }
}

absl::StatusOr<Manifest> VerifyBackup(const std::string& backup) {
  TWIN_ASSIGN_OR_RETURN(Manifest manifest, ReadManifest(backup));
  for (const Manifest::Entry& entry : manifest.files) {
    TWIN_RETURN_IF_ERROR(VerifyFile(backup, entry, nullptr));
  }
  return manifest;
}

absl::StatusOr<Manifest> RestoreBackup(const std::string& backup, const std::string& directory) {
  TWIN_ASSIGN_OR_RETURN(Manifest manifest, VerifyBackup(backup));
  TWIN_ASSIGN_OR_RETURN(StagingFolder staging, StagingFolder::Begin(directory));
  for (const Manifest::Entry& entry : manifest.files) {
    std::string bytes;
    TWIN_RETURN_IF_ERROR(VerifyFile(backup, entry, &bytes));  // it may have changed since
    TWIN_RETURN_IF_ERROR(staging.Write(entry.path, bytes));
  }
  TWIN_RETURN_IF_ERROR(staging.Finish());
  return manifest;
}

}  // namespace twin::store
