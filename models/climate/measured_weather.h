#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/base/ids.h"
#include "models/climate/weather.h"
#include "models/climate/weather_series.h"
#include "models/time/quarter.h"

namespace models {

/// Height above ground at which weather services measure wind, m.
/// **Source** WMO-No. 8, Guide to Instruments and Methods of Observation, volume I, 5.1.
inline constexpr double kMeasuredWindHeightM = 10.0;

/// What was measured inside a window of time.
struct MeasuredWindow {
  double covered_share = 0.0;  ///< of the window's quarters
  double mean_ratio = 0.0;     ///< of them, in the values' unit; 0 where there are none
};

/// Sums over a series' quarters, so that the mean of any window takes two look-ups.
class RunningSum {
 public:
  RunningSum() = default;
  /// NaN is no value.
  RunningSum(Quarter first, const std::vector<double>& values);
  bool empty() const { return sum_ratio_.empty(); }
  /// Over [from, to); quarters outside the series are not covered.
  MeasuredWindow Of(Quarter from, Quarter to) const;

 private:
  Quarter first_;
  std::vector<double> sum_ratio_;      ///< of the values before each quarter
  std::vector<std::int64_t> covered_;  ///< how many they are
};

/// A series that takes the generator's place where and while it has values, with what the memory
/// of two days needs of it. Immutable; equal observations give an equal hash.
struct MeasuredWeather {
  WeatherSeries series;
  std::string content_hash;        ///< over places, quarters and values, in hexadecimal digits
  std::vector<std::string> files;  ///< names without folders
  std::vector<RunningSum> calm_air_degc;   ///< by place: temperature less its mean daily cycle
  std::vector<RunningSum> sun_w_per_m2;    ///< by place: irradiance while the sun is up
  std::vector<RunningSum> clear_w_per_m2;  ///< by place: clear-sky irradiance of those quarters
};

/// Errors: none; `series` has as many places as `places`.
MeasuredWeather MakeMeasuredWeather(const Table<PlaceIndex, PlaceParams>& places,
                                    WeatherSeries series);

/// By element: values that are there over all that could be, places times quarters.
using MeasuredShares = std::array<double, kWeatherElements>;
/// Over `quarters` of the record from `first` on.
MeasuredShares CalcMeasuredShares(const MeasuredWeather& measured, Quarter first,
                                  std::size_t quarters);

/// "air temperature 12.5 %, wind 0 %, irradiance 0 %, inflow 0 %"
std::string DescribeMeasuredShares(const MeasuredShares& shares);

}  // namespace models
