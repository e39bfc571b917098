#include "twin/store/segment.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/parallel_for.h"
#include "twin/store/chunk_codec.h"
#include "twin/store/column_index.h"
#include "twin/store/sealed_file.h"

namespace twin::store {
namespace {

constexpr std::size_t kDayQuarters = static_cast<std::size_t>(models::kQuartersPerDay);
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::size_t SlotOf(const Day& day, const StepRecord& step) {
  return static_cast<std::size_t>(step.quarter - day.first_quarter);
}

/// One chunk of a group: all quarters of kChunkElements elements, or what is left of them.
struct ChunkJob {
  std::size_t group = 0;
  std::size_t first_column = 0;
};

/// Rounded to the group's quantum, NaN where there was no step or is no element.
std::vector<double> CollectChunk(const Day& day, const SeriesGroup& group, std::size_t offset,
                                 std::size_t first_column, std::size_t width) {
  std::vector<double> values(kDayQuarters * width, kNan);
  const std::size_t count = std::min(width, group.element_ids.size() - first_column);
  for (const StepRecord& step : day.steps) {
    double* const row = values.data() + SlotOf(day, step) * width;
    const double* const frame = step.frame.data() + offset + first_column;
    for (std::size_t i = 0; i < count; ++i) row[i] = RoundToQuantum(frame[i], group.quantum);
  }
  return values;
}

std::size_t WidthOf(const SeriesGroup& group) {
  return std::min(kChunkElements, group.element_ids.size());
}

std::vector<ChunkJob> MakeChunkJobs(const std::vector<SeriesGroup>& groups) {
  std::vector<ChunkJob> jobs;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (std::size_t at = 0; at < groups[i].element_ids.size(); at += WidthOf(groups[i])) {
      jobs.push_back({i, at});
    }
  }
  return jobs;
}

DaySteps CollectSteps(const Day& day) {
  const std::size_t hash_bytes = Hash256{}.size();
  DaySteps steps;
  steps.quality.assign(kDayQuarters, static_cast<std::uint8_t>(Quality::kMissing));
  steps.sequence.assign(kDayQuarters, 0);
  steps.hash.assign(kDayQuarters * hash_bytes, 0);
  for (const StepRecord& step : day.steps) {
    const std::size_t slot = SlotOf(day, step);
    steps.quality[slot] = static_cast<std::uint8_t>(step.quality);
    steps.sequence[slot] = static_cast<std::int64_t>(step.sequence);
    std::copy(step.state_hash.begin(), step.state_hash.end(),
              steps.hash.begin() + static_cast<std::ptrdiff_t>(slot * hash_bytes));
  }
  return steps;
}

std::vector<StoredCommand> CollectCommands(const Day& day) {
  std::vector<StoredCommand> commands;
  for (const CommandRecord& command : day.carried) {
    commands.push_back({command, true, EndedBy(day, command.sequence)});
  }
  for (const CommandRecord& command : day.commands) {
    commands.push_back({command, false, EndedBy(day, command.sequence)});
  }
  return commands;
}

std::uint64_t LastSequenceOf(const Day& day) {
  std::uint64_t last = day.before.has_value() ? day.before->sequence : 0;
  if (!day.steps.empty()) last = std::max(last, day.steps.back().sequence);
  if (!day.commands.empty()) last = std::max(last, day.commands.back().sequence);
  return last;
}

// Everything but the chunks of the series.
absl::Status WriteBesideChunks(data::Hdf5File& file, const Schema& schema, std::uint64_t epoch,
                               const Day& day) {
  const std::string name = SegmentName(day.first_quarter);
  TWIN_RETURN_IF_ERROR(
      WriteIdentity(file, schema, epoch, absl::StrCat("One day of the twin, UTC, ", name)));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", "twin_last_sequence",
                                           static_cast<std::int64_t>(LastSequenceOf(day))));
  TWIN_RETURN_IF_ERROR(WriteTime(file, day.first_quarter, kDayQuarters));
  TWIN_RETURN_IF_ERROR(WriteAxes(file, schema.frame.groups));
  TWIN_RETURN_IF_ERROR(WriteDaySteps(file, CollectSteps(day)));
  for (const SeriesGroup& group : schema.frame.groups) {
    TWIN_RETURN_IF_ERROR(file.CreateDoubles(SeriesLayout(group, kDayQuarters)));
    TWIN_RETURN_IF_ERROR(WriteSeriesMetadata(file, group));
  }
  TWIN_RETURN_IF_ERROR(WriteStateBlocks(file, schema.state));
  if (day.before.has_value()) {
    TWIN_RETURN_IF_ERROR(WriteState(file, "state_start", day.before->state));
  }
  if (const StepRecord* last = LastStep(day); last != nullptr) {
    TWIN_RETURN_IF_ERROR(WriteState(file, "state_end", last->state));
  }
  TWIN_RETURN_IF_ERROR(WriteCommands(file, CollectCommands(day)));
  return WriteMeasuredGroup(file);
}

