#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/climate/smooth_noise.h"
#include "models/climate/weather.h"

namespace solvers {

// Standard normal processes of the region's weather:
//   z(place, t) = Σ_i √s_i [ √(1 − l_i) R_i(place, t) + √l_i L_i(place, t) ],   Σ s_i = 1
// with smooth noises of knot spacing h_i; L is the place's own, and R tilts over the region:
//   R = (M + β x E + β y N) / √(1 + β² (x² + y²)),   x, y in 100 km east and north of the centre.

/// Which quantity a noise drives. Within a stream component i uses 4i (regional mean or local),
/// 4i + 1 (east) and 4i + 2 (north).
enum class NoiseStream : std::uint32_t {
  kTemperature = 0x10,
  kDailyCycle = 0x30,
  kWind = 0x40,
  kCloud = 0x60,
  kInflow = 0x80,
  kDemand = 0xA0,
  kPrice = 0xC0,
};

/// One time scale of a process.
struct NoiseComponent {
  double knot_spacing_h;
  double variance_share;
  double local_share;
};

/// A process that tilts over the region: its mean and its two slopes.
struct TiltedNoise {
  double mean_share = 0.0;
  double east_share = 0.0;
  double north_share = 0.0;
};

/// Position from the region's centre in units of 100 km.
struct RegionOffset {
  double east_ratio;
  double north_ratio;
};

RegionOffset CalcRegionOffset(const models::PlaceParams& place);

/// The process R above at a place; variance 1 when each of the three has it.
double CalcAt(const TiltedNoise& tilted, const RegionOffset& offset, double tilt_ratio);

models::SmoothNoise MakeRegionNoise(std::uint64_t seed, NoiseStream stream, std::size_t component,
                                    int axis, double knot_spacing_h);
models::SmoothNoise MakePlaceNoise(std::uint64_t seed, NoiseStream stream, std::size_t component,
                                   std::size_t place, double knot_spacing_h);

/// Regional and local part of z at one instant.
TiltedNoise CalcRegionPart(std::span<const NoiseComponent> components, std::uint64_t seed,
                           NoiseStream stream, double time_h);
double CalcLocalPart(std::span<const NoiseComponent> components, std::uint64_t seed,
                     NoiseStream stream, std::size_t place, double time_h);

}  // namespace solvers
