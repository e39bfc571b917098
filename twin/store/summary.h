#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/time/quarter.h"

namespace twin::store {

/// The rows of a series: its own quarter-hours, or whole hours or UTC days summed up.
enum class Every { kQuarter, kHour, kDay };

/// 1, 4 or 96.
constexpr std::int64_t QuartersIn(Every every) {
  return every == Every::kQuarter ? 1 : every == Every::kHour ? 4 : models::kQuartersPerDay;
}
/// "quarter", "hour", "day".
std::string ToText(Every every);

enum class Statistic : std::size_t { kMin, kMean, kMax };
inline constexpr std::array<const char*, 3> kStatisticNames = {"min", "mean", "max"};

/// One table [row × element] for each Statistic; NaN where no quarter of the row was simulated.
using SummaryValues = std::array<std::vector<double>, kStatisticNames.size()>;

/// Least, mean and largest of the quarters of each row that were simulated. The mean is their sum
/// in order of time over their number, rounded to `quantum`.
///   mean = Σ x / n over the n values that are no NaN
/// **Shape** values [quarter × width], quarters a multiple of `quarters_per_row`.
SummaryValues Summarise(std::span<const double> values, std::size_t width,
                        std::size_t quarters_per_row, double quantum);

}  // namespace twin::store
