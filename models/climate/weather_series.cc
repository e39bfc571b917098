#include "models/climate/weather_series.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace models {
namespace {

constexpr Minute kLongestStepMin = 180;
constexpr Minute kMinutesPerYear = 525'949;
constexpr Minute kLongestSeriesMin = 40 * kMinutesPerYear;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

Minute FloorToQuarter(Minute minute) {
  const Minute rest = minute % kMinutesPerQuarter;
  return minute - (rest < 0 ? rest + kMinutesPerQuarter : rest);
}

// Quarters whose start lies in [before.minute, after.minute].
void FillBetween(const WeatherObservation& before, const WeatherObservation& after, Minute first,
                 std::vector<double>& values) {
  Minute minute = FloorToQuarter(before.minute);
  if (minute < before.minute) minute += kMinutesPerQuarter;
  for (; minute <= after.minute; minute += kMinutesPerQuarter) {
    const double share = after.minute == before.minute
                             ? 0.0
                             : static_cast<double>(minute - before.minute) /
                                   static_cast<double>(after.minute - before.minute);
    values[static_cast<std::size_t>((minute - first) / kMinutesPerQuarter)] =
        before.value_ratio + share * (after.value_ratio - before.value_ratio);
  }
}

bool IsSameSeries(const WeatherObservation& a, const WeatherObservation& b) {
  return a.place == b.place && a.element == b.element;
}

}  // namespace

const char* WeatherElementName(WeatherElement element) {
  switch (element) {
    case WeatherElement::kAirTemperature:
      return "air_temperature_degc";
    case WeatherElement::kWindSpeed:
      return "wind_speed_m_per_s";
    case WeatherElement::kIrradiance:
      return "irradiance_w_per_m2";
    case WeatherElement::kInflow:
      return "inflow_ratio";
  }
  return "";
}

double WeatherSeries::At(std::size_t place, WeatherElement element, Quarter quarter) const {
  const std::int64_t index = quarter - first;
  if (place >= values_ratio.size() || index < 0 || index >= static_cast<std::int64_t>(quarters)) {
    return kMissing;
  }
  const auto& values = values_ratio[place][static_cast<std::size_t>(element)];
  return values.empty() ? kMissing : values[static_cast<std::size_t>(index)];
}

absl::StatusOr<WeatherSeries> MakeWeatherSeries(std::size_t places,
                                                std::vector<WeatherObservation> observations) {
  WeatherSeries series;
  series.values_ratio.assign(places, std::vector<std::vector<double>>(kWeatherElements));
  if (observations.empty()) return series;
  std::stable_sort(observations.begin(), observations.end(),
                   [](const WeatherObservation& a, const WeatherObservation& b) {
                     return std::tuple(a.place, a.element, a.minute) <
                            std::tuple(b.place, b.element, b.minute);
                   });
  // Of several at one minute the last stays, for the line to its neighbours as well.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const bool is_over = i + 1 < observations.size() &&
                         IsSameSeries(observations[i], observations[i + 1]) &&
                         observations[i].minute == observations[i + 1].minute;
    if (!is_over) observations[kept++] = observations[i];
  }
  observations.resize(kept);
  const auto [low, high] = std::minmax_element(
      observations.begin(), observations.end(),
      [](const WeatherObservation& a, const WeatherObservation& b) { return a.minute < b.minute; });
  if (high->minute - low->minute > kLongestSeriesMin) {
    return absl::InvalidArgumentError(absl::StrCat("weather series: the observations span ",
                                                   (high->minute - low->minute) / kMinutesPerYear,
                                                   " years, at most 40 may be"));
  }
  const Minute first = FloorToQuarter(low->minute);
  series.first = Quarter(first / kMinutesPerQuarter);
  series.quarters =
      static_cast<std::size_t>((FloorToQuarter(high->minute) - first) / kMinutesPerQuarter) + 1;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const WeatherObservation& here = observations[i];
    auto& values = series.values_ratio[here.place][static_cast<std::size_t>(here.element)];
    if (values.empty()) values.assign(series.quarters, kMissing);
    const bool is_last = i + 1 == observations.size() || !IsSameSeries(here, observations[i + 1]);
    if (is_last) {
      FillBetween(here, here, first, values);
      continue;
    }
    const WeatherObservation& next = observations[i + 1];
    if (next.minute - here.minute <= kLongestStepMin) {
      FillBetween(here, next, first, values);
    } else {
      FillBetween(here, here, first, values);
      series.gaps.push_back({here.place, here.element, here.minute, next.minute});
    }
  }
  return series;
}

}  // namespace models
