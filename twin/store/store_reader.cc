#include "twin/store/store_reader.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/store/journal.h"
#include "twin/store/snapshot_store.h"

namespace twin::store {

absl::StatusOr<StoreReader> StoreReader::Open(const std::string& directory) {
  Folder folder{directory};
  absl::StatusOr<Schema> schema = ReadSchemaFile(folder);
  if (absl::IsNotFound(schema.status())) {
    return absl::NotFoundError(absl::StrCat(directory, " holds no store of the twin"));
  }
  if (!schema.ok()) return schema.status();
  return StoreReader(std::move(folder), *std::move(schema));
}

absl::StatusOr<std::vector<DayPtr>> StoreReader::UnsealedDays() const {
  // Journals before segments: a day that is sealed meanwhile is missing here but found there.
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> paths, ListJournals(folder_));
  std::vector<DayPtr> days;
  for (const std::string& path : paths) {
    absl::StatusOr<JournalContent> content = ReadJournal(path);
    if (absl::IsNotFound(content.status())) continue;
    if (!content.ok()) return content.status();
    days.push_back(std::make_shared<const Day>(std::move(content->day)));
  }
  return days;
}

absl::StatusOr<Series> StoreReader::ReadSeries(const SeriesQuery& query) const {
  TWIN_ASSIGN_OR_RETURN(const std::vector<DayPtr> days, UnsealedDays());
  return store::ReadSeries(folder_, schema_, days, query);
}

absl::StatusOr<std::vector<CommandRecord>> StoreReader::ReadCommands(models::Quarter from,
                                                                     models::Quarter to) const {
  TWIN_ASSIGN_OR_RETURN(const std::vector<DayPtr> days, UnsealedDays());
  return store::ReadCommands(folder_, days, from, to);
}

absl::StatusOr<std::vector<SegmentInfo>> StoreReader::ListSegments() const {
  return store::ListSegments(folder_);
}

absl::StatusOr<std::optional<StepRecord>> StoreReader::ReadLastStep() const {
  TWIN_ASSIGN_OR_RETURN(const std::vector<DayPtr> days, UnsealedDays());
  if (!days.empty()) {
    const StepRecord* const last = LastStep(*days.back());
    if (last != nullptr) return *last;
  }
  std::vector<std::string> damage;
  const std::optional<Snapshot> snapshot = ReadNewestSnapshot(folder_.snapshots(), &damage);
  if (!snapshot.has_value()) return std::nullopt;
  return snapshot->step;
}

}  // namespace twin::store
