#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/time/quarter.h"
#include "twin/store/record.h"

namespace twin::store {

/// All that one journal tells: one UTC day, before it is sealed into a segment.
struct Day {
  models::Quarter first_quarter;        ///< start of the UTC day
  std::optional<StepRecord> before;     ///< the last step before it; nothing on the first day
  std::vector<CommandRecord> carried;   ///< in force when the day began
  std::vector<CommandRecord> commands;  ///< acknowledged in it, by sequence
  std::vector<StepRecord> steps;        ///< by quarter; only the newest keeps its state
};

/// Appends `step`; the state of the one before is dropped, it is in the journal.
void AddStep(StepRecord step, Day& day);

/// The newest step of the day or before it; null when there is none.
const StepRecord* LastStep(const Day& day);

/// Commands not over after the last step of the day, by sequence.
std::vector<CommandRecord> CommandsInForce(const Day& day);

/// Sequence of the step of this day with which `command_sequence` ended, 0 when it did not.
std::uint64_t EndedBy(const Day& day, std::uint64_t command_sequence);

}  // namespace twin::store