// Chunks are filtered on `threads` threads, outside HDF5's lock, while one of them writes the rest;
// then they are written in order.
absl::Status WriteAll(data::Hdf5File& file, const Schema& schema, std::uint64_t epoch,
                      const Day& day, std::size_t threads) {
  const std::vector<SeriesGroup>& groups = schema.frame.groups;
  const std::vector<std::size_t> offsets = GroupOffsets(schema.frame);
  const std::vector<ChunkJob> jobs = MakeChunkJobs(groups);
  std::vector<absl::StatusOr<std::string>> chunks(jobs.size());
  absl::Status beside;
  solvers::ParallelFor(1 + jobs.size(), threads, [&](std::size_t index, std::size_t) {
    if (index == 0) {
      beside = WriteBesideChunks(file, schema, epoch, day);
      return;
    }
    const ChunkJob& job = jobs[index - 1];
    const SeriesGroup& group = groups[job.group];
    chunks[index - 1] =
        FilterChunk(CollectChunk(day, group, offsets[job.group], job.first_column, WidthOf(group)));
  });
  TWIN_RETURN_IF_ERROR(beside);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!chunks[i].ok()) return chunks[i].status();
    TWIN_RETURN_IF_ERROR(file.WriteFilteredChunk("/" + groups[jobs[i].group].name, 0,
                                                 jobs[i].first_column, *chunks[i]));
  }
  return absl::OkStatus();
}

}  // namespace

std::string SegmentName(models::Quarter quarter) {
  return absl::StrCat(absl::FormatTime("%Y-%m-%d", quarter.start(), absl::UTCTimeZone()), ".h5");
}

absl::StatusOr<models::Quarter> ParseSegmentName(absl::string_view name) {
  absl::Time day;
  std::string error;
  if (!absl::EndsWith(name, ".h5") ||
      !absl::ParseTime("%Y-%m-%d", name.substr(0, name.size() - 3), &day, &error)) {
    return absl::InvalidArgumentError(absl::StrCat(name, " is no segment name"));
  }
  const models::Quarter quarter = models::Quarter::Containing(day);
  // ParseTime is lenient: blanks, missing zeros, "infinite-past". What we would not write is not
  // ours.
  const bool is_finite = day != absl::InfiniteFuture() && day != absl::InfinitePast();
  if (!is_finite || SegmentName(quarter) != name) {
    return absl::InvalidArgumentError(absl::StrCat(name, " is no segment name"));
  }
  return quarter;
}

absl::StatusOr<std::string> EncodeSegment(const Schema& schema, std::uint64_t epoch, const Day& day,
                                          std::size_t threads) {
  TWIN_ASSIGN_OR_RETURN(data::Hdf5File file,
                        data::Hdf5File::CreateInMemory(SegmentName(day.first_quarter)));
  TWIN_RETURN_IF_ERROR(WriteAll(file, schema, epoch, day, threads));
  return SealDay(std::move(file), schema);
}

absl::StatusOr<Every> ReadDetail(const data::Hdf5File& file, const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const std::int64_t version,
                        file.ReadInt64Attribute("/", "twin_format_version"));
  if (version < kCompactedVersion) return Every::kQuarter;
  TWIN_ASSIGN_OR_RETURN(const std::string detail, file.ReadTextAttribute("/", kDetailAttribute));
  for (const Every every : {Every::kHour, Every::kDay}) {
    if (detail == ToText(every)) return every;
  }
  return models::errors::Corrupt(path, absl::StrCat("it keeps '", detail, "'"));
}

absl::Status DamagedSegment(const absl::Status& status) {
  return absl::IsInternal(status) ? absl::DataLossError(status.message()) : status;
}

absl::Status NotKept(const std::string& path, Every detail) {
  return absl::FailedPreconditionError(
      absl::StrCat(path, " keeps ", detail == Every::kHour ? "hours and the day" : "the day",
                   " only (least, mean, largest): ask for those, or replay the day"));
}

