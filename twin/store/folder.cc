#include "twin/store/folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/segment.h"

namespace twin::store {
namespace {

/// The wanted part of a query, resolved.
struct Columns {
  const SeriesGroup* group = nullptr;
  std::size_t frame_offset = 0;
  std::vector<std::size_t> positions;
};

/// Rows of `series` that one day fills: quarters [from, to) of it, beginning at `row`.
struct DayPart {
  models::Quarter day;
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t row = 0;
};

std::vector<DayPart> SplitByDay(models::Quarter from, models::Quarter to) {
  std::vector<DayPart> parts;
  for (models::Quarter at = from; at < to;) {
    const models::Quarter day = at.UtcDayStart();
    const models::Quarter end = std::min(day + models::kQuartersPerDay, to);
    parts.push_back({day, static_cast<std::size_t>(at - day), static_cast<std::size_t>(end - day),
                     static_cast<std::size_t>(at - from)});
    at = end;
  }
  return parts;
}

void FillFromDay(const Day& day, const DayPart& part, const Columns& columns, Series& series) {
  for (const StepRecord& step : day.steps) {
    const auto slot = static_cast<std::size_t>(step.quarter - day.first_quarter);
    if (slot < part.from || slot >= part.to) continue;
    const std::size_t row = part.row + slot - part.from;
    series.quality[row] = step.quality;
    for (std::size_t i = 0; i < columns.positions.size(); ++i) {
      series.values[row * columns.positions.size() + i] = RoundToQuantum(
          step.frame[columns.frame_offset + columns.positions[i]], columns.group->quantum);
    }
  }
}

/// Where the wanted elements stand in a segment that was sealed under another layout; elements it
/// does not have are left out of `columns` and `targets`.
absl::Status MatchByName(const Segment& segment, const Columns& columns,
                         std::vector<std::size_t>& found, std::vector<std::size_t>& targets) {
  const absl::StatusOr<std::vector<std::string>> ids = segment.ReadElementIds(columns.group->axis);
  if (!ids.ok()) return absl::OkStatus();  // no such axis then: nothing to tell
  for (std::size_t i = 0; i < columns.positions.size(); ++i) {
    const std::string& id = columns.group->element_ids[columns.positions[i]];
    const auto place = std::find(ids->begin(), ids->end(), id);
    if (place == ids->end()) continue;
    found.push_back(static_cast<std::size_t>(place - ids->begin()));
    targets.push_back(i);
  }
  return absl::OkStatus();
}

absl::Status FillFromSegment(const Folder& folder, const std::string& layout_hash,
                             const DayPart& part, const Columns& columns, Series& series) {
  const std::string path = absl::StrCat(folder.segments(), "/", SegmentName(part.day));
  absl::StatusOr<Segment> segment = Segment::Open(path);
  if (absl::IsNotFound(segment.status())) return absl::OkStatus();  // never simulated
  if (!segment.ok()) return segment.status();
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> quality, segment->ReadQuality());
  if (quality.size() < part.to) return models::errors::Corrupt(path, "its quality is too short");
  for (std::size_t slot = part.from; slot < part.to; ++slot) {
    series.quality[part.row + slot - part.from] = static_cast<Quality>(quality[slot]);
  }
  const std::size_t width = columns.positions.size();
  const std::size_t rows = part.to - part.from;
  const std::span<double> out = std::span(series.values).subspan(part.row * width, rows * width);
  TWIN_ASSIGN_OR_RETURN(const std::string hash, segment->ReadAttribute("twin_layout_hash"));
  if (hash == layout_hash) {
    return segment->ReadColumns(columns.group->name, columns.positions, part.from, part.to, out);
  }
  std::vector<std::size_t> found, targets;
  TWIN_RETURN_IF_ERROR(MatchByName(*segment, columns, found, targets));
  if (found.empty()) return absl::OkStatus();
  std::vector<double> values(rows * found.size());
  TWIN_RETURN_IF_ERROR(
      segment->ReadColumns(columns.group->name, found, part.from, part.to, values));
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      out[row * width + targets[i]] = values[row * found.size() + i];
    }
  }
  return absl::OkStatus();
}

const Day* FindDay(std::span<const DayPtr> days, models::Quarter first_quarter) {
  for (const DayPtr& day : days) {
    if (day->first_quarter == first_quarter) return day.get();
  }
  return nullptr;
}

absl::Status DamagedSegment(const absl::Status& status) {
  if (!absl::IsInternal(status)) return status;
  return absl::DataLossError(status.message());  // HDF5 refused: a chunk fails its checksum
}

}  // namespace

