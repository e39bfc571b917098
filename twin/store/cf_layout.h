#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "data/hdf5_file.h"
#include "models/time/quarter.h"
#include "twin/store/day.h"
#include "twin/store/schema.h"
#include "twin/store/summary.h"

/// The parts that segments, snapshots and exports have in common: CF-1.8 in HDF5 (FORMAT.md,
/// sections 4 to 6).
namespace twin::store {

/// Of days that keep their quarter-hours, of snapshots and of exports.
inline constexpr std::int64_t kFormatVersion = 1;
/// Of days that keep hours or the day only.
inline constexpr std::int64_t kCompactedVersion = 2;
/// Root attribute of compacted days: "hour" or "day".
inline constexpr char kDetailAttribute[] = "twin_detail";
inline constexpr std::size_t kChunkQuarters = 96;
inline constexpr std::size_t kChunkElements = 128;

/// Conventions, title, the schema's attributes, epoch, layout hash, format version.
absl::Status WriteIdentity(data::Hdf5File& file, const Schema& schema, std::uint64_t epoch,
                           const std::string& title, std::int64_t version = kFormatVersion);
/// **Errors** FailedPrecondition: a version this program does not read, named.
absl::Status CheckFormatVersion(const data::Hdf5File& file, const std::string& path);
/// The coordinate /time: starts of `count` quarters.
absl::Status WriteTime(data::Hdf5File& file, models::Quarter first, std::size_t count);
/// The same at `path` for rows of whole hours or days.
absl::Status WriteTimeAxis(data::Hdf5File& file, const std::string& path, models::Quarter first,
                           std::size_t count, Every every);
/// One string coordinate for every axis that `groups` use.
absl::Status WriteAxes(data::Hdf5File& file, std::span<const SeriesGroup> groups);
/// Shape, chunks, scales and fill value of a group's variable over `quarter_count` quarters.
data::DatasetLayout SeriesLayout(const SeriesGroup& group, std::size_t quarter_count);
/// units, long_name, secrecy, quantum, and the provenance variable beside it.
absl::Status WriteSeriesMetadata(data::Hdf5File& file, const SeriesGroup& group);
/// Only the provenance of a group, which its summaries share.
absl::Status WriteProvenance(data::Hdf5File& file, const SeriesGroup& group);
/// Where a summary's table lies and what it is: its rows are those of the time axis at `scale`.
data::DatasetLayout SummaryLayout(const SeriesGroup& group, const std::string& path,
                                  const std::string& scale, std::size_t row_count);
/// units, long_name, secrecy, quantum, and cell_methods where the table is of one statistic.
absl::Status WriteSummaryMetadata(data::Hdf5File& file, const SeriesGroup& group,
                                  const std::string& path,
                                  std::optional<Statistic> statistic = std::nullopt);

/// What is known of each quarter of a day, whatever else is kept of it.
struct DaySteps {
  std::vector<std::uint8_t> quality;   ///< Shape [quarter], as Quality
  std::vector<std::int64_t> sequence;  ///< Shape [quarter]; 0 where there was no step
  std::vector<std::uint8_t> hash;      ///< Shape [quarter × 32]; zeros where there was no step
};
/// /quality, /sequence and /state_hash over /time.
absl::Status WriteDaySteps(data::Hdf5File& file, const DaySteps& steps);
/// **Errors** DataLoss: not those of a whole day.
absl::StatusOr<DaySteps> ReadDaySteps(const data::Hdf5File& file, const std::string& path);

/// One command of a file, and what became of it.
struct StoredCommand {
  CommandRecord command;
  bool carried = false;              ///< acknowledged before this file's time
  std::uint64_t ended_sequence = 0;  ///< step it ended with; 0: still in force at the end
  bool operator==(const StoredCommand&) const = default;
};
/// Group /commands; with no command only its attribute command_count = 0.
absl::Status WriteCommands(data::Hdf5File& file, std::span<const StoredCommand> commands);
absl::StatusOr<std::vector<StoredCommand>> ReadCommands(const data::Hdf5File& file);

/// The place of telemetry to come.
absl::Status WriteMeasuredGroup(data::Hdf5File& file);

/// /state_block and /state_block_size, and one exact vector for each of `names`.
absl::Status WriteStateBlocks(data::Hdf5File& file, const StateSchema& schema);
absl::Status WriteState(data::Hdf5File& file, const std::string& name,
                        const std::vector<double>& state);

}  // namespace twin::store
