#include "twin/store/store_reader.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/journal.h"
#include "twin/store/segment.h"
#include "twin/store/snapshot_store.h"

namespace twin::store {
namespace {

constexpr auto kDayQuarters = static_cast<std::size_t>(models::kQuartersPerDay);

DayToReplay ToReplay(const Day& day) {
  DayToReplay replay{day.first_quarter, {}, day.carried, {}};
  if (day.before.has_value()) replay.state = day.before->state;
  replay.commands.insert(replay.commands.end(), day.commands.begin(), day.commands.end());
  replay.state_hash.resize(kDayQuarters);
  for (const StepRecord& step : day.steps) {
    const auto slot = static_cast<std::size_t>(step.quarter - day.first_quarter);
    if (slot < kDayQuarters) replay.state_hash[slot] = step.state_hash;
  }
  return replay;
}

absl::StatusOr<DayToReplay> ToReplay(const Segment& segment, models::Quarter first_quarter) {
  DayToReplay replay{first_quarter, {}, {}, {}};
  if (segment.HasState("state_start")) {
    TWIN_ASSIGN_OR_RETURN(replay.state, segment.ReadState("state_start"));
  }
  TWIN_ASSIGN_OR_RETURN(const std::vector<StoredCommand> commands, segment.ReadCommands());
  for (const StoredCommand& stored : commands) replay.commands.push_back(stored.command);
  TWIN_ASSIGN_OR_RETURN(const DaySteps steps, segment.ReadSteps());
  replay.state_hash.resize(kDayQuarters);
  for (std::size_t slot = 0; slot < kDayQuarters; ++slot) {
    if (static_cast<Quality>(steps.quality[slot]) == Quality::kMissing) continue;
    Hash256 hash;
    std::copy_n(steps.hash.begin() + static_cast<std::ptrdiff_t>(slot * hash.size()), hash.size(),
                hash.begin());
    replay.state_hash[slot] = hash;
  }
  return replay;
}

}  // namespace

absl::StatusOr<DayToReplay> StoreReader::ReadDay(models::Quarter quarter) const {
  const models::Quarter first_quarter = quarter.UtcDayStart();
  TWIN_ASSIGN_OR_RETURN(const std::vector<DayPtr> days, ReadUnsealedDays());
  for (const DayPtr& day : days) {
    if (day->first_quarter == first_quarter) return ToReplay(*day);
  }
  const std::string path = absl::StrCat(folder_.segments(), "/", SegmentName(first_quarter));
  absl::StatusOr<Segment> segment = Segment::Open(path);
  if (absl::IsNotFound(segment.status())) {
    return absl::NotFoundError("the twin's memory does not hold this day");
  }
  if (!segment.ok()) return segment.status();
  return ToReplay(*segment, first_quarter);
}

absl::StatusOr<StoreReader> StoreReader::Open(const std::string& directory) {
  Folder folder{directory};
  absl::StatusOr<Schema> schema = ReadSchemaFile(folder);
  if (absl::IsNotFound(schema.status())) {
    return absl::NotFoundError(absl::StrCat(directory, " holds no store of the twin"));
  }
  if (!schema.ok()) return schema.status();
  return StoreReader(std::move(folder), *std::move(schema));
}

absl::StatusOr<std::vector<DayPtr>> StoreReader::ReadUnsealedDays() const {
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

void StoreReader::Round(const SeriesGroup& group, std::vector<double>& values) const {
  const double step = CoarseStep(group);
  if (step <= 0.0) return;
  for (double& value : values) value = step * std::round(value / step) + 0.0;  // never -0
}

absl::StatusOr<Series> StoreReader::ReadSeries(const SeriesQuery& query) const {
  TWIN_ASSIGN_OR_RETURN(const std::vector<DayPtr> days, ReadUnsealedDays());
  TWIN_ASSIGN_OR_RETURN(const std::size_t group, FindGroup(schema_.frame, query.group));
  TWIN_ASSIGN_OR_RETURN(Series series, store::ReadSeries(folder_, schema_, days, query));
  Round(schema_.frame.groups[group], series.values);
  return series;
}

absl::StatusOr<Summary> StoreReader::ReadSummary(const SeriesQuery& query, Every every) const {
  TWIN_ASSIGN_OR_RETURN(const std::vector<DayPtr> days, ReadUnsealedDays());
  TWIN_ASSIGN_OR_RETURN(const std::size_t group, FindGroup(schema_.frame, query.group));
  TWIN_ASSIGN_OR_RETURN(Summary summary, store::ReadSummary(folder_, schema_, days, query, every));
  for (std::vector<double>& values : summary.values) Round(schema_.frame.groups[group], values);
  return summary;
}

absl::StatusOr<std::vector<CommandRecord>> StoreReader::ReadCommands(models::Quarter from,
                                                                     models::Quarter to) const {
  TWIN_ASSIGN_OR_RETURN(const std::vector<DayPtr> days, ReadUnsealedDays());
  return store::ReadCommands(folder_, days, from, to);
}

absl::StatusOr<std::vector<SegmentInfo>> StoreReader::ListSegments() const {
  return store::ListSegments(folder_);
}

absl::StatusOr<std::optional<StepRecord>> StoreReader::ReadLastStep() const {
  TWIN_ASSIGN_OR_RETURN(const std::vector<DayPtr> days, ReadUnsealedDays());
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
