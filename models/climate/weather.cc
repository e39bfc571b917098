#include "models/climate/weather.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "models/base/units.h"

namespace models {
namespace {

std::int64_t FirstQuarterOfYear(int year) {
  return (absl::CivilDay(year) - absl::CivilDay(1970)) * kQuartersPerDay;
}

}  // namespace

double CalcRecordHour(const WeatherYear& weather_year, Quarter quarter, const OsloTime& local) {
  std::int64_t index = quarter.index();
  if (weather_year.year != 0) {
    index += FirstQuarterOfYear(weather_year.year) - FirstQuarterOfYear(local.year);
  }
  return static_cast<double>(index) * kHoursPerQuarter;
}

double CalcActiveShare(const TemperatureOffset& offset, Minute from, Minute to) {
  const Minute overlap = std::min(offset.to, to) - std::max(offset.from, from);
  return overlap <= 0 ? 0.0 : static_cast<double>(overlap) / static_cast<double>(to - from);
}

}  // namespace models
