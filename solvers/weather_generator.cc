#include "solvers/weather_generator.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"
#include "models/climate/demand.h"
#include "models/climate/season.h"
#include "models/climate/smooth_noise.h"
#include "models/climate/solar.h"
#include "models/climate/wind.h"

// Every quantity is driven by standard normal processes
//   z(place, t) = Σ_i √s_i [ √(1 − l_i) R_i(place, t) + √l_i L_i(place, t) ],   Σ s_i = 1
// with smooth noises of knot spacing h_i; L is the place's own, and R tilts over the region:
//   R = (M + β x E + β y N) / √(1 + β² (x² + y²)),   x, y in 100 km east and north of the centre.
//
// Temperature: s_i fitted (least squares, non-negative) to the measured autocorrelation of hourly
// anomalies at Gjerpen: at 1 2 3 6 12 24 48 72 120 h measured .972 .931 .883 .741 .575 .598 .433
// .350 .215, model .982 .942 .888 .728 .581 .602 .432 .350 .210. One part is a daily cycle that
// comes and goes with clear skies: A cos ωt + B sin ωt.

namespace solvers {
namespace {

using models::kPi;
using models::NoiseMemory;
using models::SmoothNoise;

enum Stream : std::uint32_t {
  kTemperature = 0x10,
  kDailyCycle = 0x30,
  kWind = 0x40,
  kCloud = 0x60,
  kInflow = 0x80,
  kDemand = 0xA0,
  kPrice = 0xC0,
};
// Within a stream: component i uses 4i (regional mean or local), 4i + 1 (east), 4i + 2 (north).

/// One time scale of a process.
struct Component {
  double knot_spacing_h;
  double variance_share;
  double local_share;
};

constexpr std::array<Component, 3> kTemperatureComponents{
    {{4.0, 0.165, 0.45}, {24.0, 0.283, 0.12}, {144.0, 0.458, 0.0}}};
constexpr double kDailyCycleShare = 0.094;
constexpr double kDailyCycleSpacingH = 48.0;
constexpr double kTemperatureTiltRatio = 0.35;  // correlation 0.78 at 200 km, as exp(−d/700 km)

// Hub-height wind: correlation 0.96 after one hour, gone after a day and a half (recalled).
constexpr std::array<Component, 2> kWindComponents{{{6.0, 0.3, 0.5}, {30.0, 0.7, 0.15}}};
constexpr double kWindTiltRatio = 0.45;  // exp(−d/350 km)
constexpr double kWeibullShapeRatio = 2.2;

// Clear-sky index: 0.83 after one hour, 0.35 after one day (recalled 0.80–0.90, 0.3–0.4).
constexpr std::array<Component, 3> kCloudComponents{
    {{1.0, 0.25, 1.0}, {10.0, 0.35, 0.3}, {60.0, 0.40, 0.0}}};
constexpr double kCloudTiltRatio = 0.45;
constexpr double kOvercastShare = 0.28;
constexpr double kClearShare = 1.02;
constexpr double kCloudEdgeRatio = 0.5;  // below 1 makes the distribution bimodal

// Inflow: snow-melt in May and June, low in winter; typical of Glomma's unregulated rivers.
constexpr std::array<Component, 1> kInflowComponents{{{240.0, 1.0, 0.3}}};
constexpr double kInflowTiltRatio = 0.35;
constexpr double kInflowSpreadShare = 0.40;
constexpr std::array<double, 12> kInflowMonthRatio{0.50, 0.46, 0.48, 0.95, 1.95, 1.85,
                                                   1.20, 0.95, 1.00, 1.05, 0.95, 0.66};

constexpr double kCentreLatDeg = 60.3;
constexpr double kCentreLonDeg = 10.5;
constexpr double kKmPerDeg = 111.2;

/// A process that tilts over the region: its mean and its two slopes.
struct Tilted {
  double mean_share = 0.0;
  double east_share = 0.0;
  double north_share = 0.0;
};

/// Position from the region's centre in units of 100 km.
struct Offset {
  double east_ratio;
  double north_ratio;
};

Offset CalcOffset(const models::PlaceParams& place) {
  const double north_km = (place.lat_deg - kCentreLatDeg) * kKmPerDeg;
  const double east_km =
      (place.lon_deg - kCentreLonDeg) * kKmPerDeg * std::cos(kCentreLatDeg * models::kRadPerDeg);
  return {east_km / 100.0, north_km / 100.0};
}

double CalcAt(const Tilted& tilted, const Offset& offset, double tilt_ratio) {
  const double x = tilt_ratio * offset.east_ratio;
  const double y = tilt_ratio * offset.north_ratio;
  return (tilted.mean_share + x * tilted.east_share + y * tilted.north_share) /
         std::sqrt(1.0 + x * x + y * y);
}

SmoothNoise RegionNoise(std::uint64_t seed, Stream stream, std::size_t component, int axis,
                        double knot_spacing_h) {
  return {.seed = seed,
          .stream =
              static_cast<std::uint32_t>(stream + 4 * component) + static_cast<std::uint32_t>(axis),
          .place = models::kRegionWide,
          .knot_spacing_h = knot_spacing_h};
}

SmoothNoise PlaceNoise(std::uint64_t seed, Stream stream, std::size_t component, std::size_t place,
                       double knot_spacing_h) {
  return {.seed = seed,
          .stream = static_cast<std::uint32_t>(stream + 4 * component),
          .place = static_cast<std::uint32_t>(place),
          .knot_spacing_h = knot_spacing_h};
}

template <std::size_t kCount>
Tilted CalcRegion(const std::array<Component, kCount>& components, std::uint64_t seed,
                  Stream stream, double time_h) {
  Tilted sum;
  for (std::size_t i = 0; i < kCount; ++i) {
    const Component& part = components[i];
    const double weight_share = std::sqrt(part.variance_share * (1.0 - part.local_share));
    if (weight_share == 0.0) continue;
    const auto calc = [&](int axis) {
      return weight_share * models::CalcSmoothNoiseShare(
                                RegionNoise(seed, stream, i, axis, part.knot_spacing_h), time_h);
    };
    sum.mean_share += calc(0);
    sum.east_share += calc(1);
    sum.north_share += calc(2);
  }
  return sum;
}

template <std::size_t kCount>
double CalcLocal(const std::array<Component, kCount>& components, std::uint64_t seed, Stream stream,
                 std::size_t place, double time_h) {
  double sum_share = 0.0;
  for (std::size_t i = 0; i < kCount; ++i) {
    const Component& part = components[i];
    if (part.local_share == 0.0) continue;
    sum_share += std::sqrt(part.variance_share * part.local_share) *
                 models::CalcSmoothNoiseShare(
                     PlaceNoise(seed, stream, i, place, part.knot_spacing_h), time_h);
  }
  return sum_share;
}

/// The temperature anomaly in standard deviations: as it is, and as buildings remember it.
struct Anomaly {
  double now_share = 0.0;
  double remembered_share = 0.0;
};

struct RegionAnomaly {
  Tilted now;
  Tilted remembered;
  double daily_cycle_share = 0.0;
};

RegionAnomaly CalcRegionAnomaly(std::uint64_t seed, const std::array<double, 3>& memory_weights,
                                double time_h) {
  RegionAnomaly region;
  for (std::size_t i = 0; i < kTemperatureComponents.size(); ++i) {
    const Component& part = kTemperatureComponents[i];
    const double weight_share = std::sqrt(part.variance_share * (1.0 - part.local_share));
    const auto add = [&](int axis, double& now_share, double& remembered_share) {
      const NoiseMemory memory = models::CalcNoiseMemory(
          RegionNoise(seed, kTemperature, i, axis, part.knot_spacing_h), time_h);
      now_share += weight_share * memory.now_share;
      remembered_share += weight_share * models::CalcRemembered(memory_weights, memory);
    };
    add(0, region.now.mean_share, region.remembered.mean_share);
    add(1, region.now.east_share, region.remembered.east_share);
    add(2, region.now.north_share, region.remembered.north_share);
  }
  const double angle_rad = 2.0 * kPi * time_h / 24.0;
  const auto calc = [&](std::size_t component) {
    return models::CalcSmoothNoiseShare(
        RegionNoise(seed, kDailyCycle, component, 0, kDailyCycleSpacingH), time_h);
  };
  region.daily_cycle_share =
      std::sqrt(kDailyCycleShare) * (calc(0) * std::cos(angle_rad) + calc(1) * std::sin(angle_rad));
  return region;
}

Anomaly CalcAnomaly(const RegionAnomaly& region, const Offset& offset, std::uint64_t seed,
                    std::size_t place, const std::array<double, 3>& memory_weights, double time_h) {
  Anomaly anomaly{
      .now_share = CalcAt(region.now, offset, kTemperatureTiltRatio) + region.daily_cycle_share,
      // the mean of the coming and going daily cycle over a day is nearly nothing
      .remembered_share = CalcAt(region.remembered, offset, kTemperatureTiltRatio) +
                          memory_weights[0] * region.daily_cycle_share};
  for (std::size_t i = 0; i < kTemperatureComponents.size(); ++i) {
    const Component& part = kTemperatureComponents[i];
    if (part.local_share == 0.0) continue;
    const double weight_share = std::sqrt(part.variance_share * part.local_share);
    const NoiseMemory memory = models::CalcNoiseMemory(
        PlaceNoise(seed, kTemperature, i, place, part.knot_spacing_h), time_h);
    anomaly.now_share += weight_share * memory.now_share;
    anomaly.remembered_share += weight_share * models::CalcRemembered(memory_weights, memory);
  }
  return anomaly;
}

/// Standard deviation of the hourly anomaly. Measured at Gjerpen: winter 4.42 K, summer 3.19 K, all
/// 3.73 K; inland the winter part grows with the square of the yearly range (assumed), because
/// cold air settles there.
double CalcSpreadK(const models::PlaceParams& place, double year_share) {
  constexpr double kSummerK = 3.06;
  constexpr double kWinterExtraK = 1.36;
  constexpr double kGjerpenRangeK = 19.1;
  const auto [low, high] = std::minmax_element(place.normal_degc.begin(), place.normal_degc.end());
  const double range_ratio = (*high - *low) / kGjerpenRangeK;
  const double winter_share = 0.5 * (1.0 + std::cos(2.0 * kPi * (year_share - 20.0 / 365.0)));
  return kSummerK + kWinterExtraK * winter_share * range_ratio * range_ratio;
}

/// Mean daily cycle, warmest at 15 solar time. Half ranges 0.8 K in December and 3.4 K in June: the
/// measured mean daily ranges (5.1–10.8 K) less what passing weather gives them (assumed 4 K).
double CalcDailyCycleK(double year_share, double solar_time_h) {
  const double half_range_k = 2.1 - 1.3 * std::cos(2.0 * kPi * (year_share + 10.0 / 365.0));
  return half_range_k * std::cos(2.0 * kPi * (solar_time_h - 15.0) / 24.0);
}

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

struct OffsetsNow {
  double air_k = 0.0;
  double effective_k = 0.0;
};

OffsetsNow CalcOffsets(std::span<const models::TemperatureOffset> offsets,
                       const std::array<double, 3>& memory_weights, models::Quarter quarter) {
  constexpr models::Minute kDay = 24 * 60;
  const models::Minute now = quarter.start_minute();
  OffsetsNow sum;
  for (const models::TemperatureOffset& offset : offsets) {
    const NoiseMemory active{
        .now_share = CalcActiveShare(offset, now, now + models::kMinutesPerQuarter),
        .last_day_share = CalcActiveShare(offset, now - kDay, now),
        .day_before_share = CalcActiveShare(offset, now - 2 * kDay, now - kDay)};
    sum.air_k += offset.offset_k * active.now_share;
    sum.effective_k += offset.offset_k * models::CalcRemembered(memory_weights, active);
  }
  return sum;
}

}  // namespace

void CalcWeather(const models::Table<models::PlaceIndex, models::PlaceParams>& places,
                 const std::array<double, 3>& memory_share, const models::WeatherYear& weather_year,
                 models::Quarter quarter, const models::OsloTime& local,
                 std::span<const models::TemperatureOffset> offsets,
                 models::WeatherField& weather) {
  if (weather.size() != places.size()) weather = models::WeatherField(places.size());
  const std::uint64_t seed = weather_year.seed;
  const double time_h = CalcRecordHour(weather_year, quarter, local);
  const double year_share = models::CalcYearShare(local);
  const double solar_year_share = models::CalcSolarYearShare(quarter);
  const models::MonthWeights month_weights = models::CalcMonthWeights(year_share);
  const auto memory_weights = models::CalcMemoryWeightsShare(memory_share);
  const OffsetsNow offsets_now = CalcOffsets(offsets, memory_weights, quarter);

  const RegionAnomaly temperature = CalcRegionAnomaly(seed, memory_weights, time_h);
  const Tilted wind = CalcRegion(kWindComponents, seed, kWind, time_h);
  const Tilted cloud = CalcRegion(kCloudComponents, seed, kCloud, time_h);
  const Tilted inflow = CalcRegion(kInflowComponents, seed, kInflow, time_h);
  const double season_inflow_ratio = models::CalcSeasonal(month_weights, kInflowMonthRatio);
  const double utc_h =
      static_cast<double>(quarter - quarter.UtcDayStart()) * models::kHoursPerQuarter;

  for (std::size_t row = 0; row < places.size(); ++row) {
    const models::PlaceIndex index(row);
    const models::PlaceParams& place = places[index];
    models::PlaceWeather& here = weather[index];
    const Offset offset = CalcOffset(place);

    const Anomaly anomaly = CalcAnomaly(temperature, offset, seed, row, memory_weights, time_h);
    const double spread_k = CalcSpreadK(place, year_share);
    here.normal_degc = models::CalcSeasonal(month_weights, place.normal_degc);
    here.air_degc = here.normal_degc + CalcDailyCycleK(year_share, utc_h + place.lon_deg / 15.0) +
                    spread_k * anomaly.now_share + offsets_now.air_k;
    here.effective_degc =
        here.normal_degc + spread_k * anomaly.remembered_share + offsets_now.effective_k;

    const double mean_wind_m_per_s = models::CalcSeasonal(month_weights, place.wind_m_per_s);
    here.wind_m_per_s = 0.0;
    if (mean_wind_m_per_s > 0.0) {
      const double z = CalcAt(wind, offset, kWindTiltRatio) +
                       CalcLocal(kWindComponents, seed, kWind, row, time_h);
      here.wind_m_per_s = models::CalcWeibullMPerS(mean_wind_m_per_s, kWeibullShapeRatio, z);
    }

    const double cloud_z = CalcAt(cloud, offset, kCloudTiltRatio) +
                           CalcLocal(kCloudComponents, seed, kCloud, row, time_h);
    const double mean_clear_share =
        CalcDayIrradiationKwhPerM2(place, month_weights) /
        models::CalcClearSkyDayKwhPerM2(place.lat_deg, solar_year_share);
    here.clear_sky_share = CalcClearSkyShare(cloud_z, mean_clear_share);
    here.irradiance_w_per_m2 =
        here.clear_sky_share * models::CalcClearSkyWPerM2(models::CalcSunSineShare(
                                   place.lat_deg, place.lon_deg, quarter, solar_year_share));

    const double inflow_z = CalcAt(inflow, offset, kInflowTiltRatio) +
                            CalcLocal(kInflowComponents, seed, kInflow, row, time_h);
    here.inflow_ratio =
        season_inflow_ratio *
        std::exp(kInflowSpreadShare * inflow_z - 0.5 * kInflowSpreadShare * kInflowSpreadShare);
  }
}

double CalcPriceSwingShare(const models::WeatherYear& weather_year, double record_h,
                           double knot_spacing_h) {
  return models::CalcSmoothNoiseShare(RegionNoise(weather_year.seed, kPrice, 0, 0, knot_spacing_h),
                                      record_h);
}

// Knots 3 h apart: correlation 0.86 after one hour (measured within-day residual: 0.84).
constexpr double kDemandSpacingH = 3.0;

double CalcDemandSwingShare(const models::WeatherYear& weather_year, double record_h) {
  return models::CalcSmoothNoiseShare(
      RegionNoise(weather_year.seed, kDemand, 0, 0, kDemandSpacingH), record_h);
}

double CalcDemandSwingShare(const models::WeatherYear& weather_year, double record_h,
                            models::LoadIndex load) {
  return models::CalcSmoothNoiseShare(
      PlaceNoise(weather_year.seed, kDemand, 0, load.value(), kDemandSpacingH), record_h);
}

double CalcTemperatureCorrelationShare(double lag_h) {
  double sum_share = kDailyCycleShare * std::cos(2.0 * kPi * lag_h / 24.0) *
                     models::CalcSmoothNoiseCorrelationShare(kDailyCycleSpacingH, lag_h);
  for (const Component& part : kTemperatureComponents) {
    sum_share +=
        part.variance_share * models::CalcSmoothNoiseCorrelationShare(part.knot_spacing_h, lag_h);
  }
  return sum_share;
}

}  // namespace solvers
