#include "solvers/cold_levels.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/time/civil_time.h"
#include "models/climate/season.h"
#include "solvers/temperature_process.h"

namespace solvers {
namespace {

constexpr double kDaysPerYear = 365.2425;
constexpr int kFirstWinter = 1970;

double CalcNoonYearShare(std::int64_t day) {
  const absl::CivilDay date = absl::CivilDay(1970) + day;
  return (static_cast<double>(absl::GetYearDay(date) - 1) + 0.5) / kDaysPerYear;
}

// Quantile at probability p of sorted values, at plotting positions i/(n + 1).
double CalcQuantile(const std::vector<double>& sorted, double probability_share) {
  const auto count = static_cast<double>(sorted.size());
  const double position = std::clamp(probability_share * (count + 1.0) - 1.0, 0.0, count - 1.0);
  const auto left = static_cast<std::size_t>(position);
  const std::size_t right = std::min(left + 1, sorted.size() - 1);
  const double right_share = position - static_cast<double>(left);
  return (1.0 - right_share) * sorted[left] + right_share * sorted[right];
}

}  // namespace

void CalcDayMeans(const models::Table<models::PlaceIndex, models::PlaceParams>& places,
                  std::uint64_t seed, std::int64_t day, std::span<double> mean_degc) {
  const double year_share = CalcNoonYearShare(day);
  const models::MonthWeights weights = models::CalcExactMonthWeights(year_share);
  const double winter_share = CalcWinterShare(year_share);
  const models::ColdTail tail = MakeColdTail(winter_share);
  const RegionDay region = CalcRegionDay(seed, day);
  for (std::size_t row = 0; row < places.size(); ++row) {
    const models::PlaceParams& place = places[models::PlaceIndex(row)];
    mean_degc[row] = models::CalcSeasonal(weights, place.normal_degc) +
                     CalcTemperatureSpreadK(place, winter_share) *
                         CalcDayAnomalyShare(region, tail, CalcRegionOffset(place), seed, row, day);
  }
}

models::Table<models::PlaceIndex, ColdWinters> CalcColdWinters(
    const models::Table<models::PlaceIndex, models::PlaceParams>& places, std::uint64_t seed,
    int winters) {
  constexpr double kWarm = std::numeric_limits<double>::infinity();
  models::Table<models::PlaceIndex, ColdWinters> cold(places.size());
  std::vector<double> days_degc(3 * places.size());  // a ring of the last three days
  for (int winter = 0; winter < winters; ++winter) {
    const std::int64_t first = absl::CivilDay(kFirstWinter + winter, 10, 1) - absl::CivilDay(1970);
    const std::int64_t last =
        absl::CivilDay(kFirstWinter + winter + 1, 4, 30) - absl::CivilDay(1970);
    for (ColdWinters& each : cold) {
      each.day_degc.push_back(kWarm);
      each.three_days_degc.push_back(kWarm);
    }
    for (std::int64_t day = first; day <= last; ++day) {
      const std::size_t slot = static_cast<std::size_t>(day - first) % 3 * places.size();
      CalcDayMeans(places, seed, day, std::span(days_degc).subspan(slot, places.size()));
      for (std::size_t row = 0; row < places.size(); ++row) {
        ColdWinters& each = cold[models::PlaceIndex(row)];
        each.day_degc.back() = std::min(each.day_degc.back(), days_degc[slot + row]);
        if (day < first + 2) continue;
        const double mean_degc =
            (days_degc[row] + days_degc[places.size() + row] + days_degc[2 * places.size() + row]) /
            3.0;
        each.three_days_degc.back() = std::min(each.three_days_degc.back(), mean_degc);
      }
    }
  }
  return cold;
}

ReturnLevel CalcReturnLevel(std::span<const double> minima_degc, double period_years) {
  std::vector<double> sorted(minima_degc.begin(), minima_degc.end());
  std::sort(sorted.begin(), sorted.end());
  const double share = 1.0 / period_years;
  const double error_share = std::sqrt(share * (1.0 - share) / static_cast<double>(sorted.size()));
  return {.period_years = period_years,
          .level_degc = CalcQuantile(sorted, share),
          .standard_error_k = 0.5 * (CalcQuantile(sorted, share + error_share) -
                                     CalcQuantile(sorted, share - error_share))};
}

double CalcReturnPeriodYears(std::span<const double> minima_degc, double level_degc) {
  const auto reached =
      std::count_if(minima_degc.begin(), minima_degc.end(),
                    [level_degc](double each_degc) { return each_degc <= level_degc; });
  if (reached == 0) return std::numeric_limits<double>::infinity();
  return static_cast<double>(minima_degc.size()) / static_cast<double>(reached);
}

}  // namespace solvers