std::vector<std::string> TableNames(const Schema& schema, Every detail) {
  std::vector<std::string> names;
  for (const SeriesGroup& group : schema.frame.groups) {
    if (detail == Every::kQuarter) {
      names.push_back("/" + group.name);
      continue;
    }
    for (const Every every : {Every::kHour, Every::kDay}) {
      if (every >= detail) names.push_back(SummaryPath(group.name, every));
    }
  }
  return names;
}

absl::StatusOr<std::string> SealDay(data::Hdf5File file, const Schema& schema) {
  TWIN_ASSIGN_OR_RETURN(const Every detail, ReadDetail(file, "the day"));
  // The chunks are where they will be: the image is the file as it stands in memory.
  TWIN_ASSIGN_OR_RETURN(std::string bytes, file.CopyImage());
  TWIN_ASSIGN_OR_RETURN(const ColumnIndex index,
                        MakeColumnIndex(file, bytes, TableNames(schema, detail)));
  TWIN_RETURN_IF_ERROR(file.Close());
  bytes += EncodeColumnIndex(index);
  AppendSeal(bytes);
  return bytes;
}

std::string SummaryPath(const std::string& group, Every every) {
  return absl::StrCat("/", group, "_", ToText(every));
}

absl::StatusOr<Segment> Segment::Open(const std::string& path) {
  TWIN_RETURN_IF_ERROR(VerifySealOnce(path));
  TWIN_ASSIGN_OR_RETURN(data::Hdf5File file, data::Hdf5File::OpenReadOnly(path));
  TWIN_RETURN_IF_ERROR(CheckFormatVersion(file, path));
  Segment segment(path, std::move(file));
  TWIN_ASSIGN_OR_RETURN(segment.detail_, ReadDetail(segment.file_, path));
  return segment;
}

absl::Status Segment::ReadColumns(const std::string& group, const std::vector<std::size_t>& columns,
                                  std::size_t from, std::size_t to, std::span<double> out) const {
  if (detail_ == Every::kQuarter) return ReadTable("/" + group, columns, from, to, out);
  return NotKept(path_, detail_);
}

absl::Status Segment::ReadTable(const std::string& variable,
                                const std::vector<std::size_t>& columns, std::size_t from,
                                std::size_t to, std::span<double> out) const {
  std::vector<std::size_t> order(columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return columns[a] < columns[b]; });
  const std::size_t rows = to - from;
  std::vector<double> block;
  for (std::size_t begin = 0; begin < order.size();) {
    // One read for all wanted columns of one chunk.
    const std::size_t first = columns[order[begin]];
    std::size_t end = begin;
    while (end < order.size() && columns[order[end]] / kChunkElements == first / kChunkElements) {
      ++end;
    }
    const std::size_t width = columns[order[end - 1]] - first + 1;
    block.resize(rows * width);
    TWIN_RETURN_IF_ERROR(file_.ReadRectangle(
        variable,
        {.first_row = from, .row_count = rows, .first_column = first, .column_count = width},
        block));
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t row = 0; row < rows; ++row) {
        out[row * columns.size() + order[i]] = block[row * width + columns[order[i]] - first];
      }
    }
    begin = end;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Segment::ReadElementIds(const std::string& axis) const {
  return file_.ReadTexts("/" + axis);
}

absl::StatusOr<Attributes> Segment::ReadAttributes() const {
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::string> names, file_.ListTextAttributes("/"));
  Attributes attributes;
  for (const std::string& name : names) {
    if (IsReservedAttribute(name)) continue;
    TWIN_ASSIGN_OR_RETURN(attributes[name], file_.ReadTextAttribute("/", name));
  }
  return attributes;
}

absl::StatusOr<std::vector<std::uint8_t>> Segment::ReadQuality() const {
  TWIN_ASSIGN_OR_RETURN(std::vector<std::uint8_t> quality, file_.ReadBytes("/quality"));
  if (quality.size() == kDayQuarters) return quality;
  return models::errors::Corrupt(path_, "its quality is not that of a day");
}

absl::StatusOr<std::vector<double>> Segment::ReadState(const std::string& name) const {
  return file_.ReadDoubles("/" + name);
}

absl::StatusOr<std::uint64_t> Segment::ReadLastSequence() const {
  TWIN_ASSIGN_OR_RETURN(const std::int64_t last,
                        file_.ReadInt64Attribute("/", "twin_last_sequence"));
  return static_cast<std::uint64_t>(last);
}

}  // namespace twin::store
