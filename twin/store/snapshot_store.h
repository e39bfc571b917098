#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/store/file_io.h"
#include "twin/store/record.h"
#include "twin/store/schema.h"

namespace twin::store {

/// Everything needed to go on from one instant, exact.
struct Snapshot {
  std::uint64_t epoch = 0;
  std::uint64_t last_sequence = 0;  ///< of all records up to here, commands too
  Hash256 layout_hash{};            ///< filled by reading
  Attributes attributes;            ///< filled by reading; text attributes of the file
  StepRecord step;                  ///< `ended_commands` is not kept
  std::vector<CommandRecord> commands_in_force;
};

/// Writes snapshots/<quarter>.h5 atomically and removes all but the newest two.
absl::Status WriteSnapshot(const std::string& folder, const Schema& schema,
                           const Snapshot& snapshot, const FaultHook& hook);

/// **Errors** NotFound; DataLoss when the seal or the content is wrong; FailedPrecondition: another
/// format version.
absl::StatusOr<Snapshot> ReadSnapshot(const std::string& path);

/// The newest snapshot whose seal holds; nothing when there is none. Bad ones are named in
/// `damage` and left where they are.
std::optional<Snapshot> ReadNewestSnapshot(const std::string& folder,
                                           std::vector<std::string>* damage);

}  // namespace twin::store