absl::StatusOr<std::vector<SegmentInfo>> ListSegments(const Folder& folder) {
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFolder(folder.segments(), ".h5"));
  std::vector<SegmentInfo> segments;
  for (const std::string& name : names) {
    const absl::StatusOr<models::Quarter> first_quarter = ParseSegmentName(name);
    if (!first_quarter.ok()) continue;
    SegmentInfo info{*first_quarter, absl::StrCat(folder.segments(), "/", name), 0};
    struct stat information = {};
    if (::stat(info.path.c_str(), &information) == 0) info.size_bytes = information.st_size;
    segments.push_back(std::move(info));
  }
  std::sort(segments.begin(), segments.end(), [](const SegmentInfo& a, const SegmentInfo& b) {
    return a.first_quarter < b.first_quarter;
  });
  return segments;
}

absl::StatusOr<std::vector<std::string>> ListJournals(const Folder& folder) {
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                        ListFolder(folder.journals(), ".wal"));
  std::vector<std::int64_t> first_quarters;
  for (const std::string& name : names) {
    std::int64_t index = 0;
    const bool is_number = absl::SimpleAtoi(absl::StripSuffix(name, ".wal"), &index);
    if (is_number && absl::StrCat(index, ".wal") == name) first_quarters.push_back(index);
  }
  std::sort(first_quarters.begin(), first_quarters.end());
  std::vector<std::string> paths;
  for (const std::int64_t index : first_quarters) {
    paths.push_back(JournalPath(folder.journals(), models::Quarter(index)));
  }
  return paths;
}

absl::StatusOr<Schema> ReadSchemaFile(const Folder& folder) {
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, ReadWholeFile(folder.schema_file()));
  return DecodeSchema(bytes);
}

absl::StatusOr<Series> ReadSeries(const Folder& folder, const Schema& schema,
                                  std::span<const DayPtr> unsealed, const SeriesQuery& query) {
  if (query.from >= query.to) {
    return models::errors::InvalidField("to", "must be after from");
  }
  TWIN_ASSIGN_OR_RETURN(const std::size_t index, FindGroup(schema.frame, query.group));
  Columns columns;
  columns.group = &schema.frame.groups[index];
  columns.frame_offset = GroupOffsets(schema.frame)[index];
  TWIN_ASSIGN_OR_RETURN(columns.positions, FindElements(*columns.group, query.element_ids));
  const auto width = static_cast<std::int64_t>(columns.positions.size());
  if (query.to - query.from > kMaxSeriesValues / width) {
    return models::errors::InvalidField(
        "to", absl::StrCat("asks for more than ", kMaxSeriesValues, " values at once"));
  }
  Series series{
      columns.group->name, columns.group->unit, columns.group->secrecy, {}, query.from, {}, {}};
  for (const std::size_t position : columns.positions) {
    series.element_ids.push_back(columns.group->element_ids[position]);
  }
  const auto rows = static_cast<std::size_t>(query.to - query.from);
  series.quality.assign(rows, Quality::kMissing);
  series.values.assign(rows * columns.positions.size(), std::numeric_limits<double>::quiet_NaN());
  const std::string layout_hash = ToHex(CalcLayoutHash(schema));
  for (const DayPart& part : SplitByDay(query.from, query.to)) {
    if (const Day* day = FindDay(unsealed, part.day); day != nullptr) {
      FillFromDay(*day, part, columns, series);
    } else {
      TWIN_RETURN_IF_ERROR(
          DamagedSegment(FillFromSegment(folder, layout_hash, part, columns, series)));
    }
  }
  return series;
}

absl::StatusOr<std::vector<CommandRecord>> ReadCommands(const Folder& folder,
                                                        std::span<const DayPtr> unsealed,
                                                        models::Quarter from, models::Quarter to) {
  if (from >= to) return models::errors::InvalidField("to", "must be after from");
  std::vector<CommandRecord> commands;
  const auto take = [&](const CommandRecord& command) {
    if (command.quarter >= from && command.quarter < to) commands.push_back(command);
  };
  // A command stands with the day whose steps were being written: its own, the last one before it
  // (steps had not reached it yet), or at most the one after (steps run ahead within a quarter).
  TWIN_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, ListSegments(folder));
  models::Quarter earliest = from.UtcDayStart();
  for (const SegmentInfo& info : segments) {
    if (info.first_quarter < from.UtcDayStart()) earliest = info.first_quarter;
  }
  for (const SegmentInfo& info : segments) {
    const bool is_near =
        info.first_quarter >= earliest && info.first_quarter < to + models::kQuartersPerDay;
    if (!is_near || FindDay(unsealed, info.first_quarter) != nullptr) continue;
    TWIN_ASSIGN_OR_RETURN(const Segment segment, Segment::Open(info.path));
    absl::StatusOr<std::vector<StoredCommand>> stored = segment.ReadCommands();
    if (!stored.ok()) return DamagedSegment(stored.status());
    for (const StoredCommand& entry : *stored) {
      if (!entry.carried) take(entry.command);
    }
  }
  for (const DayPtr& day : unsealed) {
    for (const CommandRecord& command : day->commands) take(command);
  }
  std::sort(commands.begin(), commands.end(),
            [](const CommandRecord& a, const CommandRecord& b) { return a.sequence < b.sequence; });
  return commands;
}

}  // namespace twin::store
