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
#include "twin/store/series_source.h"

namespace twin::store {
namespace {

std::vector<std::pair<models::Quarter, models::Quarter>> SplitByDay(models::Quarter from,
                                                                    models::Quarter to) {
  std::vector<std::pair<models::Quarter, models::Quarter>> parts;
  for (models::Quarter at = from; at < to;) {
    const models::Quarter end = std::min(at.UtcDayStart() + models::kQuartersPerDay, to);
    parts.emplace_back(at, end);
    at = end;
  }
  return parts;
}

absl::Status CheckPeriod(models::Quarter from, models::Quarter to, Every every, std::size_t width) {
  if (from >= to) return models::errors::InvalidField("to", "must be after from");
  TWIN_RETURN_IF_ERROR(CheckWholeRows(from, to, every));
  if (to - from > kMaxSeriesValues / static_cast<std::int64_t>(width)) {
    return models::errors::InvalidField(
        "to", absl::StrCat("asks for more than ", kMaxSeriesValues, " values at once"));
  }
  return absl::OkStatus();
}

}  // namespace

const Day* FindDay(std::span<const DayPtr> days, models::Quarter first_quarter) {
  for (const DayPtr& day : days) {
    if (day->first_quarter == first_quarter) return day.get();
  }
  return nullptr;
}

absl::Status CheckWholeRows(models::Quarter from, models::Quarter to, Every every) {
  const std::int64_t per_row = QuartersIn(every);
  if (from.index() % per_row == 0 && to.index() % per_row == 0) return absl::OkStatus();
  return models::errors::InvalidField(
      "from", absl::StrCat("and to must begin a whole ", ToText(every), " (UTC)"));
}

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

models::Quarter JournalDay(absl::string_view path) {
  std::int64_t index = 0;
  const bool is_number =
      absl::SimpleAtoi(absl::StripSuffix(path.substr(path.rfind('/') + 1), ".wal"), &index);
  return is_number ? models::Quarter(index) : models::Quarter();
}

absl::StatusOr<Schema> ReadSchemaFile(const Folder& folder) {
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, ReadWholeFile(folder.schema_file()));
  return DecodeSchema(bytes);
}

absl::StatusOr<Series> ReadSeries(const Folder& folder, const Schema& schema,
                                  std::span<const DayPtr> unsealed, const SeriesQuery& query) {
  TWIN_ASSIGN_OR_RETURN(
      const SeriesSource source,
      SeriesSource::Make(folder, schema, unsealed, query.group, query.element_ids));
  TWIN_RETURN_IF_ERROR(CheckPeriod(query.from, query.to, Every::kQuarter, source.width()));
  const SeriesGroup& group = source.group();
  Series series{group.name, group.unit, group.secrecy, source.ElementIds(), query.from, {}, {}};
  const auto rows = static_cast<std::size_t>(query.to - query.from);
  series.quality.assign(rows, Quality::kMissing);
  series.values.assign(rows * source.width(), std::numeric_limits<double>::quiet_NaN());
  for (const auto& [from, to] : SplitByDay(query.from, query.to)) {
    const auto first = static_cast<std::size_t>(from - query.from);
    const auto count = static_cast<std::size_t>(to - from);
    TWIN_RETURN_IF_ERROR(source.ReadQuarters(
        from, to, std::span(series.quality).subspan(first, count),
        std::span(series.values).subspan(first * source.width(), count * source.width())));
  }
  return series;
}

absl::StatusOr<Summary> ReadSummary(const Folder& folder, const Schema& schema,
                                    std::span<const DayPtr> unsealed, const SeriesQuery& query,
                                    Every every) {
  TWIN_ASSIGN_OR_RETURN(
      const SeriesSource source,
      SeriesSource::Make(folder, schema, unsealed, query.group, query.element_ids));
  TWIN_RETURN_IF_ERROR(CheckPeriod(query.from, query.to, every, source.width()));
  const SeriesGroup& group = source.group();
  Summary summary{group.name, group.unit, group.secrecy, source.ElementIds(), query.from, every,
                  {},         {}};
  for (const auto& [from, to] : SplitByDay(query.from, query.to)) {
    std::vector<std::uint8_t> counts;
    SummaryValues part;
    TWIN_RETURN_IF_ERROR(source.ReadSummary(every, from, to, counts, part));
    summary.quarter_count.insert(summary.quarter_count.end(), counts.begin(), counts.end());
    for (std::size_t i = 0; i < part.size(); ++i) {
      summary.values[i].insert(summary.values[i].end(), part[i].begin(), part[i].end());
    }
  }
  return summary;
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
