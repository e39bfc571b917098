#include "models/climate/weather.h"

#include <algorithm>
#include <cmath>

#include "absl/time/civil_time.h"
#include "models/base/units.h"

namespace models {
namespace {

std::int64_t FirstQuarterOfYear(int year) {
  return (absl::CivilDay(year) - absl::CivilDay(1970)) * kQuartersPerDay;
}

}  // namespace

Quarter FindRecordQuarter(const WeatherYear& weather_year, Quarter quarter, const OsloTime& local) {
  if (weather_year.year == 0) return quarter;
  return quarter + (FirstQuarterOfYear(weather_year.year) - FirstQuarterOfYear(local.year));
}

double CalcRecordHour(const WeatherYear& weather_year, Quarter quarter, const OsloTime& local) {
  return static_cast<double>(FindRecordQuarter(weather_year, quarter, local).index()) *
         kHoursPerQuarter;
}

double CalcMeanDailyCycleK(double year_share, double solar_time_h) {
  const double half_range_k = 2.1 - 1.3 * std::cos(2.0 * kPi * (year_share + 10.0 / 365.0));
  return half_range_k * std::cos(2.0 * kPi * (solar_time_h - 15.0) / 24.0);
}

double CalcActiveShare(const TemperatureOffset& offset, Minute from, Minute to) {
  const Minute overlap = std::min(offset.to, to) - std::max(offset.from, from);
  return overlap <= 0 ? 0.0 : static_cast<double>(overlap) / static_cast<double>(to - from);
}

}  // namespace models
