#include "twin/store/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "twin/store/schema.h"

namespace twin::store {

std::string ToText(Every every) {
  switch (every) {
    case Every::kQuarter:
      return "quarter";
    case Every::kHour:
      return "hour";
    case Every::kDay:
      return "day";
  }
  return "";
}

SummaryValues Summarise(std::span<const double> values, std::size_t width,
                        std::size_t quarters_per_row, double quantum) {
  const std::size_t rows = width == 0 ? 0 : values.size() / width / quarters_per_row;
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  SummaryValues summary;
  for (std::vector<double>& table : summary) table.assign(rows * width, kNan);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      double least = std::numeric_limits<double>::infinity();
      double largest = -least;
      double sum = 0.0;
      std::size_t count = 0;
      for (std::size_t i = 0; i < quarters_per_row; ++i) {
        const double value = values[(row * quarters_per_row + i) * width + column];
        if (std::isnan(value)) continue;
        least = std::min(least, value);
        largest = std::max(largest, value);
        sum += value;
        ++count;
      }
      if (count == 0) continue;
      const std::size_t at = row * width + column;
      summary[static_cast<std::size_t>(Statistic::kMin)][at] = least;
      summary[static_cast<std::size_t>(Statistic::kMax)][at] = largest;
      summary[static_cast<std::size_t>(Statistic::kMean)][at] =
          RoundToQuantum(sum / static_cast<double>(count), quantum);
    }
  }
  return summary;
}

}  // namespace twin::store
