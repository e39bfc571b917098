#include "models/climate/growth.h"

#include <algorithm>

namespace models {

std::string_view GrowthPaceId(GrowthPace pace) {
  constexpr std::array<std::string_view, kGrowthPaceCount> kNames{"low", "base", "high"};
  return kNames[static_cast<std::size_t>(pace)];
}

absl::StatusOr<SectorTable<double>> CalcSectorFactorsRatio(const Growth& growth,
                                                           const GrowthQuestion& question) {
  SectorTable<double> factor_ratio;
  factor_ratio.fill(1.0);
  if (question.year == 0) return factor_ratio;
  if (growth.years.empty()) {
    return absl::FailedPreconditionError("the region has no growth table; only its base year");
  }
  const auto& table = growth.factor_ratio[static_cast<std::size_t>(question.pace)];
  const auto after = std::upper_bound(growth.years.begin(), growth.years.end(), question.year);
  if (after == growth.years.begin()) return table.front();
  if (after == growth.years.end()) return table.back();
  const auto next = static_cast<std::size_t>(after - growth.years.begin());
  const double share = static_cast<double>(question.year - growth.years[next - 1]) /
                       (growth.years[next] - growth.years[next - 1]);
  for (std::size_t s = 0; s < kSectorCount; ++s) {
    factor_ratio[s] = table[next - 1][s] + share * (table[next][s] - table[next - 1][s]);
  }
  return factor_ratio;
}

}  // namespace models
