#include "twin/store/store_check.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/store/answer_log.h"
#include "twin/store/folder.h"
#include "twin/store/journal.h"
#include "twin/store/plan_log.h"
#include "twin/store/record_log.h"
#include "twin/store/segment.h"
#include "twin/store/snapshot_store.h"

namespace twin::store {
namespace {

/// The sequences [first, last] of one file of the history.
struct SequenceRun {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::string path;
};

class Checker {
 public:
  explicit Checker(const std::string& directory) : folder_{directory} {
    check_.directory = directory;
  }

  // Snapshots before journals before segments: what the writer moves on meanwhile is then found
  // in its new place, never missed (FORMAT.md, section 7).
  absl::StatusOr<FolderCheck> Run() {
    TWIN_ASSIGN_OR_RETURN(check_.writer, ReadLock(folder_.root));
    CheckSchema();
    CheckSnapshots();
    CheckJournals();
    CheckSegments();
    if (check_.files.empty()) {
      return absl::NotFoundError(absl::StrCat(folder_.root, " holds no store of the twin"));
    }
    CheckLog(FileKind::kAnswers, "answers/answers.log", kAnswerLogMagic);
    CheckAnswerKey();
    CheckLog(FileKind::kBranches, kBranchLog.path(), kBranchLog.magic);
    CheckLog(FileKind::kAlarms, kAlarmLog.path(), kAlarmLog.magic);
    CheckLog(FileKind::kPlans, kPlanLog.path(), kPlanLog.magic);
    ListLeftOvers();
    ListAside();
    CheckContinuity();
    return std::move(check_);
  }

 private:
  FileVerdict& Add(FileKind kind, const std::string& path) {
    return check_.files.emplace_back(MakeVerdict(kind, folder_.root, path));
  }

  /// False when the file has gone since it was listed, or cannot be opened, which is then told.
  bool IsReadable(FileKind kind, const std::string& path) {
    const auto file = FileDescriptor::Open(absl::StrCat(folder_.root, "/", path), O_RDONLY);
    if (file.ok()) return true;
    if (!absl::IsNotFound(file.status())) {
      AddProblem(Verdict::kUnreadable, std::string(file.status().message()), Add(kind, path));
    }
    return false;
  }

  /// Names in a part of the folder; one that cannot be listed is told, one that is not there is
  /// empty.
  std::vector<std::string> List(const std::string& part, absl::string_view suffix) {
    absl::StatusOr<std::vector<std::string>> names =
        ListFolder(absl::StrCat(folder_.root, "/", part), suffix);
    if (names.ok()) return *std::move(names);
    if (!absl::IsNotFound(names.status())) {
      check_.problems.emplace_back(names.status().message());
    }
    return {};
  }

  void TakeEpoch(std::uint64_t epoch, FileVerdict& file) {
    if (check_.epoch == 0) check_.epoch = epoch;
    if (epoch == check_.epoch) return;
    AddProblem(Verdict::kDamaged,
               absl::StrCat(file.path, " belongs to another history, epoch ",
                            absl::Hex(epoch, absl::kZeroPad16), " instead of ",
                            absl::Hex(check_.epoch, absl::kZeroPad16)),
               file);
  }

  void CheckSchema() {
    if (!IsReadable(FileKind::kSchema, "schema.bin")) return;
    FileVerdict& file = Add(FileKind::kSchema, "schema.bin");
    absl::StatusOr<Schema> schema = ReadSchemaFile(folder_);
    if (schema.ok()) {
      schema_ = *std::move(schema);
    } else {
      AddFailure(schema.status(), file);
    }
  }

  void CheckSnapshots() {
    for (const std::string& name : List("snapshots", ".h5")) {
      const std::string path = "snapshots/" + name;
      if (!IsReadable(FileKind::kSnapshot, path)) continue;
      FileVerdict& file = Add(FileKind::kSnapshot, path);
      const absl::StatusOr<Snapshot> snapshot = ReadSnapshot(absl::StrCat(folder_.root, "/", path));
      if (!snapshot.ok()) {
        AddFailure(snapshot.status(), file);
        continue;
      }
      file.last_sequence = snapshot->last_sequence;
      TakeEpoch(snapshot->epoch, file);
      snapshot_sequence_ = std::max(snapshot_sequence_, snapshot->last_sequence);
    }
  }

  /// What reading a file that can be opened says.
  static void AddFailure(const absl::Status& status, FileVerdict& file) {
    AddProblem(absl::IsFailedPrecondition(status) ? Verdict::kOtherVersion : Verdict::kDamaged,
               std::string(status.message()), file);
  }

