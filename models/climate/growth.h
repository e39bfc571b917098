#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "models/climate/sector.h"

namespace models {

enum class GrowthPace { kLow, kBase, kHigh };
inline constexpr std::size_t kGrowthPaceCount = 3;

/// "low", "base" or "high".
std::string_view GrowthPaceId(GrowthPace pace);

/// Demand of each sector over the base year's, by dated year and pace.
struct Growth {
  std::vector<int> years;  ///< rising; the first is the base year, all its factors 1
  /// Shape [pace][year][sector].
  std::array<std::vector<SectorTable<double>>, kGrowthPaceCount> factor_ratio;
};

/// What a planning year is asked for; year 0 is the base year.
struct GrowthQuestion {
  int year = 0;
  GrowthPace pace = GrowthPace::kBase;
};

/// Sector factors of a year: linear between dated years, flat outside. All 1 for the base year,
/// also of a region without a table. Errors: FailedPrecondition when a region without a table is
/// asked for another year.
absl::StatusOr<SectorTable<double>> CalcSectorFactorsRatio(const Growth& growth,
                                                           const GrowthQuestion& question);

}  // namespace models
