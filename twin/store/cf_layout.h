#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "data/hdf5_file.h"
#include "models/time/quarter.h"
#include "twin/store/day.h"
#include "twin/store/schema.h"

/// The parts that segments, snapshots and exports have in common: CF-1.8 in HDF5 (FORMAT.md,
/// sections 4 to 6).
namespace twin::store {

inline constexpr std::int64_t kFormatVersion = 1;
inline constexpr std::size_t kChunkQuarters = 96;
inline constexpr std::size_t kChunkElements = 128;

/// Conventions, title, the schema's attributes, epoch, layout hash, format version.
absl::Status WriteIdentity(data::Hdf5File& file, const Schema& schema, std::uint64_t epoch,
                           const std::string& title);
/// The coordinate /time: starts of `count` quarters.
absl::Status WriteTime(data::Hdf5File& file, models::Quarter first, std::size_t count);
/// One string coordinate for every axis that `groups` use.
absl::Status WriteAxes(data::Hdf5File& file, std::span<const SeriesGroup> groups);
/// Shape, chunks, scales and fill value of a group's variable over `quarter_count` quarters.
data::DatasetLayout SeriesLayout(const SeriesGroup& group, std::size_t quarter_count);
/// units, long_name, secrecy, quantum, and the provenance variable beside it.
absl::Status WriteSeriesMetadata(data::Hdf5File& file, const SeriesGroup& group);

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

/// /state_block and /state_block_size, and one exact vector for each of `names`.
absl::Status WriteStateBlocks(data::Hdf5File& file, const StateSchema& schema);
absl::Status WriteState(data::Hdf5File& file, const std::string& name,
                        const std::vector<double>& state);

}  // namespace twin::store
