#include "twin/store/export.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <set>
#include <span>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "data/hdf5_file.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/cf_layout.h"
#include "twin/store/file_io.h"

namespace twin::store {
namespace {

/// Rows that are read and written at once: whole days, so that every segment is opened once for a
/// group, and whole chunks, so that none is compressed again and again.
constexpr auto kBlockRows = static_cast<std::int64_t>(kChunkQuarters);

/// What is written, resolved: one moment of the store, the groups with the wanted elements only.
struct Plan {
  const StoreReader& reader;
  const ExportRequest& request;
  std::vector<DayPtr> unsealed;
  std::vector<SeriesGroup> groups;

  std::size_t row_count() const {
    return static_cast<std::size_t>((request.to - request.from) / QuartersIn(request.every));
  }
  std::size_t RowOf(models::Quarter quarter) const {
    return static_cast<std::size_t>((quarter - request.from) / QuartersIn(request.every));
  }
};

/// A block of rows of one group: its one table of quarters, or three of hours or days.
struct Block {
  std::vector<std::vector<double>> tables;
  std::vector<Quality> quality;  ///< of quarters only
  std::vector<std::uint8_t> quarter_count;
};

/// Names of the tables of a block, as suffixes: "", or " min", " mean", " max".
std::vector<std::string> TableNames(Every every, const char* separator) {
  if (every == Every::kQuarter) return {""};
  std::vector<std::string> names;
  for (const char* name : kStatisticNames) names.push_back(absl::StrCat(separator, name));
  return names;
}

absl::StatusOr<Block> ReadBlock(const Plan& plan, const SeriesGroup& group, models::Quarter from,
                                models::Quarter to) {
  const SeriesQuery query{group.name, group.element_ids, from, to};
  const Folder& folder = plan.reader.folder();
  const Schema& schema = plan.reader.schema();
  Block block;
  if (plan.request.every == Every::kQuarter) {
    TWIN_ASSIGN_OR_RETURN(Series series, ReadSeries(folder, schema, plan.unsealed, query));
    block.quality = std::move(series.quality);
    plan.reader.Round(group, series.values);
    block.tables.push_back(std::move(series.values));
    return block;
  }
  TWIN_ASSIGN_OR_RETURN(Summary summary, store::ReadSummary(folder, schema, plan.unsealed, query,
                                                            plan.request.every));
  block.quarter_count = std::move(summary.quarter_count);
  for (std::vector<double>& table : summary.values) {
    plan.reader.Round(group, table);
    block.tables.push_back(std::move(table));
  }
  return block;
}

/// Calls `take(from, to)` for every block of the period.
template <class Take>
absl::Status ForEachBlock(const ExportRequest& request, Take take) {
  for (models::Quarter at = request.from; at < request.to;) {
    const models::Quarter end =
        std::min(at.UtcDayStart() + kBlockRows * QuartersIn(request.every), request.to);
    TWIN_RETURN_IF_ERROR(take(at, end));
    at = end;
  }
  return absl::OkStatus();
}

absl::StatusOr<SeriesGroup> SelectElements(const SeriesGroup& group,
                                           const std::vector<std::string>& element_ids) {
  if (element_ids.empty()) return group;
  SeriesGroup selected = group;
  selected.element_ids.clear();
  selected.provenance.clear();
  for (std::size_t i = 0; i < group.element_ids.size(); ++i) {
    const std::string& id = group.element_ids[i];
    if (std::find(element_ids.begin(), element_ids.end(), id) == element_ids.end()) continue;
    selected.element_ids.push_back(id);
    selected.provenance.push_back(group.ProvenanceOf(i));
  }
  return selected;
}

absl::StatusOr<std::vector<SeriesGroup>> SelectGroups(const FrameSchema& frame,
                                                      const ExportRequest& request) {
  std::vector<SeriesGroup> wanted;
  for (const std::string& name : request.groups) {
    TWIN_ASSIGN_OR_RETURN(const std::size_t index, FindGroup(frame, name));
    wanted.push_back(frame.groups[index]);
  }
  if (request.groups.empty()) wanted = frame.groups;
  if (wanted.empty()) return absl::FailedPreconditionError("the store holds no series");
  std::vector<SeriesGroup> groups;
  std::set<std::string> found;
  for (const SeriesGroup& group : wanted) {
    TWIN_ASSIGN_OR_RETURN(SeriesGroup selected, SelectElements(group, request.element_ids));
    found.insert(selected.element_ids.begin(), selected.element_ids.end());
    if (!selected.element_ids.empty()) groups.push_back(std::move(selected));
  }
  for (const std::string& id : request.element_ids) {
    if (found.count(id) > 0) continue;
    TWIN_RETURN_IF_ERROR(FindElements(wanted.front(), {id}).status());
  }
  return groups;
}

absl::Status WriteQuality(data::Hdf5File& file, const std::vector<std::uint8_t>& quality) {
  TWIN_RETURN_IF_ERROR(file.Write(
      {.path = "/quality", .shape = {quality.size()}, .chunk = {}, .scales = {"/time"}, .fill = {}},
      std::span<const std::uint8_t>(quality)));
  const std::vector<std::uint8_t> flags = {0, 1, 2};
  TWIN_RETURN_IF_ERROR(
      file.WriteAttribute("/quality", "flag_values", std::span<const std::uint8_t>(flags)));
  return file.WriteAttribute("/quality", "flag_meanings", kQualityMeanings);
}

/// The empty variables of a group and what they are.
absl::Status CreateTables(data::Hdf5File& file, const Plan& plan, const SeriesGroup& group) {
  if (plan.request.every == Every::kQuarter) {
    return file.CreateDoubles(SeriesLayout(group, plan.row_count()));
  }
  for (const std::string& suffix : TableNames(plan.request.every, "_")) {
    TWIN_RETURN_IF_ERROR(file.CreateDoubles(
        SummaryLayout(group, absl::StrCat("/", group.name, suffix), "/time", plan.row_count())));
  }
  return absl::OkStatus();
}

absl::Status WriteMetadata(data::Hdf5File& file, const Plan& plan, const SeriesGroup& group) {
  if (plan.request.every == Every::kQuarter) return WriteSeriesMetadata(file, group);
  for (std::size_t i = 0; i < kStatisticNames.size(); ++i) {
    TWIN_RETURN_IF_ERROR(
        WriteSummaryMetadata(file, group, absl::StrCat("/", group.name, "_", kStatisticNames[i]),
                             static_cast<Statistic>(i)));
  }
  return WriteProvenance(file, group);
}

absl::Status WriteCounts(data::Hdf5File& file, const std::vector<std::uint8_t>& counts) {
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/quarter_count",
                                   .shape = {counts.size()},
                                   .chunk = {},
                                   .scales = {"/time"},
                                   .fill = {}},
                                  std::span<const std::uint8_t>(counts)));
  return file.WriteAttribute("/quarter_count", "long_name", "quarters that were simulated");
}

