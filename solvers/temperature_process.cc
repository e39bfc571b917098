#include "solvers/temperature_process.h"

#include <algorithm>
#include <cmath>

#include "models/base/units.h"
#include "models/climate/demand.h"

// Variance shares: non-negative least squares to the measured autocorrelation of hourly anomalies
// at Gjerpen, knots of 120 and 720 h given. At 1 2 3 6 12 24 48 72 120 h measured .972 .931 .883
// .741 .575 .598 .433 .350 .215; the normal process misses by .012 .013 .006 −.014 .006 .004 −.003
// −.003 .002. Daily means: variance .737 of the hourly (measured .731), lag one day .742 (.736),
// two days .548 (.537). The slow part (120 and 720 h) has the cold tail in winter.

namespace solvers {
namespace {

using models::kPi;
using models::NoiseMemory;

constexpr std::array<NoiseComponent, 2> kFast{{{4.0, 0.168, 0.45}, {24.0, 0.281, 0.12}}};
constexpr std::array<NoiseComponent, 2> kSlow{{{120.0, 0.349, 0.0}, {720.0, 0.110, 0.0}}};
constexpr double kSlowShare = 0.459;
constexpr std::size_t kFirstSlow = kFast.size();  // number of the first slow component
constexpr double kDailyCycleShare = 0.092;
constexpr double kDailyCycleSpacingH = 48.0;
constexpr double kTiltRatio =
    0.28;  // with the local parts, daily means correlate by 0.80 at 200 km
constexpr double kColdTailShare = 0.35;

constexpr double kSummerSpreadK = 3.06;

double CalcDailyCycleShare(std::uint64_t seed, double time_h) {
  const double angle_rad = 2.0 * kPi * time_h / 24.0;
  const auto calc = [&](std::size_t component) {
    return models::CalcSmoothNoiseShare(
        MakeRegionNoise(seed, NoiseStream::kDailyCycle, component, 0, kDailyCycleSpacingH), time_h);
  };
  return std::sqrt(kDailyCycleShare) *
         (calc(0) * std::cos(angle_rad) + calc(1) * std::sin(angle_rad));
}

// The slow part with variance 1.
TiltedNoise CalcSlow(std::uint64_t seed, double time_h) {
  TiltedNoise sum;
  for (std::size_t i = 0; i < kSlow.size(); ++i) {
    const double weight_share = std::sqrt(kSlow[i].variance_share / kSlowShare);
    const auto calc = [&](int axis) {
      return weight_share * models::CalcSmoothNoiseShare(
                                MakeRegionNoise(seed, NoiseStream::kTemperature, kFirstSlow + i,
                                                axis, kSlow[i].knot_spacing_h),
                                time_h);
    };
    sum.mean_share += calc(0);
    sum.east_share += calc(1);
    sum.north_share += calc(2);
  }
  return sum;
}

template <class Use>
void ForEachRegionNoise(std::uint64_t seed, Use use) {
  for (std::size_t i = 0; i < kFast.size(); ++i) {
    const double weight_share = std::sqrt(kFast[i].variance_share * (1.0 - kFast[i].local_share));
    for (int axis = 0; axis < 3; ++axis) {
      use(axis, weight_share,
          MakeRegionNoise(seed, NoiseStream::kTemperature, i, axis, kFast[i].knot_spacing_h));
    }
  }
}

double& Axis(TiltedNoise& tilted, int axis) {
  return axis == 0 ? tilted.mean_share : axis == 1 ? tilted.east_share : tilted.north_share;
}

template <class Use>
void ForEachLocalNoise(std::uint64_t seed, std::size_t place, Use use) {
  for (std::size_t i = 0; i < kFast.size(); ++i) {
    use(std::sqrt(kFast[i].variance_share * kFast[i].local_share),
        MakePlaceNoise(seed, NoiseStream::kTemperature, i, place, kFast[i].knot_spacing_h));
  }
}

std::array<double, kSlowInstants> CalcTailed(const std::array<TiltedNoise, kSlowInstants>& slow,
                                             const models::ColdTail& tail,
                                             const RegionOffset& offset) {
  static const double kWeightShare = std::sqrt(kSlowShare);
  std::array<double, kSlowInstants> tailed_share;
  for (std::size_t i = 0; i < kSlowInstants; ++i) {
    tailed_share[i] = kWeightShare * tail.CalcShare(CalcAt(slow[i], offset, kTiltRatio));
  }
  return tailed_share;
}

double CalcSimpson(double first, double middle, double last) {
  return (first + 4.0 * middle + last) / 6.0;
}

}  // namespace

double CalcWinterShare(double year_share) {
  return 0.5 * (1.0 + std::cos(2.0 * kPi * (year_share - 20.0 / 365.0)));
}

double CalcTemperatureSpreadK(const models::PlaceParams& place, double winter_share) {
  constexpr double kGjerpenExtraK = 1.36;
  constexpr double kGjerpenRangeK = 19.1;
  constexpr double kMilderWintersK = 2.0;
  constexpr double kDesignSpreads = 3.11;  // of the lowest three-day mean in 30 generated years
  const auto [low, high] = std::minmax_element(place.normal_degc.begin(), place.normal_degc.end());
  if (place.design_degc) {
    const double winter_k = (*low - *place.design_degc - kMilderWintersK) / kDesignSpreads;
    return kSummerSpreadK + (std::max(winter_k, kSummerSpreadK) - kSummerSpreadK) * winter_share;
  }
  const double range_ratio = (*high - *low) / kGjerpenRangeK;
  return kSummerSpreadK + kGjerpenExtraK * winter_share * range_ratio * range_ratio;
}

models::ColdTail MakeColdTail(double winter_share) {
  return models::ColdTail(kColdTailShare * winter_share);
}

RegionAnomaly CalcRegionAnomaly(std::uint64_t seed, const std::array<double, 3>& memory_weights,
                                double time_h) {
  RegionAnomaly region;
  ForEachRegionNoise(seed, [&](int axis, double weight_share, const models::SmoothNoise& noise) {
    const NoiseMemory memory = models::CalcNoiseMemory(noise, time_h);
    Axis(region.now.fast, axis) += weight_share * memory.now_share;
    Axis(region.remembered, axis) += weight_share * models::CalcRemembered(memory_weights, memory);
  });
  region.now.daily_cycle_share = CalcDailyCycleShare(seed, time_h);
  for (std::size_t i = 0; i < kSlowInstants; ++i) {
    region.slow[i] = CalcSlow(seed, time_h - 12.0 * static_cast<double>(i));
  }
  return region;
}

Anomaly CalcAnomaly(const RegionAnomaly& region, const models::ColdTail& tail,
                    const RegionOffset& offset, std::uint64_t seed, std::size_t place,
                    const std::array<double, 3>& memory_weights, double time_h) {
  const auto slow_share = CalcTailed(region.slow, tail, offset);
  const NoiseMemory slow{
      .now_share = slow_share[0],
      .last_day_share = CalcSimpson(slow_share[0], slow_share[1], slow_share[2]),
      .day_before_share = CalcSimpson(slow_share[2], slow_share[3], slow_share[4])};
  Anomaly anomaly{.now_share = CalcAt(region.now.fast, offset, kTiltRatio) +
                               region.now.daily_cycle_share + slow.now_share,
                  // the mean of the coming and going daily cycle over a day is nearly nothing
                  .remembered_share = CalcAt(region.remembered, offset, kTiltRatio) +
                                      memory_weights[0] * region.now.daily_cycle_share +
                                      models::CalcRemembered(memory_weights, slow)};
  ForEachLocalNoise(seed, place, [&](double weight_share, const models::SmoothNoise& noise) {
    const NoiseMemory memory = models::CalcNoiseMemory(noise, time_h);
    anomaly.now_share += weight_share * memory.now_share;
    anomaly.remembered_share += weight_share * models::CalcRemembered(memory_weights, memory);
  });
  return anomaly;
}

RegionDay CalcRegionDay(std::uint64_t seed, std::int64_t day) {
  const double start_h = 24.0 * static_cast<double>(day);
  RegionDay region;
  ForEachRegionNoise(seed, [&](int axis, double weight_share, const models::SmoothNoise& noise) {
    Axis(region.mean.fast, axis) +=
        weight_share * models::CalcNoiseMeanShare(noise, start_h, start_h + 24.0);
  });
  constexpr int kSteps = 12;  // midpoints of two hours
  for (int step = 0; step < kSteps; ++step) {
    region.mean.daily_cycle_share += CalcDailyCycleShare(seed, start_h + 2.0 * step + 1.0) / kSteps;
  }
  for (std::size_t i = 0; i < kSlowInstants; ++i) {
    region.slow[i] = CalcSlow(seed, start_h + 6.0 * static_cast<double>(i));
  }
  return region;
}

double CalcDayAnomalyShare(const RegionDay& region, const models::ColdTail& tail,
                           const RegionOffset& offset, std::uint64_t seed, std::size_t place,
                           std::int64_t day) {
  const auto slow = CalcTailed(region.slow, tail, offset);
  double sum_share =
      CalcAt(region.mean.fast, offset, kTiltRatio) + region.mean.daily_cycle_share +
      0.5 * (CalcSimpson(slow[0], slow[1], slow[2]) + CalcSimpson(slow[2], slow[3], slow[4]));
  const double start_h = 24.0 * static_cast<double>(day);
  ForEachLocalNoise(seed, place, [&](double weight_share, const models::SmoothNoise& noise) {
    sum_share += weight_share * models::CalcNoiseMeanShare(noise, start_h, start_h + 24.0);
  });
  return sum_share;
}

double CalcTemperatureCorrelationShare(double lag_h, double winter_share) {
  double sum_share = kDailyCycleShare * std::cos(2.0 * kPi * lag_h / 24.0) *
                     models::CalcSmoothNoiseCorrelationShare(kDailyCycleSpacingH, lag_h);
  for (const NoiseComponent& part : kFast) {
    sum_share +=
        part.variance_share * models::CalcSmoothNoiseCorrelationShare(part.knot_spacing_h, lag_h);
  }
  double slow_share = 0.0;
  for (const NoiseComponent& part : kSlow) {
    slow_share += part.variance_share / kSlowShare *
                  models::CalcSmoothNoiseCorrelationShare(part.knot_spacing_h, lag_h);
  }
  return sum_share + kSlowShare * MakeColdTail(winter_share).CalcCorrelationShare(slow_share);
}

}  // namespace solvers
