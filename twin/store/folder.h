#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/time/quarter.h"
#include "twin/store/day.h"
#include "twin/store/journal.h"
#include "twin/store/schema.h"
#include "twin/store/summary.h"

/// What lies where in a store's directory, and reading across sealed and unsealed days.
namespace twin::store {

struct Folder {
  std::string root;
  std::string journals() const { return root + "/journal"; }
  std::string snapshots() const { return root + "/snapshots"; }
  std::string segments() const { return root + "/segments"; }
  std::string aside() const { return root + "/aside"; }
  std::string schema_file() const { return root + "/schema.bin"; }
};

struct SegmentInfo {
  models::Quarter first_quarter;
  std::string path;
  std::int64_t size_bytes = 0;
};

/// Sealed days, oldest first. A file with another name is not ours and is left out.
absl::StatusOr<std::vector<SegmentInfo>> ListSegments(const Folder& folder);

/// Paths of the journals, oldest first.
absl::StatusOr<std::vector<std::string>> ListJournals(const Folder& folder);

/// The first quarter of the day that a journal of ListJournals is named after.
models::Quarter JournalDay(absl::string_view path);

absl::StatusOr<Schema> ReadSchemaFile(const Folder& folder);

/// Which values are asked for: `element_ids` of `group` in the quarters [from, to).
struct SeriesQuery {
  std::string group;
  std::vector<std::string> element_ids;  ///< empty: all
  models::Quarter from;
  models::Quarter to;
};

struct Series {
  std::string group;
  std::string unit;
  std::string secrecy;
  std::vector<std::string> element_ids;
  models::Quarter from;
  std::vector<Quality> quality;  ///< Shape [quarter]
  std::vector<double> values;    ///< Shape [quarter × element]; NaN where not simulated
};

/// Whole hours or days of a series.
struct Summary {
  std::string group;
  std::string unit;
  std::string secrecy;
  std::vector<std::string> element_ids;
  models::Quarter from;
  Every every = Every::kHour;
  std::vector<std::uint8_t> quarter_count;  ///< Shape [row]: quarters that were simulated
  SummaryValues values;                     ///< Shape [row × element] each
};

using DayPtr = std::shared_ptr<const Day>;
/// The day that begins with this quarter; null when it is none of them.
const Day* FindDay(std::span<const DayPtr> days, models::Quarter first_quarter);

/// **Errors** InvalidArgument: the period cuts through a row of `every`.
absl::Status CheckWholeRows(models::Quarter from, models::Quarter to, Every every);

/// Values from `unsealed` days where there are some, else from segments. Rounded to the group's
/// quantum in both cases: sealing changes no answer.
/// **Errors** InvalidArgument: from ≥ to, or more than kMaxSeriesValues. NotFound: group, element.
/// DataLoss: a damaged segment, named. FailedPrecondition: a day whose quarters are not kept.
absl::StatusOr<Series> ReadSeries(const Folder& folder, const Schema& schema,
                                  std::span<const DayPtr> unsealed, const SeriesQuery& query);
inline constexpr std::int64_t kMaxSeriesValues = std::int64_t{1} << 28;

/// The same summed up to whole UTC hours or days, from quarters or from what compaction kept of
/// them: the same numbers. **Errors** as above; InvalidArgument: not whole hours or days.
/// FailedPrecondition: hours of a day that keeps none.
absl::StatusOr<Summary> ReadSummary(const Folder& folder, const Schema& schema,
                                    std::span<const DayPtr> unsealed, const SeriesQuery& query,
                                    Every every);

/// Commands acknowledged in the quarters [from, to), by sequence. **Errors** as ReadSeries.
absl::StatusOr<std::vector<CommandRecord>> ReadCommands(const Folder& folder,
                                                        std::span<const DayPtr> unsealed,
                                                        models::Quarter from, models::Quarter to);

}  // namespace twin::store
