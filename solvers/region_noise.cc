#include "solvers/region_noise.h"

#include <cmath>

#include "models/base/units.h"

namespace solvers {
namespace {

constexpr double kCentreLatDeg = 60.3;
constexpr double kCentreLonDeg = 10.5;
constexpr double kKmPerDeg = 111.2;

}  // namespace

RegionOffset CalcRegionOffset(const models::PlaceParams& place) {
  static const double kEastKmPerDeg = kKmPerDeg * std::cos(kCentreLatDeg * models::kRadPerDeg);
  return {(place.lon_deg - kCentreLonDeg) * kEastKmPerDeg / 100.0,
          (place.lat_deg - kCentreLatDeg) * kKmPerDeg / 100.0};
}

double CalcAt(const TiltedNoise& tilted, const RegionOffset& offset, double tilt_ratio) {
  const double x = tilt_ratio * offset.east_ratio;
  const double y = tilt_ratio * offset.north_ratio;
  return (tilted.mean_share + x * tilted.east_share + y * tilted.north_share) /
         std::sqrt(1.0 + x * x + y * y);
}

models::SmoothNoise MakeRegionNoise(std::uint64_t seed, NoiseStream stream, std::size_t component,
                                    int axis, double knot_spacing_h) {
  return {.seed = seed,
          .stream = static_cast<std::uint32_t>(stream) + static_cast<std::uint32_t>(4 * component) +
                    static_cast<std::uint32_t>(axis),
          .place = models::kRegionWide,
          .knot_spacing_h = knot_spacing_h};
}

models::SmoothNoise MakePlaceNoise(std::uint64_t seed, NoiseStream stream, std::size_t component,
                                   std::size_t place, double knot_spacing_h) {
  return {.seed = seed,
          .stream = static_cast<std::uint32_t>(stream) + static_cast<std::uint32_t>(4 * component),
          .place = static_cast<std::uint32_t>(place),
          .knot_spacing_h = knot_spacing_h};
}

TiltedNoise CalcRegionPart(std::span<const NoiseComponent> components, std::uint64_t seed,
                           NoiseStream stream, double time_h) {
  TiltedNoise sum;
  for (std::size_t i = 0; i < components.size(); ++i) {
    const NoiseComponent& part = components[i];
    const double weight_share = std::sqrt(part.variance_share * (1.0 - part.local_share));
    if (weight_share == 0.0) continue;
    const auto calc = [&](int axis) {
      return weight_share *
             models::CalcSmoothNoiseShare(
                 MakeRegionNoise(seed, stream, i, axis, part.knot_spacing_h), time_h);
    };
    sum.mean_share += calc(0);
    sum.east_share += calc(1);
    sum.north_share += calc(2);
  }
  return sum;
}

double CalcLocalPart(std::span<const NoiseComponent> components, std::uint64_t seed,
                     NoiseStream stream, std::size_t place, double time_h) {
  double sum_share = 0.0;
  for (std::size_t i = 0; i < components.size(); ++i) {
    const NoiseComponent& part = components[i];
    if (part.local_share == 0.0) continue;
    sum_share += std::sqrt(part.variance_share * part.local_share) *
                 models::CalcSmoothNoiseShare(
                     MakePlaceNoise(seed, stream, i, place, part.knot_spacing_h), time_h);
  }
  return sum_share;
}

}  // namespace solvers
