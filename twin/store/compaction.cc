#include "twin/store/compaction.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/column_index.h"
#include "twin/store/sealed_file.h"

namespace twin::store {
namespace {

constexpr auto kDayQuarters = static_cast<std::size_t>(models::kQuartersPerDay);

std::size_t RowsIn(Every every) {
  return kDayQuarters / static_cast<std::size_t>(QuartersIn(every));
}

/// All columns of a group in rows of `every`, from the day's quarters or from what it keeps of
/// them.
absl::StatusOr<SummaryValues> ReadGroup(const Segment& segment,
                                        const std::optional<IndexedDay>& kept,
                                        const SeriesGroup& group, Every every) {
  std::vector<std::size_t> columns(group.element_ids.size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  if (segment.detail() == Every::kQuarter) {
    std::vector<double> values(kDayQuarters * columns.size());
    TWIN_RETURN_IF_ERROR(segment.ReadColumns(group.name, columns, 0, kDayQuarters, values));
    return Summarise(values, columns.size(), static_cast<std::size_t>(QuartersIn(every)),
                     group.quantum);
  }
  SummaryValues summary;
  for (std::size_t i = 0; i < summary.size(); ++i) {
    summary[i].resize(RowsIn(every) * columns.size());
    TWIN_RETURN_IF_ERROR(kept->ReadSummary(SummaryPath(group.name, every),
                                           static_cast<Statistic>(i), columns, 0, RowsIn(every),
                                           summary[i]));
  }
  return summary;
}

/// One variable [statistic × row × element]: the three are alike, and are compressed together.
absl::Status WriteSummary(data::Hdf5File& file, const SeriesGroup& group, Every every,
                          const SummaryValues& summary) {
  std::vector<double> values;
  for (const std::vector<double>& table : summary) {
    values.insert(values.end(), table.begin(), table.end());
  }
  const std::size_t rows = RowsIn(every), width = group.element_ids.size();
  const std::size_t columns = kChunkQuarters * kChunkElements / (kStatisticNames.size() * rows);
  const std::string path = SummaryPath(group.name, every);
  TWIN_RETURN_IF_ERROR(
      file.Write({.path = path,
                  .shape = {kStatisticNames.size(), rows, width},
                  .chunk = {kStatisticNames.size(), rows, std::min(columns, width)},
                  .scales = {"/statistic", absl::StrCat("/", ToText(every)), "/" + group.axis},
                  .fill = std::numeric_limits<double>::quiet_NaN()},
                 std::span<const double>(values)));
  return WriteSummaryMetadata(file, group, path);
}

absl::Status WriteSummaries(data::Hdf5File& file, const Schema& schema, models::Quarter day,
                            const Segment& segment, const std::optional<IndexedDay>& kept,
                            Every detail) {
  TWIN_RETURN_IF_ERROR(file.Write({.path = "/statistic",
                                   .shape = {kStatisticNames.size()},
                                   .chunk = {},
                                   .scales = {},
                                   .fill = {}},
                                  std::span<const std::string>(std::vector<std::string>(
                                      kStatisticNames.begin(), kStatisticNames.end()))));
  TWIN_RETURN_IF_ERROR(file.MakeScale("/statistic"));
  for (const Every every : {Every::kHour, Every::kDay}) {
    if (every < detail) continue;
    TWIN_RETURN_IF_ERROR(
        WriteTimeAxis(file, absl::StrCat("/", ToText(every)), day, RowsIn(every), every));
    for (const SeriesGroup& group : schema.frame.groups) {
      TWIN_ASSIGN_OR_RETURN(const SummaryValues summary, ReadGroup(segment, kept, group, every));
      TWIN_RETURN_IF_ERROR(WriteSummary(file, group, every, summary));
    }
  }
  for (const SeriesGroup& group : schema.frame.groups) {
    TWIN_RETURN_IF_ERROR(WriteProvenance(file, group));
  }
  return absl::OkStatus();
}

absl::Status WriteAll(data::Hdf5File& file, const Schema& schema, models::Quarter first_quarter,
                      const Segment& segment, Every detail) {
  Schema as_sealed = schema;  // texts such as the code version are those of the day
  TWIN_ASSIGN_OR_RETURN(as_sealed.attributes, segment.ReadAttributes());
  TWIN_ASSIGN_OR_RETURN(const std::string epoch_text, segment.ReadAttribute("twin_epoch"));
  std::uint64_t epoch = 0;
  if (!absl::SimpleHexAtoi(epoch_text, &epoch)) {
    return models::errors::Corrupt("twin_epoch", "it is no number");
  }
  TWIN_RETURN_IF_ERROR(
      WriteIdentity(file, as_sealed, epoch,
                    absl::StrCat("One old day of the twin, UTC, ", SegmentName(first_quarter)),
                    kCompactedVersion));
  TWIN_RETURN_IF_ERROR(file.WriteAttribute("/", kDetailAttribute, ToText(detail)));
  TWIN_ASSIGN_OR_RETURN(const std::uint64_t last_sequence, segment.ReadLastSequence());
  TWIN_RETURN_IF_ERROR(
      file.WriteAttribute("/", "twin_last_sequence", static_cast<std::int64_t>(last_sequence)));
  TWIN_RETURN_IF_ERROR(WriteTime(file, first_quarter, kDayQuarters));
  TWIN_RETURN_IF_ERROR(WriteAxes(file, schema.frame.groups));
  TWIN_ASSIGN_OR_RETURN(const DaySteps steps, segment.ReadSteps());
  TWIN_RETURN_IF_ERROR(WriteDaySteps(file, steps));
  TWIN_ASSIGN_OR_RETURN(const std::optional<IndexedDay> kept, IndexedDay::Open(segment.path()));
  if (segment.detail() != Every::kQuarter && !kept.has_value()) {
    return models::errors::Corrupt(segment.path(), "it has no index of what it keeps");
  }
  TWIN_RETURN_IF_ERROR(WriteSummaries(file, schema, first_quarter, segment, kept, detail));
  TWIN_RETURN_IF_ERROR(WriteStateBlocks(file, schema.state));
  if (segment.HasState("state_start")) {
    TWIN_ASSIGN_OR_RETURN(const std::vector<double> state, segment.ReadState("state_start"));
    TWIN_RETURN_IF_ERROR(WriteState(file, "state_start", state));
  }
  TWIN_ASSIGN_OR_RETURN(const std::vector<StoredCommand> commands, segment.ReadCommands());
  TWIN_RETURN_IF_ERROR(WriteCommands(file, commands));
  return WriteMeasuredGroup(file);
}

/// The segment, its bytes verified afresh: what is dropped after this cannot be had again.
absl::StatusOr<Segment> OpenVerified(const std::string& path) {
  TWIN_RETURN_IF_ERROR(VerifySeal(path));
  return Segment::Open(path);
}

absl::Status CompactDay(const Schema& schema, const SegmentInfo& info, Every detail,
                        const FaultHook& hook, Compaction& done) {
  {
    TWIN_ASSIGN_OR_RETURN(const Segment found, Segment::Open(info.path));
    if (found.detail() >= detail) return absl::OkStatus();
  }
  TWIN_ASSIGN_OR_RETURN(const Segment segment, OpenVerified(info.path));
  TWIN_ASSIGN_OR_RETURN(const std::string bytes,
                        EncodeCompacted(schema, info.first_quarter, segment, detail));
  TWIN_RETURN_IF_ERROR(WriteFileAtomically(info.path, bytes, "compact", hook));
  ++done.day_count;
  done.bytes_before += info.size_bytes;
  done.bytes_after += static_cast<std::int64_t>(bytes.size());
  return absl::OkStatus();
}

}  // namespace

absl::Status Validate(const Retention& retention) {
  if (retention.keep_quarters_days < 0 || retention.keep_hours_days < 0) {
    return models::errors::InvalidField("keep_quarters_days", "must be 0 (for ever) or more days");
  }
  const bool is_upside_down =
      retention.keep_hours_days != 0 && (retention.keep_quarters_days == 0 ||
                                         retention.keep_hours_days < retention.keep_quarters_days);
  if (!is_upside_down) return absl::OkStatus();
  return models::errors::InvalidField("keep_hours_days",
                                      absl::StrCat("is ", retention.keep_hours_days,
                                                   ", must be 0 (for ever) or at least "
                                                   "keep_quarters_days, which is ",
                                                   retention.keep_quarters_days));
}

Every DetailAt(const Retention& retention, std::int64_t age_days) {
  if (retention.keep_quarters_days == 0 || age_days < retention.keep_quarters_days) {
    return Every::kQuarter;
  }
  const bool keeps_hours = retention.keep_hours_days == 0 || age_days < retention.keep_hours_days;
  return keeps_hours ? Every::kHour : Every::kDay;
}

absl::StatusOr<std::string> EncodeCompacted(const Schema& schema, models::Quarter first_quarter,
                                            const Segment& segment, Every detail) {
  TWIN_ASSIGN_OR_RETURN(const std::string layout, segment.ReadAttribute("twin_layout_hash"));
  if (layout != ToHex(CalcLayoutHash(schema))) {
    return absl::FailedPreconditionError(absl::StrCat(
        SegmentName(first_quarter), " was sealed with other series: it stays as it is"));
  }
  TWIN_ASSIGN_OR_RETURN(data::Hdf5File file,
                        data::Hdf5File::CreateInMemory(SegmentName(first_quarter)));
  TWIN_RETURN_IF_ERROR(WriteAll(file, schema, first_quarter, segment, detail));
  return SealDay(std::move(file), schema);
}

absl::StatusOr<Compaction> CompactFolder(const Folder& folder, const Schema& schema,
                                         const Retention& retention, const FaultHook& hook,
                                         const std::atomic<bool>& is_stopping,
                                         KnownDetails& known) {
  TWIN_RETURN_IF_ERROR(Validate(retention));
  TWIN_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, ListSegments(folder));
  Compaction done;
  for (const SegmentInfo& info : segments) {
    if (is_stopping) break;
    const std::int64_t age_days =
        (segments.back().first_quarter - info.first_quarter) / models::kQuartersPerDay;
    const Every detail = DetailAt(retention, age_days);
    if (detail == Every::kQuarter) break;
    if (const auto found = known.find(info.first_quarter);
        found != known.end() && found->second >= detail) {
      continue;
    }
    const absl::Status status = CompactDay(schema, info, detail, hook, done);
    if (status.ok()) {
      known[info.first_quarter] = detail;
      continue;
    }
    // Another day may do; the disk does for none.
    const bool is_of_the_day =
        absl::IsDataLoss(status) || absl::IsFailedPrecondition(status) || absl::IsNotFound(status);
    if (!is_of_the_day) return status;
    done.skipped.emplace_back(status.message());
  }
  return done;
}

}  // namespace twin::store
