#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "twin/store/lock_file.h"

/// Whether every file of a folder is what was written, without changing any of them.
namespace twin::store {

enum class FileKind {
  kSchema,
  kJournal,
  kSnapshot,
  kSegment,
  kAnswers,
  kAnswerKey,
  kBranches,
  kAlarms,
  kPlans,
  kPlanning,
  kLeftOver,  ///< *.tmp of an interrupted write; the next writer removes it
  kAside      ///< damaged before, kept for people
};

enum class Verdict {
  kGood,
  kUnfinished,    ///< a torn tail that was never acknowledged, or a file that is still being made
  kOtherVersion,  ///< whole, and of a format version this program does not read
  kUnreadable,    ///< the system does not let us read it
  kDamaged
};

std::string ToText(FileKind kind);
std::string ToText(Verdict verdict);

struct FileVerdict {
  std::string path;  ///< below the folder
  FileKind kind = FileKind::kSchema;
  Verdict verdict = Verdict::kGood;
  std::int64_t size_bytes = 0;
  std::uint64_t first_sequence = 0;   ///< of the records it holds; 0: none, or not counted
  std::uint64_t last_sequence = 0;    ///< newest it knows
  std::vector<std::string> problems;  ///< what and where, one line each
};

struct FolderCheck {
  std::string directory;
  std::optional<LockHolder> writer;  ///< who writes there now
  std::uint64_t epoch = 0;
  std::uint64_t last_sequence = 0;    ///< of the steps and commands
  std::vector<FileVerdict> files;     ///< schema, snapshots, journals, segments, logs, the rest
  std::vector<std::string> problems;  ///< between files: sequences that no file holds, …

  /// Nothing is damaged, missing, unreadable or of another version.
  bool IsGood() const;
};

/// Reads everything in `directory` but its planning bases (planning::CheckBases). May run beside a
/// writer: what is sealed or pruned meanwhile is found in its new place, and an append that is
/// under way is no damage.
/// **Errors** NotFound: no store there. Whatever is wrong with a file is told in its verdict.
absl::StatusOr<FolderCheck> CheckFolder(const std::string& directory);

/// A verdict on a file that is there; its size filled in. `path` is below `directory`.
FileVerdict MakeVerdict(FileKind kind, const std::string& directory, const std::string& path);
/// Adds `line` and makes the verdict at least as bad.
void AddProblem(Verdict verdict, absl::string_view line, FileVerdict& file);

}  // namespace twin::store
