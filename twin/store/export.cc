#include "twin/store/export.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
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

/// Calls `take(series)` for every day part of the period and every group.
template <class Take>
absl::Status ForEachBlock(const StoreReader& reader, const SeriesGroup& group,
                          const ExportRequest& request, std::int64_t block_quarters, Take take) {
  for (models::Quarter at = request.from; at < request.to; at = at + block_quarters) {
    const models::Quarter end = std::min(at + block_quarters, request.to);
    TWIN_ASSIGN_OR_RETURN(
        const Series series,
        reader.ReadSeries({.group = group.name, .element_ids = {}, .from = at, .to = end}));
    TWIN_RETURN_IF_ERROR(take(series));
  }
  return absl::OkStatus();
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

absl::Status WriteHdf5(const StoreReader& reader, const std::vector<SeriesGroup>& groups,
                       const ExportRequest& request, const std::string& path) {
  // In memory like every file of the store: on a full disk HDF5 cannot close its file any more, and
  // the process crashes when it ends (seen with 1.10.8).
  TWIN_ASSIGN_OR_RETURN(data::Hdf5File file, data::Hdf5File::CreateInMemory(path));
  const auto count = static_cast<std::size_t>(request.to - request.from);
  TWIN_RETURN_IF_ERROR(WriteIdentity(file, reader.schema(), 0, "Export from the twin's store"));
  TWIN_RETURN_IF_ERROR(WriteTime(file, request.from, count));
  TWIN_RETURN_IF_ERROR(WriteAxes(file, groups));
  std::vector<std::uint8_t> quality(count, static_cast<std::uint8_t>(Quality::kMissing));
  for (const SeriesGroup& group : groups) {
    TWIN_RETURN_IF_ERROR(file.CreateDoubles(SeriesLayout(group, count)));
    const auto take = [&](const Series& series) {
      const auto first = static_cast<std::size_t>(series.from - request.from);
      for (std::size_t i = 0; i < series.quality.size(); ++i) {
        quality[first + i] = static_cast<std::uint8_t>(series.quality[i]);
      }
      return file.WriteRectangle("/" + group.name,
                                 {.first_row = first,
                                  .row_count = series.quality.size(),
                                  .first_column = 0,
                                  .column_count = group.element_ids.size()},
                                 series.values);
    };
    TWIN_RETURN_IF_ERROR(
        ForEachBlock(reader, group, request, static_cast<std::int64_t>(kChunkQuarters), take));
    TWIN_RETURN_IF_ERROR(WriteSeriesMetadata(file, group));
  }
  TWIN_RETURN_IF_ERROR(WriteQuality(file, quality));
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, file.TakeImage());
  TWIN_ASSIGN_OR_RETURN(const FileDescriptor out,
                        FileDescriptor::Open(path, O_WRONLY | O_CREAT | O_TRUNC));
  return WriteAllAt(out, bytes, 0, path);
}

std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string CsvHeader(const Schema& schema, const std::vector<SeriesGroup>& groups) {
  std::string text;
  for (const auto& [name, value] : schema.attributes) {
    absl::StrAppend(&text, "# ", name, ": ", absl::StrReplaceAll(value, {{"\n", " "}, {"\r", " "}}),
                    "\n");
  }
  absl::StrAppend(&text, "time");
  for (const SeriesGroup& group : groups) {
    for (const std::string& id : group.element_ids) {
      absl::StrAppend(&text, ",",
                      CsvField(absl::StrCat(group.name, ":", id, " [", group.unit, "]")));
    }
  }
  return text + "\n";
}

void AppendCsvRow(const std::vector<Series>& blocks, std::size_t row, std::string& text) {
  const models::Quarter quarter = blocks[0].from + static_cast<std::int64_t>(row);
  absl::StrAppend(&text,
                  absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", quarter.start(), absl::UTCTimeZone()));
  for (const Series& block : blocks) {
    const std::size_t width = block.element_ids.size();
    for (std::size_t i = 0; i < width; ++i) {
      const double value_unit = block.values[row * width + i];
      char digits[40] = "";
      if (!std::isnan(value_unit)) std::snprintf(digits, sizeof(digits), "%.17g", value_unit);
      absl::StrAppend(&text, ",", digits);
    }
  }
  text += "\n";
}

absl::Status WriteCsv(const StoreReader& reader, const std::vector<SeriesGroup>& groups,
                      const ExportRequest& request, const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const FileDescriptor file,
                        FileDescriptor::Open(path, O_WRONLY | O_CREAT | O_TRUNC));
  std::string text = CsvHeader(reader.schema(), groups);
  std::int64_t written = 0;
  for (models::Quarter at = request.from; at < request.to;) {
    const models::Quarter end = std::min(at + models::kQuartersPerDay, request.to);
    std::vector<Series> blocks;
    for (const SeriesGroup& group : groups) {
      TWIN_ASSIGN_OR_RETURN(
          Series series,
          reader.ReadSeries({.group = group.name, .element_ids = {}, .from = at, .to = end}));
      blocks.push_back(std::move(series));
    }
    for (std::size_t row = 0; row < static_cast<std::size_t>(end - at); ++row) {
      AppendCsvRow(blocks, row, text);
    }
    TWIN_RETURN_IF_ERROR(WriteAllAt(file, text, written, path));
    written += static_cast<std::int64_t>(text.size());
    text.clear();
    at = end;
  }
  return absl::OkStatus();
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
  const FrameSchema& frame = reader.schema().frame;
  std::vector<SeriesGroup> groups;
  for (const std::string& name : request.groups) {
    TWIN_ASSIGN_OR_RETURN(const std::size_t index, FindGroup(frame, name));
    groups.push_back(frame.groups[index]);
  }
  if (request.groups.empty()) groups = frame.groups;
  if (groups.empty()) return absl::FailedPreconditionError("the store holds no series");
  const std::string temporary = path + ".tmp";
  absl::Status status = is_csv ? WriteCsv(reader, groups, request, temporary)
                               : WriteHdf5(reader, groups, request, temporary);
  if (status.ok()) status = SyncAndRename(temporary, path);
  if (!status.ok()) ::unlink(temporary.c_str());
  return status;
}

}  // namespace twin::store