  void CheckJournals() {
    List("journal", ".wal");  // says why when they cannot be listed
    const auto paths = ListJournals(folder_);
    if (!paths.ok()) return;
    for (const std::string& whole : *paths) {
      const std::string path = whole.substr(folder_.root.size() + 1);
      if (!IsReadable(FileKind::kJournal, path)) continue;
      FileVerdict& file = Add(FileKind::kJournal, path);
      const JournalHeader if_damaged{.epoch = check_.epoch, .first_quarter = {}, .layout_hash = {}};
      const absl::StatusOr<JournalContent> content = SalvageJournal(whole, &if_damaged);
      if (!content.ok()) {
        AddFailure(content.status(), file);
        continue;
      }
      TakeJournal(*content, whole == paths->back(), file);
    }
  }

  void TakeJournal(const JournalContent& content, bool is_newest, FileVerdict& file) {
    for (const std::string& line : content.damage) AddProblem(Verdict::kDamaged, line, file);
    if (content.torn_bytes > 0) {
      const bool is_writing = is_newest && check_.writer.has_value();
      AddProblem(Verdict::kUnfinished,
                 absl::StrCat(content.torn_bytes, " bytes at offset ", content.good_end,
                              is_writing ? " are being written"
                                         : " are a write that was never acknowledged"),
                 file);
    }
    TakeEpoch(content.header.epoch, file);
    for (const StepRecord& step : content.day.steps) {
      if (!schema_.has_value() || step.frame.size() == FrameWidth(schema_->frame)) continue;
      AddProblem(Verdict::kDamaged,
                 absl::StrCat("the step with sequence ", step.sequence, " holds ",
                              step.frame.size(), " values, not ", FrameWidth(schema_->frame)),
                 file);
    }
    if (!content.base.has_value()) return;
    file.first_sequence = content.base->sequence + 1;
    file.last_sequence = content.last_sequence;
    runs_.push_back({file.first_sequence, file.last_sequence, file.path});
  }

  void CheckSegments() {
    List("segments", ".h5");  // says why when they cannot be listed
    const auto segments = ListSegments(folder_);
    if (!segments.ok()) return;
    for (const SegmentInfo& info : *segments) {
      const std::string path = info.path.substr(folder_.root.size() + 1);
      if (!IsReadable(FileKind::kSegment, path)) continue;
      FileVerdict& file = Add(FileKind::kSegment, path);
      if (const absl::Status status = TakeSegment(info.path, file); !status.ok()) {
        AddFailure(status, file);
      }
    }
  }

  absl::Status TakeSegment(const std::string& path, FileVerdict& file) {
    TWIN_ASSIGN_OR_RETURN(const Segment segment, Segment::Open(path));
    TWIN_ASSIGN_OR_RETURN(const std::string epoch_text, segment.ReadAttribute("twin_epoch"));
    TWIN_ASSIGN_OR_RETURN(file.last_sequence, segment.ReadLastSequence());
    TWIN_ASSIGN_OR_RETURN(const DaySteps steps, segment.ReadSteps());
    TWIN_ASSIGN_OR_RETURN(const std::vector<StoredCommand> commands, segment.ReadCommands());
    file.first_sequence = file.last_sequence + 1;
    for (const std::int64_t sequence : steps.sequence) {
      if (sequence == 0) continue;
      file.first_sequence = std::min(file.first_sequence, static_cast<std::uint64_t>(sequence));
    }
    for (const StoredCommand& stored : commands) {
      if (stored.carried) continue;
      file.first_sequence = std::min(file.first_sequence, stored.command.sequence);
    }
    runs_.push_back({file.first_sequence, file.last_sequence, file.path});
    std::uint64_t epoch = 0;
    if (absl::SimpleHexAtoi(epoch_text, &epoch)) TakeEpoch(epoch, file);
    return absl::OkStatus();
  }

  void CheckLog(FileKind kind, const std::string& path, absl::string_view magic) {
    if (!IsReadable(kind, path)) return;
    const std::string whole = absl::StrCat(folder_.root, "/", path);
    const absl::StatusOr<std::string> bytes = ReadWholeFile(whole);
    FileVerdict& file = Add(kind, path);
    absl::Status status = bytes.status();
    if (status.ok()) status = CheckRecordFileHeader(*bytes, magic, whole);
    if (!status.ok()) {
      AddFailure(status, file);
      return;
    }
    const JournalScan scan = ScanRecords(*bytes, magic);
    if (scan.header.has_value()) {
      TakeEpoch(scan.header->epoch, file);
    } else {
      AddProblem(Verdict::kDamaged, "its header fails its checksum", file);
    }
    for (const JournalGap& gap : scan.gaps) {
      AddProblem(
          Verdict::kDamaged,
          absl::StrCat("no good record in the ", gap.length, " bytes at offset ", gap.offset),
          file);
    }
    if (scan.torn_bytes > 0) {
      AddProblem(
          Verdict::kUnfinished,
          absl::StrCat(scan.torn_bytes, " bytes at offset ", scan.good_end, " are no whole record"),
          file);
    }
    if (scan.records.empty()) return;
    file.first_sequence = scan.records.front().sequence;
    file.last_sequence = scan.records.back().sequence;
  }