absl::Status WriteHdf5(const Plan& plan, const std::string& path) {
  // In memory like every file of the store: on a full disk HDF5 cannot close its file any more, and
  // the process crashes when it ends (seen with 1.10.8).
  TWIN_ASSIGN_OR_RETURN(data::Hdf5File file, data::Hdf5File::CreateInMemory(path));
  const ExportRequest& request = plan.request;
  TWIN_RETURN_IF_ERROR(
      WriteIdentity(file, plan.reader.schema(), 0, "Export from the twin's store"));
  TWIN_RETURN_IF_ERROR(WriteTimeAxis(file, "/time", request.from, plan.row_count(), request.every));
  TWIN_RETURN_IF_ERROR(WriteAxes(file, plan.groups));
  std::vector<std::uint8_t> quality(plan.row_count(), static_cast<std::uint8_t>(Quality::kMissing));
  std::vector<std::uint8_t> counts(plan.row_count(), 0);
  for (const SeriesGroup& group : plan.groups) {
    TWIN_RETURN_IF_ERROR(CreateTables(file, plan, group));
    const std::vector<std::string> names = TableNames(request.every, "_");
    const auto take = [&](models::Quarter from, models::Quarter to) -> absl::Status {
      TWIN_ASSIGN_OR_RETURN(const Block block, ReadBlock(plan, group, from, to));
      const std::size_t first = plan.RowOf(from);
      for (std::size_t i = 0; i < block.quality.size(); ++i) {
        quality[first + i] = static_cast<std::uint8_t>(block.quality[i]);
      }
      std::copy(block.quarter_count.begin(), block.quarter_count.end(),
                counts.begin() + static_cast<std::ptrdiff_t>(first));
      for (std::size_t i = 0; i < names.size(); ++i) {
        TWIN_RETURN_IF_ERROR(file.WriteRectangle(absl::StrCat("/", group.name, names[i]),
                                                 {.first_row = first,
                                                  .row_count = plan.RowOf(to) - first,
                                                  .first_column = 0,
                                                  .column_count = group.element_ids.size()},
                                                 block.tables[i]));
      }
      return absl::OkStatus();
    };
    TWIN_RETURN_IF_ERROR(ForEachBlock(request, take));
    TWIN_RETURN_IF_ERROR(WriteMetadata(file, plan, group));
  }
  TWIN_RETURN_IF_ERROR(request.every == Every::kQuarter ? WriteQuality(file, quality)
                                                        : WriteCounts(file, counts));
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, file.TakeImage());
  TWIN_ASSIGN_OR_RETURN(const FileDescriptor out,
                        FileDescriptor::Open(path, O_WRONLY | O_CREAT | O_TRUNC));
  return WriteAllAt(out, bytes, 0, path);
}

