#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "models/base/ids.h"
#include "models/climate/weather.h"
#include "models/time/oslo_calendar.h"
#include "models/time/quarter.h"
#include "models/time/quarter_part.h"

namespace solvers {

/// The region's generated weather in one quarter, computed alone (whoever steps the region calls
/// the one of weather_process.h, in which a measured series takes its place): no state, no order,
/// no allocation when `weather` already has the size of `places`.
///   T(t) = normal(place, season) + daily cycle(season) + σ(place, season) · z(place, t) + offsets
/// and alike for wind (Weibull), clear-sky share (bimodal) and inflow (log-normal); every z is a
/// sum of smooth noises on several time scales, with a regional part that tilts over the region and
/// a local part. `effective_degc` remembers the same z and the same offsets at the past times.
/// Offsets are their mean over `part`, all else stands over the quarter.
/// **Shape** places, weather [place]
/// **Valid** knows no real day: statistics only. Method, fit and misses: weather_generator.cc.
void CalcWeather(const models::Table<models::PlaceIndex, models::PlaceParams>& places,
                 const std::array<double, 3>& memory_share, const models::WeatherYear& weather_year,
                 models::Quarter quarter, const models::OsloTime& local,
                 std::span<const models::TemperatureOffset> offsets, models::WeatherField& weather,
                 const models::QuarterPart& part = {});

/// Sum of the temperature offsets in a quarter, or a part of it, and as buildings remember it.
struct OffsetNow {
  double air_k = 0.0;
  double effective_k = 0.0;
};
/// `memory_weights` as of models::CalcMemoryWeightsShare.
OffsetNow CalcOffsetNow(std::span<const models::TemperatureOffset> offsets,
                        const std::array<double, 3>& memory_weights, models::Quarter quarter,
                        const models::QuarterPart& part = {});

/// Standard normal process of the region that moves the power price of a weather year.
double CalcPriceSwingShare(const models::WeatherYear& weather_year, double record_h,
                           double knot_spacing_h);

/// Standard normal process of demand: the region's common one, or one load's own.
double CalcDemandSwingShare(const models::WeatherYear& weather_year, double record_h);
double CalcDemandSwingShare(const models::WeatherYear& weather_year, double record_h,
                            models::LoadIndex load);

}  // namespace solvers
