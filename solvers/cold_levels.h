#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/climate/weather.h"

namespace solvers {

/// A value reached or undercut once in so many years, with the standard error of its estimate.
struct ReturnLevel {
  double period_years = 0.0;
  double level_degc = 0.0;
  double standard_error_k = 0.0;
};

/// The coldest of each winter (July to June) at one place.
struct ColdWinters {
  std::vector<double> day_degc;         ///< coldest daily mean, by winter
  std::vector<double> three_days_degc;  ///< coldest mean of three days on end
};

/// The coldest days of `winters` winters of a seed's record from that of 1970/71 on, made from
/// exact daily means of the temperature process: some 200 times faster than from quarters.
///   T_day = normal(noon) + σ(noon) · mean of the anomaly over the UTC day
/// Days from 1 October to 30 April are looked at.
/// **Shape** places
/// **Valid** against daily means of quarters: within 0.15 K, 0.03 K in the mean square.
models::Table<models::PlaceIndex, ColdWinters> CalcColdWinters(
    const models::Table<models::PlaceIndex, models::PlaceParams>& places, std::uint64_t seed,
    int winters);

/// Mean temperature of day `day` since 1970 (UTC), by place: the fast path above for any day.
void CalcDayMeans(const models::Table<models::PlaceIndex, models::PlaceParams>& places,
                  std::uint64_t seed, std::int64_t day, std::span<double> mean_degc);

/// Return level of yearly minima: the quantile at probability 1/T of the sorted minima, between
/// order statistics at plotting position i/(n + 1) (Weibull); its standard error is half the
/// distance of the levels at p ± √(p (1 − p)/n).
/// **Valid** T from 1 + 1/n to n + 1 years; outside, the nearest extreme.
/// **Source** Coles 2001, An Introduction to Statistical Modeling of Extreme Values, 3.1.
ReturnLevel CalcReturnLevel(std::span<const double> minima_degc, double period_years);

/// Mean years between winters as cold as `level_degc`; infinite where none was.
double CalcReturnPeriodYears(std::span<const double> minima_degc, double level_degc);

}  // namespace solvers
