#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/time/quarter.h"
#include "twin/store/schema.h"

namespace twin::store {

/// How far a quarter's values may be trusted. The numbers are part of the file format.
enum class Quality : std::uint8_t {
  kGood = 0,
  kStale = 1,    ///< some sub-solve failed and kept its last good state
  kMissing = 2,  ///< the quarter was not simulated
};
inline constexpr char kQualityMeanings[] = "good stale missing";

/// Everything one step leaves behind.
struct StepRecord {
  std::uint64_t sequence = 0;  ///< given by the store
  models::Quarter quarter;
  Quality quality = Quality::kGood;
  Hash256 state_hash{};
  std::vector<double> state;  ///< at the end of the quarter, by StateSchema
  std::vector<double> frame;  ///< by FrameSchema
  /// Sequences of the commands that are over with this step: no longer in force afterwards.
  std::vector<std::uint64_t> ended_commands;
  bool operator==(const StepRecord&) const = default;
};

/// One change somebody ordered. The store does not look into the payload.
struct CommandRecord {
  std::uint64_t sequence = 0;  ///< given by the store
  models::Quarter quarter;     ///< in which it was acknowledged
  std::string id;
  std::string type;
  std::string payload;
  bool operator==(const CommandRecord&) const = default;
};

/// What was already so when a journal began: the journal alone is enough to go on from.
struct BaseRecord {
  std::uint64_t sequence = 0;  ///< the last one given before
  Attributes attributes;
  std::optional<StepRecord> last_step;
  std::vector<CommandRecord> commands_in_force;
  bool operator==(const BaseRecord&) const = default;
};

std::string EncodeStep(const StepRecord& step);
std::string EncodeCommand(const CommandRecord& command);
std::string EncodeBase(const BaseRecord& base);

/// **Errors** DataLoss when lengths do not add up (the checksum was checked before).
absl::StatusOr<StepRecord> DecodeStep(absl::string_view payload);
absl::StatusOr<CommandRecord> DecodeCommand(absl::string_view payload);
absl::StatusOr<BaseRecord> DecodeBase(absl::string_view payload);

}  // namespace twin::store