std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string CsvHeader(const Plan& plan) {
  std::string text;
  for (const auto& [name, value] : plan.reader.schema().attributes) {
    absl::StrAppend(&text, "# ", name, ": ", absl::StrReplaceAll(value, {{"\n", " "}, {"\r", " "}}),
                    "\n");
  }
  absl::StrAppend(&text, "time");
  for (const SeriesGroup& group : plan.groups) {
    for (const std::string& name : TableNames(plan.request.every, " ")) {
      for (const std::string& id : group.element_ids) {
        absl::StrAppend(&text, ",",
                        CsvField(absl::StrCat(group.name, ":", id, name, " [", group.unit, "]")));
      }
    }
  }
  return text + "\n";
}

void AppendCsvRow(const std::vector<Block>& blocks, std::size_t row, std::size_t row_count,
                  std::string& text) {
  for (const Block& block : blocks) {
    for (const std::vector<double>& table : block.tables) {
      const std::size_t width = table.size() / row_count;
      for (std::size_t i = 0; i < width; ++i) {
        const double value = table[row * width + i];
        char digits[40] = "";
        if (!std::isnan(value)) std::snprintf(digits, sizeof(digits), "%.17g", value);
        absl::StrAppend(&text, ",", digits);
      }
    }
  }
  text += "\n";
}

absl::Status WriteCsv(const Plan& plan, const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const FileDescriptor file,
                        FileDescriptor::Open(path, O_WRONLY | O_CREAT | O_TRUNC));
  std::string text = CsvHeader(plan);
  std::int64_t written = 0;
  return ForEachBlock(plan.request, [&](models::Quarter from, models::Quarter to) -> absl::Status {
    std::vector<Block> blocks;
    for (const SeriesGroup& group : plan.groups) {
      TWIN_ASSIGN_OR_RETURN(blocks.emplace_back(), ReadBlock(plan, group, from, to));
    }
    const std::int64_t per_row = QuartersIn(plan.request.every);
    const auto rows = static_cast<std::size_t>((to - from) / per_row);
    for (std::size_t row = 0; row < rows; ++row) {
      const models::Quarter quarter = from + static_cast<std::int64_t>(row) * per_row;
      absl::StrAppend(&text,
                      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", quarter.start(), absl::UTCTimeZone()));
      AppendCsvRow(blocks, row, rows, text);
    }
    TWIN_RETURN_IF_ERROR(WriteAllAt(file, text, written, path));
    written += static_cast<std::int64_t>(text.size());
    text.clear();
    return absl::OkStatus();
  });
}

absl::Status SyncAndRename(const std::string& temporary, const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const FileDescriptor file, FileDescriptor::Open(temporary, O_RDWR));
  if (::fsync(file.get()) != 0) return ErrnoStatus(errno, "cannot sync " + temporary);
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    return ErrnoStatus(errno, "cannot rename " + temporary);
  }
  return SyncFolder(FolderOf(path));
}

}  // namespace

absl::Status ExportPeriod(const StoreReader& reader, const ExportRequest& request) {
  if (request.from >= request.to) return models::errors::InvalidField("to", "must be after from");
  const std::string& path = request.out_path;
  const bool is_csv = absl::EndsWith(path, ".csv");
  if (!is_csv && !absl::EndsWith(path, ".h5") && !absl::EndsWith(path, ".hdf5") &&
      !absl::EndsWith(path, ".nc")) {
    return models::errors::InvalidField("out_path", "must end in .csv, .h5, .hdf5 or .nc");
  }
  Plan plan{reader, request, {}, {}};
  TWIN_ASSIGN_OR_RETURN(plan.groups, SelectGroups(reader.schema().frame, request));
  for (SeriesGroup& group : plan.groups) {
    group.quantum = std::max(group.quantum, reader.CoarseStep(group));
  }
  TWIN_ASSIGN_OR_RETURN(plan.unsealed, reader.ReadUnsealedDays());
  TWIN_RETURN_IF_ERROR(CheckWholeRows(request.from, request.to, request.every));
  const std::string temporary = path + ".tmp";
  absl::Status status = is_csv ? WriteCsv(plan, temporary) : WriteHdf5(plan, temporary);
  if (status.ok()) status = SyncAndRename(temporary, path);
  if (!status.ok()) ::unlink(temporary.c_str());
  return status;
}

}  // namespace twin::store
