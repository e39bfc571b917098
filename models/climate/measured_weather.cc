#include "models/climate/measured_weather.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/units.h"
#include "models/climate/season.h"
#include "models/climate/solar.h"

namespace models {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
// Below this the sky's share of clear sky tells nothing.
constexpr double kLeastClearWPerM2 = 20.0;

const std::vector<double>& ValuesOf(const WeatherSeries& series, std::size_t place,
                                    WeatherElement element) {
  return series.values_ratio[place][static_cast<std::size_t>(element)];
}

double CalcUtcHour(Quarter quarter) {
  return static_cast<double>(quarter - quarter.UtcDayStart()) * kHoursPerQuarter;
}

RunningSum SumCalmAir(const PlaceParams& place, const WeatherSeries& series,
                      const std::vector<double>& air_degc) {
  std::vector<double> calm_degc(air_degc.size(), kMissing);
  for (std::size_t i = 0; i < air_degc.size(); ++i) {
    if (!std::isfinite(air_degc[i])) continue;
    const Quarter quarter = series.first + static_cast<std::int64_t>(i);
    calm_degc[i] = air_degc[i] - CalcMeanDailyCycleK(CalcSolarYearShare(quarter),
                                                     CalcUtcHour(quarter) + place.lon_deg / 15.0);
  }
  return RunningSum(series.first, calm_degc);
}

void SumSun(const PlaceParams& place, std::size_t row, MeasuredWeather& measured) {
  const WeatherSeries& series = measured.series;
  const auto& given_w_per_m2 = ValuesOf(series, row, WeatherElement::kIrradiance);
  std::vector<double> sun(given_w_per_m2.size(), kMissing), clear(sun);
  SunOfDay of_day{};
  for (std::size_t i = 0; i < given_w_per_m2.size(); ++i) {
    const Quarter quarter = series.first + static_cast<std::int64_t>(i);
    if (i == 0 || quarter == quarter.UtcDayStart()) {
      of_day = CalcSunOfDay(CalcSolarYearShare(quarter));
    }
    if (!std::isfinite(given_w_per_m2[i])) continue;
    const double clear_w_per_m2 = CalcClearSkyWPerM2(
        CalcSunPosition(place.lat_deg, place.lon_deg, quarter, of_day).sine_share);
    const bool is_up = clear_w_per_m2 >= kLeastClearWPerM2;
    sun[i] = is_up ? given_w_per_m2[i] : 0.0;
    clear[i] = is_up ? clear_w_per_m2 : 0.0;
  }
  measured.sun_w_per_m2[row] = RunningSum(series.first, sun);
  measured.clear_w_per_m2[row] = RunningSum(series.first, clear);
}

}  // namespace

RunningSum::RunningSum(Quarter first, const std::vector<double>& values)
    : first_(first), sum_ratio_(values.size() + 1, 0.0), covered_(values.size() + 1, 0) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool has_value = std::isfinite(values[i]);
    sum_ratio_[i + 1] = sum_ratio_[i] + (has_value ? values[i] : 0.0);
    covered_[i + 1] = covered_[i] + (has_value ? 1 : 0);
  }
}

MeasuredWindow RunningSum::Of(Quarter from, Quarter to) const {
  if (sum_ratio_.empty() || to - from <= 0) return {};
  const auto last = static_cast<std::int64_t>(sum_ratio_.size()) - 1;
  const auto at = [&](Quarter quarter) {
    return static_cast<std::size_t>(std::clamp<std::int64_t>(quarter - first_, 0, last));
  };
  const std::size_t begin = at(from), end = at(to);
  const std::int64_t covered = covered_[end] - covered_[begin];
  if (covered == 0) return {};
  return {.covered_share = static_cast<double>(covered) / static_cast<double>(to - from),
          .mean_ratio = (sum_ratio_[end] - sum_ratio_[begin]) / static_cast<double>(covered)};
}

MeasuredWeather MakeMeasuredWeather(const Table<PlaceIndex, PlaceParams>& places,
                                    WeatherSeries series) {
  MeasuredWeather measured;
  measured.series = std::move(series);
  measured.calm_air_degc.resize(places.size());
  measured.sun_w_per_m2.resize(places.size());
  measured.clear_w_per_m2.resize(places.size());
  for (std::size_t row = 0; row < places.size(); ++row) {
    const PlaceParams& place = places[PlaceIndex(row)];
    const auto& air_degc = ValuesOf(measured.series, row, WeatherElement::kAirTemperature);
    if (!air_degc.empty()) {
      measured.calm_air_degc[row] = SumCalmAir(place, measured.series, air_degc);
    }
    if (!ValuesOf(measured.series, row, WeatherElement::kIrradiance).empty()) {
      SumSun(place, row, measured);
    }
  }
  return measured;
}

MeasuredShares CalcMeasuredShares(const MeasuredWeather& measured, Quarter first,
                                  std::size_t quarters) {
  MeasuredShares shares{};
  const WeatherSeries& series = measured.series;
  const double all = static_cast<double>(series.values_ratio.size() * quarters);
  if (all == 0.0) return shares;
  const std::int64_t begin = std::max<std::int64_t>(first - series.first, 0);
  const std::int64_t end =
      std::min<std::int64_t>((first - series.first) + static_cast<std::int64_t>(quarters),
                             static_cast<std::int64_t>(series.quarters));
  for (const auto& place : series.values_ratio) {
    for (std::size_t element = 0; element < kWeatherElements; ++element) {
      if (place[element].empty()) continue;
      std::int64_t count = 0;
      for (std::int64_t i = begin; i < end; ++i) {
        count += std::isfinite(place[element][static_cast<std::size_t>(i)]) ? 1 : 0;
      }
      shares[element] += static_cast<double>(count) / all;
    }
  }
  return shares;
}

std::string DescribeMeasuredShares(const MeasuredShares& shares) {
  constexpr std::array<const char*, kWeatherElements> kNames{"air temperature", "wind",
                                                             "irradiance", "inflow"};
  std::string text;
  for (std::size_t i = 0; i < kWeatherElements; ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ", ", kNames[i],
                    absl::StrFormat(" %.3g %%", 100.0 * shares[i]));
  }
  return text;
}

}  // namespace models
