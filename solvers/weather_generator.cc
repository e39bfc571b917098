#include "solvers/weather_generator.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"
#include "models/climate/demand.h"
#include "models/climate/photovoltaic.h"
#include "models/climate/season.h"
#include "models/climate/smooth_noise.h"
#include "models/climate/solar.h"
#include "models/climate/wind.h"
#include "solvers/region_noise.h"
#include "solvers/temperature_process.h"

// Every quantity is driven by the standard normal processes of region_noise.h; temperature by that
// of temperature_process.h. What is generated against what facts/weather.csv says, and where it
// misses: data/ostlandet/WEATHER.md.

namespace solvers {
namespace {

using models::kPi;
using models::NoiseMemory;

// Hub-height wind: power correlates by 0.95–0.97 after one hour, 1/e after 20–30 h (recalled).
constexpr std::array<NoiseComponent, 2> kWindComponents{{{3.0, 0.25, 0.6}, {36.0, 0.75, 0.0}}};
constexpr double kWindTiltRatio = 0.45;  // exp(−d/350 km)
constexpr double kWeibullShapeRatio = 2.2;

// Clear-sky index (recalled: 0.93–0.96 after a quarter-hour, 0.80–0.90 after an hour, 0.3–0.4 after
// a day).
constexpr std::array<NoiseComponent, 3> kCloudComponents{
    {{0.5, 0.13, 1.0}, {10.0, 0.44, 0.45}, {60.0, 0.43, 0.0}}};
constexpr double kCloudTiltRatio = 0.45;
constexpr double kOvercastShare = 0.28;
constexpr double kClearShare = 1.02;
constexpr double kCloudEdgeRatio = 0.5;  // below 1 makes the distribution bimodal

// Inflow: snow-melt in May and June, low in winter; typical of Glomma's unregulated rivers. The
// part of a quarter-year makes whole years dry or wet, by 14 % (recalled: Norway's hydro year
// varies by 12 to 15 %).
constexpr std::array<NoiseComponent, 2> kInflowComponents{{{240.0, 0.8, 0.3}, {2190.0, 0.2, 0.0}}};
constexpr double kInflowTiltRatio = 0.35;
constexpr double kInflowSpreadShare = 0.40;
constexpr std::array<double, 12> kInflowMonthRatio{0.50, 0.46, 0.48, 0.95, 1.95, 1.85,
                                                   1.20, 0.95, 1.00, 1.05, 0.95, 0.66};

/// z with Φ(z) = p by Winitzki's closed form of the error function; |error| < 3e-3 for z within ±3.
double CalcNormalQuantileShare(double probability_share) {
  constexpr double kA = 0.147;
  const double x = 2.0 * probability_share - 1.0;
  const double log_term = std::log(1.0 - x * x);
  const double b = 2.0 / (kPi * kA) + 0.5 * log_term;
  const double inverse_erf = std::sqrt(std::sqrt(b * b - log_term / kA) - b);
  return std::numbers::sqrt2 * std::copysign(inverse_erf, x);
}

double CalcNormalProbabilityShare(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

/// Clear-sky share from a standard normal z so that its mean is `mean_share`:
///   k = k0 + (k1 − k0) Φ((z − z0)/e),  E[k] = k0 + (k1 − k0) Φ(−z0/√(1 + e²))
double CalcClearSkyShare(double z, double mean_share) {
  const double clear_share =
      std::clamp((mean_share - kOvercastShare) / (kClearShare - kOvercastShare), 0.02, 0.98);
  const double z0 =
      -std::sqrt(1.0 + kCloudEdgeRatio * kCloudEdgeRatio) * CalcNormalQuantileShare(clear_share);
  return kOvercastShare +
         (kClearShare - kOvercastShare) * CalcNormalProbabilityShare((z - z0) / kCloudEdgeRatio);
}

double CalcDayIrradiationKwhPerM2(const models::PlaceParams& place,
                                  const models::MonthWeights& weights_share) {
  constexpr std::array<double, 12> kDays{31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::array<double, 12> daily;
  for (std::size_t month = 0; month < 12; ++month) {
    daily[month] = place.irradiation_kwh_per_m2[month] / kDays[month];
  }
  return std::max(models::CalcSeasonal(weights_share, daily), 0.0);
}

// The region's cloud process over the last two days (its two slow parts), variance 1 restored.
TiltedNoise CalcCloudPast(std::uint64_t seed, double time_h) {
  TiltedNoise sum;
  for (std::size_t i = 1; i < kCloudComponents.size(); ++i) {
    const NoiseComponent& part = kCloudComponents[i];
    const double weight_share = std::sqrt(part.variance_share * (1.0 - part.local_share)) * 1.3;
    const auto calc = [&](int axis) {
      return weight_share * models::CalcNoiseMeanShare(MakeRegionNoise(seed, NoiseStream::kCloud, i,
                                                                       axis, part.knot_spacing_h),
                                                       time_h - 48.0, time_h);
    };
    sum.mean_share += calc(0);
    sum.east_share += calc(1);
    sum.north_share += calc(2);
  }
  return sum;
}

}  // namespace

OffsetNow CalcOffsetNow(std::span<const models::TemperatureOffset> offsets,
                        const std::array<double, 3>& memory_weights, models::Quarter quarter,
                        const models::QuarterPart& part) {
  constexpr models::Minute kDay = 24 * 60;
  const models::Minute now = quarter.start_minute();
  OffsetNow sum;
  for (const models::TemperatureOffset& offset : offsets) {
    const NoiseMemory active{
        .now_share = CalcActiveShare(offset, part.begin_minute(quarter), part.end_minute(quarter)),
        .last_day_share = CalcActiveShare(offset, now - kDay, now),
        .day_before_share = CalcActiveShare(offset, now - 2 * kDay, now - kDay)};
    sum.air_k += offset.offset_k * active.now_share;
    sum.effective_k += offset.offset_k * models::CalcRemembered(memory_weights, active);
  }
  return sum;
}

QuarterOfRecord::QuarterOfRecord(const models::WeatherYear& weather_year, models::Quarter at,
                                 const models::OsloTime& local)
    : seed(weather_year.seed),
      quarter(at),
      time_h(CalcRecordHour(weather_year, at, local)),
      year_share(models::CalcYearShare(local)),
      month_weights_share(models::CalcExactMonthWeights(year_share)) {}

GeneratedTemperature::GeneratedTemperature(const std::array<double, 3>& memory_share,
                                           const QuarterOfRecord& when,
                                           std::span<const models::TemperatureOffset> offsets,
                                           const models::QuarterPart& part)
    : when_(when),
      utc_h_(static_cast<double>(when.quarter - when.quarter.UtcDayStart()) *
             models::kHoursPerQuarter),
      memory_weights_share_(models::CalcMemoryWeightsShare(memory_share)),
      offset_(CalcOffsetNow(offsets, memory_weights_share_, when.quarter, part)),
      winter_share_(CalcWinterShare(when.year_share)),
      tail_(MakeColdTail(winter_share_)),
      anomaly_(CalcRegionAnomaly(when.seed, memory_weights_share_, when.time_h)) {}

void GeneratedTemperature::Put(const models::PlaceParams& place, std::size_t row,
                               models::PlaceWeather& here) const {
  const Anomaly anomaly = CalcAnomaly(anomaly_, tail_, CalcRegionOffset(place), when_.seed, row,
                                      memory_weights_share_, when_.time_h);
  const double spread_k = CalcTemperatureSpreadK(place, winter_share_);
  here.normal_degc = models::CalcSeasonal(when_.month_weights_share, place.normal_degc);
  here.air_degc = here.normal_degc +
                  models::CalcMeanDailyCycleK(when_.year_share, utc_h_ + place.lon_deg / 15.0) +
                  spread_k * anomaly.now_share + offset_.air_k;
  here.effective_degc =
      here.normal_degc + spread_k * anomaly.remembered_share + offset_.effective_k;
}

GeneratedQuarter::GeneratedQuarter(const std::array<double, 3>& memory_share,
                                   const models::WeatherYear& weather_year, models::Quarter quarter,
                                   const models::OsloTime& local,
                                   std::span<const models::TemperatureOffset> offsets,
                                   const models::QuarterPart& part)
    : when_(weather_year, quarter, local),
      temperature_(memory_share, when_, offsets, part),
      sun_(models::CalcSunOfDay(models::CalcSolarYearShare(quarter))),
      wind_(CalcRegionPart(kWindComponents, when_.seed, NoiseStream::kWind, when_.time_h)),
      cloud_(CalcRegionPart(kCloudComponents, when_.seed, NoiseStream::kCloud, when_.time_h)),
      cloud_past_(CalcCloudPast(when_.seed, when_.time_h)),
      inflow_(CalcRegionPart(kInflowComponents, when_.seed, NoiseStream::kInflow, when_.time_h)),
      season_inflow_ratio_(models::CalcSeasonal(when_.month_weights_share, kInflowMonthRatio)) {}

models::PlaceWeather GeneratedQuarter::At(const models::PlaceParams& place, std::size_t row) const {
  models::PlaceWeather here;
  const RegionOffset offset = CalcRegionOffset(place);
  temperature_.Put(place, row, here);
  here.air_kg_per_m3 = models::CalcAirDensityKgPerM3(place.altitude_m, here.air_degc);
  PutWind(place, row, offset, here);
  PutSun(place, row, offset, here);
  const double inflow_z =
      CalcAt(inflow_, offset, kInflowTiltRatio) +
      CalcLocalPart(kInflowComponents, when_.seed, NoiseStream::kInflow, row, when_.time_h);
  here.normal_inflow_ratio = season_inflow_ratio_;
  here.inflow_ratio =
      season_inflow_ratio_ *
      std::exp(kInflowSpreadShare * inflow_z - 0.5 * kInflowSpreadShare * kInflowSpreadShare);
  return here;
}

void GeneratedQuarter::PutWind(const models::PlaceParams& place, std::size_t row,
                               const RegionOffset& offset, models::PlaceWeather& here) const {
  const double mean_wind_m_per_s =
      models::CalcSeasonal(when_.month_weights_share, place.wind_m_per_s);
  here.wind_m_per_s = 0.0;
  if (mean_wind_m_per_s > 0.0) {
    const double z =
        CalcAt(wind_, offset, kWindTiltRatio) +
        CalcLocalPart(kWindComponents, when_.seed, NoiseStream::kWind, row, when_.time_h);
    here.wind_m_per_s = models::CalcWeibullMPerS(mean_wind_m_per_s, kWeibullShapeRatio, z);
  }
}

void GeneratedQuarter::PutSun(const models::PlaceParams& place, std::size_t row,
                              const RegionOffset& offset, models::PlaceWeather& here) const {
  const double cloud_z =
      CalcAt(cloud_, offset, kCloudTiltRatio) +
      CalcLocalPart(kCloudComponents, when_.seed, NoiseStream::kCloud, row, when_.time_h);
  const double mean_clear_share = CalcDayIrradiationKwhPerM2(place, when_.month_weights_share) /
                                  models::CalcClearSkyDayKwhPerM2(place.lat_deg, sun_);
  here.clear_sky_share = CalcClearSkyShare(cloud_z, mean_clear_share);
  here.past_clear_sky_share =
      CalcClearSkyShare(CalcAt(cloud_past_, offset, kCloudTiltRatio), mean_clear_share);
  const models::SunPosition position =
      models::CalcSunPosition(place.lat_deg, place.lon_deg, when_.quarter, sun_);
  here.sun_sine_share = position.sine_share;
  here.sun_azimuth_rad = position.azimuth_rad;
  here.irradiance_w_per_m2 = here.clear_sky_share * models::CalcClearSkyWPerM2(position.sine_share);
  here.diffuse_w_per_m2 =
      here.irradiance_w_per_m2 *
      models::CalcDiffuseShare(models::CalcClearnessShare(
          here.irradiance_w_per_m2, position.sine_share, sun_.extraterrestrial_w_per_m2));
}

void CalcWeather(const models::Table<models::PlaceIndex, models::PlaceParams>& places,
                 const std::array<double, 3>& memory_share, const models::WeatherYear& weather_year,
                 models::Quarter quarter, const models::OsloTime& local,
                 std::span<const models::TemperatureOffset> offsets, models::WeatherField& weather,
                 const models::QuarterPart& part) {
  if (weather.size() != places.size()) weather = models::WeatherField(places.size());
  const GeneratedQuarter generated(memory_share, weather_year, quarter, local, offsets, part);
  for (std::size_t row = 0; row < places.size(); ++row) {
    const models::PlaceIndex index(row);
    weather[index] = generated.At(places[index], row);
  }
}

double CalcPriceSwingShare(const models::WeatherYear& weather_year, double record_h,
                           double knot_spacing_h) {
  return models::CalcSmoothNoiseShare(
      MakeRegionNoise(weather_year.seed, NoiseStream::kPrice, 0, 0, knot_spacing_h), record_h);
}

// Knots 3 h apart: correlation 0.86 after one hour (measured within-day residual: 0.84).
constexpr double kDemandSpacingH = 3.0;

double CalcDemandSwingShare(const models::WeatherYear& weather_year, double record_h) {
  return models::CalcSmoothNoiseShare(
      MakeRegionNoise(weather_year.seed, NoiseStream::kDemand, 0, 0, kDemandSpacingH), record_h);
}

double CalcDemandSwingShare(const models::WeatherYear& weather_year, double record_h,
                            models::LoadIndex load) {
  return models::CalcSmoothNoiseShare(
      MakePlaceNoise(weather_year.seed, NoiseStream::kDemand, 0, load.value(), kDemandSpacingH),
      record_h);
}

}  // namespace solvers
