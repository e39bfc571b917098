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
#include "twin/store/sealed_file.h"

namespace twin::store {
namespace {

constexpr std::size_t kDayQuarters = static_cast<std::size_t>(models::kQuartersPerDay);
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::size_t SlotOf(const Day& day, const StepRecord& step) {
  return static_cast<std::size_t>(step.quarter - day.first_quarter);
}

/// Shape [quarter × element], rounded to the group's quantum, NaN where there was no step.
std::vector<double> CollectSeries(const Day& day, const SeriesGroup& group, std::size_t offset) {
  const std::size_t width = group.element_ids.size();
  std::vector<double> values(kDayQuarters * width, kNan);
  for (const StepRecord& step : day.steps) {
    const auto row = values.begin() + static_cast<std::ptrdiff_t>(SlotOf(day, step) * width);
    const auto first = step.frame.begin() + static_cast<std::ptrdiff_t>(offset);
    std::transform(first, first + static_cast<std::ptrdiff_t>(width), row,
                   [&](double value_unit) { return RoundToQuantum(value_unit, group.quantum); });
  }
  return values;
}

absl::Status WriteSeries(data::Hdf5File& file, const Schema& schema, const Day& day) {
  const std::vector<std::size_t> offsets = GroupOffsets(schema.frame);
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    const SeriesGroup& group = schema.frame.groups[i];
    const std::vector<double> values = CollectSeries(day, group, offsets[i]);
    TWIN_RETURN_IF_ERROR(
        file.Write(SeriesLayout(group, kDayQuarters), std::span<const double>(values)));
    TWIN_RETURN_IF_ERROR(WriteSeriesMetadata(file, group));
  }
  return absl::OkStatus();
}

/// What is known of each quarter: /quality, /sequence, /state_hash.
absl::Status WriteSteps(data::Hdf5File& file, const Day& day) {
  const std::size_t hash_bytes = Hash256{}.size();
  std::vector<std::uint8_t> quality(kDayQuarters, static_cast<std::uint8_t>(Quality::kMissing));
  std::vector<std::int64_t> sequences(kDayQuarters, 0);
  std::vector<std::uint8_t> hashes(kDayQuarters * hash_bytes, 0);
  for (const StepRecord& step : day.steps) {
    const std::size_t slot = SlotOf(day, step);
    quality[slot] = static_cast<std::uint8_t>(step.quality);
    sequences[slot] = static_cast<std::int64_t>(step.sequence);
    std::copy(step.state_hash.begin(), step.state_hash.end(),
              hashes.begin() + static_cast<std::ptrdiff_t>(slot * hash_bytes));
  }
  const auto layout = [](const std::string& path) {
    return data::DatasetLayout{
        .path = path, .shape = {kDayQuarters}, .chunk = {}, .scales = {"/time"}, .fill = {}};
  };
  TWIN_RETURN_IF_ERROR(file.Write(layout("/quality"), std::span<const std::uint8_t>(quality)));
  const std::vector<std::uint8_t> flags = {0, 1, 2};
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/quality", "long_name", "quality of the quarter"));
  TWIN_RETURN_IF_ERROR(
      file.WriteAttribute("/quality", "flag_values", std::span<const std::uint8_t>(flags)));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/quality", "flag_meanings", kQualityMeanings));
  TWIN_RETURN_IF_ERROR(file.Write(layout("/sequence"), std::span<const std::int64_t>(sequences)));
  TWIN_RETURN_IF_ERROR(
      file.WriteAttribute("/sequence", "long_name", "sequence of the step, 0 where none"));
  TWIN_RETURN_IF_ERROR(file.WriteBareDimension("/hash_byte", hash_bytes));
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/state_hash",
                                   .shape = {kDayQuarters, hash_bytes},
                                   .chunk = {},
                                   .scales = {"/time", "/hash_byte"},
                                   .fill = {}},
                                  std::span<const std::uint8_t>(hashes)));
  return file.WriteAttribute("/state_hash", "long_name", "hash of the state after the step");
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

absl::Status WriteMeasuredGroup(data::Hdf5File& file) {
  TWIN_RETURN_IF_ERROR(file.WriteGroup("/measured"));
  return file.WriteAttribute("/measured", "long_name",
                             "telemetry: variables named as in the root, with a quality each");
}

absl::Status WriteAll(data::Hdf5File& file, const Schema& schema, std::uint64_t epoch,
                      const Day& day) {
  const std::string name = SegmentName(day.first_quarter);
  TWIN_RETURN_IF_ERROR(
      WriteIdentity(file, schema, epoch, absl::StrCat("One day of the twin, UTC, ", name)));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", "twin_last_sequence",
                                           static_cast<std::int64_t>(LastSequenceOf(day))));
  TWIN_RETURN_IF_ERROR(WriteTime(file, day.first_quarter, kDayQuarters));
  TWIN_RETURN_IF_ERROR(WriteAxes(file, schema.frame.groups));
  TWIN_RETURN_IF_ERROR(WriteSteps(file, day));
  TWIN_RETURN_IF_ERROR(WriteSeries(file, schema, day));
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

absl::StatusOr<std::string> EncodeSegment(const Schema& schema, std::uint64_t epoch,
                                          const Day& day) {
  TWIN_ASSIGN_OR_RETURN(data::Hdf5File file,
                        data::Hdf5File::CreateInMemory(SegmentName(day.first_quarter)));
  TWIN_RETURN_IF_ERROR(WriteAll(file, schema, epoch, day));
  TWIN_ASSIGN_OR_RETURN(std::string bytes, file.TakeImage());
  AppendSeal(bytes);
  return bytes;
}

absl::StatusOr<Segment> Segment::Open(const std::string& path) {
  TWIN_RETURN_IF_ERROR(VerifySealOnce(path));
  TWIN_ASSIGN_OR_RETURN(data::Hdf5File file, data::Hdf5File::OpenReadOnly(path));
  return Segment(std::move(file));
}

absl::Status Segment::ReadColumns(const std::string& group, const std::vector<std::size_t>& columns,
                                  std::size_t from, std::size_t to, std::span<double> out) const {
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
        "/" + group,
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

absl::StatusOr<std::vector<double>> Segment::ReadState(const std::string& name) const {
  return file_.ReadDoubles("/" + name);
}

absl::StatusOr<std::uint64_t> Segment::ReadLastSequence() const {
  TWIN_ASSIGN_OR_RETURN(const std::int64_t last,
                        file_.ReadInt64Attribute("/", "twin_last_sequence"));
  return static_cast<std::uint64_t>(last);
}

}  // namespace twin::store