  void CheckAnswerKey() {
    const std::string path = "answers/key";
    if (!IsReadable(FileKind::kAnswerKey, path)) return;
    FileVerdict& file = Add(FileKind::kAnswerKey, path);
    if (file.size_bytes == static_cast<std::int64_t>(kAnswerKeyBytes)) return;
    AddProblem(Verdict::kDamaged,
               absl::StrCat("it has ", file.size_bytes, " bytes, not ", kAnswerKeyBytes), file);
  }

  void ListLeftOvers() {
    for (const char* part : {"", "journal/", "snapshots/", "segments/", "answers/", "scenarios/"}) {
      for (const std::string& name : List(part, ".tmp")) {
        FileVerdict& file = Add(FileKind::kLeftOver, absl::StrCat(part, name));
        AddProblem(Verdict::kUnfinished,
                   check_.writer.has_value()
                       ? "is being written, or was left by an interrupted write"
                       : "was left by an interrupted write",
                   file);
      }
    }
  }

  void ListAside() {
    for (const std::string& name : List("aside", "")) Add(FileKind::kAside, "aside/" + name);
  }

  /// Every sequence from the oldest on stands in a file.
  void CheckContinuity() {
    std::sort(runs_.begin(), runs_.end(),
              [](const SequenceRun& a, const SequenceRun& b) { return a.first < b.first; });
    std::uint64_t known = 0;
    const SequenceRun* before = nullptr;
    for (const SequenceRun& run : runs_) {
      if (before != nullptr && run.first > known + 1) {
        check_.problems.push_back(absl::StrCat("the records with sequence ", known + 1, " to ",
                                               run.first - 1, ", between ", before->path, " and ",
                                               run.path, ", are in no file"));
      }
      if (run.last >= known) before = &run;
      known = std::max(known, run.last);
    }
    // Beside a writer the snapshot was read first, so that it never knows more than the rest.
    if (snapshot_sequence_ > known) {
      check_.problems.push_back(absl::StrCat("a snapshot knows sequence ", snapshot_sequence_,
                                             ", journals and segments end with ", known));
    }
    check_.last_sequence = std::max(known, snapshot_sequence_);
  }

  const Folder folder_;
  FolderCheck check_;
  std::optional<Schema> schema_;
  std::vector<SequenceRun> runs_;
  std::uint64_t snapshot_sequence_ = 0;
};

}  // namespace

std::string ToText(FileKind kind) {
  switch (kind) {
    case FileKind::kSchema:
      return "schema";
    case FileKind::kJournal:
      return "journal";
    case FileKind::kSnapshot:
      return "snapshot";
    case FileKind::kSegment:
      return "segment";
    case FileKind::kAnswers:
      return "answers";
    case FileKind::kAnswerKey:
      return "answer_key";
    case FileKind::kBranches:
      return "branches";
    case FileKind::kAlarms:
      return "alarms";
    case FileKind::kPlans:
      return "plans";
    case FileKind::kPlanning:
      return "planning";
    case FileKind::kLeftOver:
      return "left_over";
    case FileKind::kAside:
      return "aside";
  }
  return "";
}

std::string ToText(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood:
      return "good";
    case Verdict::kUnfinished:
      return "unfinished";
    case Verdict::kOtherVersion:
      return "other_version";
    case Verdict::kUnreadable:
      return "unreadable";
    case Verdict::kDamaged:
      return "damaged";
  }
  return "";
}

bool FolderCheck::IsGood() const {
  return problems.empty() && std::all_of(files.begin(), files.end(), [](const FileVerdict& file) {
           return file.verdict == Verdict::kGood || file.verdict == Verdict::kUnfinished;
         });
}

FileVerdict MakeVerdict(FileKind kind, const std::string& directory, const std::string& path) {
  FileVerdict file;
  file.path = path;
  file.kind = kind;
  struct stat information = {};
  if (::stat(absl::StrCat(directory, "/", path).c_str(), &information) == 0) {
    file.size_bytes = information.st_size;
  }
  return file;
}

void AddProblem(Verdict verdict, absl::string_view line, FileVerdict& file) {
  file.verdict = std::max(file.verdict, verdict);
  file.problems.emplace_back(line);
}

absl::StatusOr<FolderCheck> CheckFolder(const std::string& directory) {
  return Checker(directory).Run();
}

}  // namespace twin::store
