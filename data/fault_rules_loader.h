#pragma once

#include <optional>
#include <string>

#include "data/diagnostics.h"
#include "models/electricity/fault_rules.h"

namespace data {

/// Typical values that short-circuit currents are calculated from; no power flow depends on them.
inline constexpr char kShortCircuitFile[] = "short_circuit.csv";

/// Reads short_circuit.csv below `directory`; a region without the file has none. What is wrong
/// goes to the diagnostics, all of it at once.
std::optional<models::FaultRules> LoadFaultRules(const std::string& directory,
                                                 Diagnostics& diagnostics);

}  // namespace data
