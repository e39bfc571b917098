#include "solvers/weather_years.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "absl/time/civil_time.h"
#include "models/base/units.h"
#include "models/climate/wind.h"
#include "solvers/cold_levels.h"
#include "solvers/weather_generator.h"

namespace solvers {
namespace {

constexpr std::array<double, 3> kNoMemoryShare{1.0, 0.0, 0.0};
constexpr double kHeatingDegC = 17.0;
constexpr double kWeibullShapeRatio = 2.2;
constexpr std::int64_t kQuartersApart = 17;  // 4 h 15 min: visits every quarter of the day

double CalcPowerShare(double wind_m_per_s, double air_degc) {
  return models::CalcWindFarmShare(
      {}, {.wind_m_per_s = wind_m_per_s, .air_degc = air_degc, .clear_sky_share = 1.0});
}

void AddDays(const models::Table<models::PlaceIndex, models::PlaceParams>& places,
             const models::WeatherYear& weather_year, WeatherYearFigures& figures) {
  figures.coldest_day_degc = std::numeric_limits<double>::infinity();
  std::vector<double> mean_degc(places.size());
  const absl::CivilDay first(weather_year.year);
  for (absl::CivilDay date = first; date.year() == first.year(); ++date) {
    CalcDayMeans(places, weather_year.seed, date - absl::CivilDay(1970), mean_degc);
    double sum_degc = 0.0;
    for (const double each_degc : mean_degc) sum_degc += each_degc;
    const double region_degc = sum_degc / static_cast<double>(places.size());
    figures.heating_degree_days_k += std::max(kHeatingDegC - region_degc, 0.0);
    if (region_degc >= figures.coldest_day_degc) continue;
    figures.coldest_day_degc = region_degc;
    figures.coldest_month = date.month();
    figures.coldest_day_of_month = date.day();
  }
}

}  // namespace

double CalcNormalWindShare(const models::Table<models::PlaceIndex, models::PlaceParams>& places) {
  constexpr int kProbabilities = 64;
  double sum_share = 0.0;
  int count = 0;
  for (const models::PlaceParams& place : places) {
    for (std::size_t month = 0; month < 12; ++month) {
      if (place.wind_m_per_s[month] <= 0.0) continue;
      const double scale_m_per_s =
          place.wind_m_per_s[month] / std::tgamma(1.0 + 1.0 / kWeibullShapeRatio);
      for (int i = 0; i < kProbabilities; ++i, ++count) {
        const double exceeded_share = (i + 0.5) / kProbabilities;
        sum_share += CalcPowerShare(
            scale_m_per_s * std::pow(-std::log(exceeded_share), 1.0 / kWeibullShapeRatio),
            place.normal_degc[month]);
      }
    }
  }
  return count == 0 ? 0.0 : sum_share / count;
}

WeatherYearFigures CalcWeatherYearFigures(
    const models::Table<models::PlaceIndex, models::PlaceParams>& places,
    const models::WeatherYear& weather_year, const models::OsloCalendar& calendar,
    double normal_wind_share) {
  WeatherYearFigures figures;
  AddDays(places, weather_year, figures);
  models::WeatherField weather(places.size());
  const std::int64_t first =
      (absl::CivilDay(weather_year.year) - absl::CivilDay(1970)) * models::kQuartersPerDay;
  const std::int64_t end =
      (absl::CivilDay(weather_year.year + 1) - absl::CivilDay(1970)) * models::kQuartersPerDay;
  double power_share = 0.0, irradiation_kwh_per_m2 = 0.0, normal_kwh_per_m2 = 0.0;
  int winds = 0, moments = 0;
  for (std::int64_t index = first; index < end; index += kQuartersApart, ++moments) {
    const models::Quarter quarter(index);
    CalcWeather(places, kNoMemoryShare, {.seed = weather_year.seed, .year = 0}, quarter,
                calendar.At(quarter), {}, weather);
    for (const models::PlaceWeather& here : weather) {
      figures.inflow_ratio += here.inflow_ratio / static_cast<double>(places.size());
      irradiation_kwh_per_m2 +=
          here.irradiance_w_per_m2 / 1000.0 * kQuartersApart * models::kHoursPerQuarter;
      if (here.wind_m_per_s <= 0.0) continue;
      power_share += CalcPowerShare(here.wind_m_per_s, here.air_degc);
      ++winds;
    }
  }
  for (const models::PlaceParams& place : places) {
    for (const double month_kwh_per_m2 : place.irradiation_kwh_per_m2) {
      normal_kwh_per_m2 += month_kwh_per_m2;
    }
  }
  figures.inflow_ratio /= moments;
  if (normal_kwh_per_m2 > 0.0)
    figures.irradiation_ratio = irradiation_kwh_per_m2 / normal_kwh_per_m2;
  if (winds > 0 && normal_wind_share > 0.0) {
    figures.wind_ratio = power_share / winds / normal_wind_share;
  }
  return figures;
}

}  // namespace solvers
