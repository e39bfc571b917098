#pragma once

#include <array>
#include <cstdint>

#include "models/climate/cold_tail.h"
#include "models/climate/weather.h"
#include "solvers/region_noise.h"

namespace solvers {

/// Standard deviation of the hourly anomaly at a place.
///   σ = 3.06 K + extra · w(season),   w = (1 + cos 2π(year − 20 January)) / 2
/// extra is 1.36 K · (yearly range / 19.1 K)² (measured at Gjerpen, its square law assumed), or,
/// where the design temperature D is known,
///   3.06 K + extra = (coldest monthly normal − D − 2 K) / 3.11
/// so that the lowest three-day mean in 30 years is D + 2 K: D stands for 1961–1990, and Norwegian
/// winters of 1991–2020 are about 2 K milder (recalled: Oslo's January −4.3 to −2.3 °C).
double CalcTemperatureSpreadK(const models::PlaceParams& place, double winter_share);

/// w above: 1 on 20 January, 0 half a year later.
double CalcWinterShare(double year_share);

/// Strength c of the cold tail (models::ColdTail) of the slow part.
models::ColdTail MakeColdTail(double winter_share);

/// The region's share of the anomaly over one window of time.
struct RegionTemperature {
  TiltedNoise fast;  ///< sum of the components under two days
  double daily_cycle_share = 0.0;
};

/// Instants at which the slow part is looked at: now and 12, 24, 36 and 48 hours before.
inline constexpr std::size_t kSlowInstants = 5;

/// The region's part of the anomaly in one quarter, as it is and as buildings remember it.
struct RegionAnomaly {
  RegionTemperature now;
  TiltedNoise remembered;  ///< fast part only
  std::array<TiltedNoise, kSlowInstants> slow{};
};

RegionAnomaly CalcRegionAnomaly(std::uint64_t seed, const std::array<double, 3>& memory_weights,
                                double time_h);

/// The temperature anomaly in standard deviations: as it is, and as buildings remember it.
struct Anomaly {
  double now_share = 0.0;
  double remembered_share = 0.0;
};

/// Means of the slow part over a day are Simpson's from three instants (within 0.03 of a standard
/// deviation at a knot, 0.001 elsewhere); those of all else are exact.
Anomaly CalcAnomaly(const RegionAnomaly& region, const models::ColdTail& tail,
                    const RegionOffset& offset, std::uint64_t seed, std::size_t place,
                    const std::array<double, 3>& memory_weights, double time_h);

/// The region's part of the mean anomaly of one whole day of the record.
struct RegionDay {
  RegionTemperature mean;
  std::array<TiltedNoise, kSlowInstants> slow{};  ///< from its start to its end, every 6 hours
};

RegionDay CalcRegionDay(std::uint64_t seed, std::int64_t day);

/// Mean anomaly of day `day` (24 hours from hour 24 · day) in standard deviations.
double CalcDayAnomalyShare(const RegionDay& region, const models::ColdTail& tail,
                           const RegionOffset& offset, std::uint64_t seed, std::size_t place,
                           std::int64_t day);

/// Model autocorrelation of the temperature anomaly at a season, for comparison with the measured.
double CalcTemperatureCorrelationShare(double lag_h, double winter_share);

}  // namespace solvers
