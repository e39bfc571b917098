#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "models/base/ids.h"
#include "models/climate/cold_tail.h"
#include "models/climate/season.h"
#include "models/climate/solar.h"
#include "models/climate/weather.h"
#include "models/time/oslo_calendar.h"
#include "models/time/quarter.h"
#include "models/time/quarter_part.h"
#include "solvers/region_noise.h"
#include "solvers/temperature_process.h"

namespace solvers {

/// Sum of the temperature offsets in a quarter, or a part of it, and as buildings remember it.
struct OffsetNow {
  double air_k = 0.0;
  double effective_k = 0.0;
};
/// `memory_weights` as of models::CalcMemoryWeightsShare.
OffsetNow CalcOffsetNow(std::span<const models::TemperatureOffset> offsets,
                        const std::array<double, 3>& memory_weights, models::Quarter quarter,
                        const models::QuarterPart& part = {});

/// What all of a quarter's weather depends on.
struct QuarterOfRecord {
  QuarterOfRecord(const models::WeatherYear& weather_year, models::Quarter quarter,
                  const models::OsloTime& local);

  std::uint64_t seed;
  models::Quarter quarter;
  double time_h;  ///< of the record
  double year_share;
  models::MonthWeights month_weights_share;
};

/// The region's generated temperature in one quarter, computed alone: no state, no order, no
/// allocation.
///   T(t) = normal(place, season) + daily cycle(season) + σ(place, season) · z(place, t) + offsets
/// z is a sum of smooth noises on several time scales, with a regional part that tilts over the
/// region and a local part. `effective_degc` remembers the same z and the same offsets at the past
/// times. Offsets are their mean over `part`, all else stands over the quarter.
class GeneratedTemperature {
 public:
  GeneratedTemperature(const std::array<double, 3>& memory_share, const QuarterOfRecord& when,
                       std::span<const models::TemperatureOffset> offsets,
                       const models::QuarterPart& part = {});

  /// Normal, air and effective temperature at the place that stands in this row of the region's
  /// table: its noise is keyed by the row.
  void Put(const models::PlaceParams& place, std::size_t row, models::PlaceWeather& here) const;

 private:
  QuarterOfRecord when_;
  double utc_h_;
  std::array<double, 3> memory_weights_share_;
  OffsetNow offset_;
  double winter_share_;
  models::ColdTail tail_;
  RegionAnomaly anomaly_;
};

/// All of the region's generated weather in one quarter, computed alone as the temperature is
/// (whoever steps the region calls weather_process.h, in which a measured series takes its place):
/// wind (Weibull), clear-sky share (bimodal) and inflow (log-normal) from smooth noises of their
/// own.
/// **Valid** knows no real day: statistics only. Method, fit and misses: weather_generator.cc.
class GeneratedQuarter {
 public:
  GeneratedQuarter(const std::array<double, 3>& memory_share,
                   const models::WeatherYear& weather_year, models::Quarter quarter,
                   const models::OsloTime& local,
                   std::span<const models::TemperatureOffset> offsets,
                   const models::QuarterPart& part = {});

  /// At the place that stands in this row of the region's table: its noise is keyed by the row.
  models::PlaceWeather At(const models::PlaceParams& place, std::size_t row) const;

 private:
  void PutWind(const models::PlaceParams& place, std::size_t row, const RegionOffset& offset,
               models::PlaceWeather& here) const;
  void PutSun(const models::PlaceParams& place, std::size_t row, const RegionOffset& offset,
              models::PlaceWeather& here) const;

  QuarterOfRecord when_;
  GeneratedTemperature temperature_;
  models::SunOfDay sun_;
  TiltedNoise wind_, cloud_, cloud_past_, inflow_;
  double season_inflow_ratio_;
};

/// The same at every place; no allocation when `weather` already has the size of `places`.
/// **Shape** places, weather [place]
void CalcWeather(const models::Table<models::PlaceIndex, models::PlaceParams>& places,
                 const std::array<double, 3>& memory_share, const models::WeatherYear& weather_year,
                 models::Quarter quarter, const models::OsloTime& local,
                 std::span<const models::TemperatureOffset> offsets, models::WeatherField& weather,
                 const models::QuarterPart& part = {});

/// Standard normal process of the region that moves the power price of a weather year.
double CalcPriceSwingShare(const models::WeatherYear& weather_year, double record_h,
                           double knot_spacing_h);

/// Standard normal process of demand: the region's common one, or one load's own.
double CalcDemandSwingShare(const models::WeatherYear& weather_year, double record_h);
double CalcDemandSwingShare(const models::WeatherYear& weather_year, double record_h,
                            models::LoadIndex load);

}  // namespace solvers
