#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "data/diagnostics.h"
#include "models/electricity/measure.h"

namespace data {

/// Prices of measures. Nothing of the grid follows from them: they are not part of data_revision.
inline constexpr char kMeasurePricesFile[] = "measure_prices.csv";
/// How much is reckoned with: a table of parameters.
inline constexpr char kMeasureRulesFile[] = "measure_rules.csv";

/// Columns measure, from_kv, to_kv, branch (line, cable, transformer; empty: any), unit (each, km,
/// mva, mw, mwh, mvar), low_mnok, high_mnok, lead_low_years, lead_high_years, price_year, source,
/// confidence. Empty without the file.
models::MeasureCatalogue LoadMeasureCatalogue(const std::string& directory,
                                              Diagnostics& diagnostics);
/// Errors: InvalidArgument with everything that is wrong.
absl::StatusOr<models::MeasureCatalogue> LoadMeasureCatalogue(const std::string& directory);

}  // namespace data
