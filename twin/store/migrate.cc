#include "twin/store/migrate.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/base/status_macros.h"
#include "twin/store/column_index.h"
#include "twin/store/folder.h"
#include "twin/store/lock_file.h"
#include "twin/store/sealed_file.h"
#include "twin/store/segment.h"
#include "twin/store/store_check.h"

namespace twin::store {
namespace {

/// All that is wrong with the versions, in one message.
absl::Status CheckVersions(const FolderCheck& check) {
  std::vector<std::string> unknown;
  for (const FileVerdict& file : check.files) {
    if (file.verdict != Verdict::kOtherVersion) continue;
    unknown.push_back(absl::StrCat(file.path, ": ", absl::StrJoin(file.problems, "; ")));
  }
  if (unknown.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(absl::StrJoin(unknown, "; "),
                   ". Nothing was changed: use the program that wrote it, or a newer one"));
}

/// The same day with an index of its columns.
absl::StatusOr<std::string> WithIndex(const std::string& path, const Schema& schema) {
  TWIN_RETURN_IF_ERROR(VerifySeal(path));
  TWIN_ASSIGN_OR_RETURN(std::string bytes, ReadWholeFile(path));
  bytes.resize(bytes.size() - kSealBytes);
  TWIN_ASSIGN_OR_RETURN(const data::Hdf5File file, data::Hdf5File::OpenReadOnly(path));
  TWIN_ASSIGN_OR_RETURN(const Every detail, ReadDetail(file, path));
  TWIN_ASSIGN_OR_RETURN(const ColumnIndex index,
                        MakeColumnIndex(file, bytes, TableNames(schema, detail)));
  bytes += EncodeColumnIndex(index);
  AppendSeal(bytes);
  return bytes;
}

}  // namespace

absl::StatusOr<Migration> MigrateFolder(const std::string& directory, const FaultHook& hook) {
  const Folder folder{directory};
  // Before the lock: where there is no store none is begun.
  TWIN_RETURN_IF_ERROR(CheckFolder(directory).status());
  TWIN_ASSIGN_OR_RETURN(const LockFile lock, LockFile::Acquire(directory));
  TWIN_ASSIGN_OR_RETURN(const FolderCheck check, CheckFolder(directory));
  TWIN_RETURN_IF_ERROR(CheckVersions(check));
  TWIN_ASSIGN_OR_RETURN(const Schema schema, ReadSchemaFile(folder));
  TWIN_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, ListSegments(folder));
  Migration migration;
  migration.file_count = check.files.size();
  for (const SegmentInfo& info : segments) {
    const std::string name = info.path.substr(directory.size() + 1);
    TWIN_ASSIGN_OR_RETURN(const std::optional<IndexedDay> indexed, IndexedDay::Open(info.path));
    if (indexed.has_value()) continue;
    const absl::StatusOr<std::string> bytes = WithIndex(info.path, schema);
    if (!bytes.ok()) {
      migration.left.push_back(absl::StrCat(name, ": ", bytes.status().message()));
      continue;
    }
    TWIN_RETURN_IF_ERROR(WriteFileAtomically(info.path, *bytes, "migrate", hook));
    migration.migrated.push_back(name);
  }
  return migration;
}

}  // namespace twin::store
