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

namespace {

// Integral of a ramp that rises from 0 at 0 to 1 at `ramp` and stays there.
double CalcRampMinutes(Minute ramp, Minute until) {
  if (until <= 0) return 0.0;
  const double x = static_cast<double>(until), width = static_cast<double>(ramp);
  return until < ramp ? x * x / (2.0 * width) : x - width / 2.0;
}

}  // namespace

void ApplyRatios(const WeatherRatios& ratios, PlaceWeather& here) {
  here.wind_m_per_s *= ratios.wind_ratio;
  here.inflow_ratio *= ratios.inflow_ratio;
  if (ratios.sun_ratio == 1.0 || here.clear_sky_share <= 0.0) return;
  const double clear_sky_share =
      std::min(ratios.sun_ratio * here.clear_sky_share, std::max(here.clear_sky_share, 1.0));
  here.irradiance_w_per_m2 *= clear_sky_share / here.clear_sky_share;
  here.diffuse_w_per_m2 = std::min(here.diffuse_w_per_m2, here.irradiance_w_per_m2);
  here.clear_sky_share = clear_sky_share;
}

double CalcActiveShare(const TemperatureOffset& offset, Minute from, Minute to) {
  if (offset.ramp > 0) {
    const auto area = [&](Minute begin) {
      return CalcRampMinutes(offset.ramp, to - begin) - CalcRampMinutes(offset.ramp, from - begin);
    };
    return (area(offset.from) - area(offset.to - offset.ramp)) / static_cast<double>(to - from);
  }
  const Minute overlap = std::min(offset.to, to) - std::max(offset.from, from);
  return overlap <= 0 ? 0.0 : static_cast<double>(overlap) / static_cast<double>(to - from);
}

}  // namespace models
