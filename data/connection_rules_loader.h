#pragma once

#include <string>

#include "data/diagnostics.h"
#include "models/electricity/hold_back.h"
#include "models/electricity/process_time.h"
#include "models/electricity/reliability.h"

namespace data {

/// Dated rules and figures that answers cite. Nothing of the grid follows from them: they are not
/// part of data_revision.
inline constexpr char kHoldBackFile[] = "hold_back_rules.csv";
inline constexpr char kProcessTimesFile[] = "process_times.csv";
inline constexpr char kOutageRatesFile[] = "outage_rates.csv";
inline constexpr char kInterruptionCostsFile[] = "interruption_costs.csv";

bool IsConnectionRulesFile(const std::string& file_name);

/// Columns id, from_kv, to_kv, below_mw, below_gwh (may be empty), held_for_years, valid_from,
/// valid_to (may be empty), source, confidence. Empty without the file; so are the others.
models::HoldBackRules LoadHoldBackRules(const std::string& directory, Diagnostics& diagnostics);

/// Columns id, step (guidance, assessment, study, order, build), from_mw, to_mw, low_months,
/// high_months, low_mnok, high_mnok (each but from_mw and low_months may be empty), valid_from,
/// valid_to, source, confidence.
models::ProcessTimes LoadProcessTimes(const std::string& directory, Diagnostics& diagnostics);

/// Outage rates: columns branch (line, cable, transformer), from_kv, to_kv, per (100_km, each),
/// per_year, repair_h, source, confidence. Interruption costs: columns group, profiles (by blanks,
/// * for all others), up_to_h, fixed_nok_per_kw, hourly_nok_per_kwh, price_year, source,
/// confidence; a group has a row for each of its pieces, the shortest interruptions first.
models::ReliabilityTables LoadReliability(const std::string& directory, Diagnostics& diagnostics);

}  // namespace data
