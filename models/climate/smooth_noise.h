#pragma once

#include <cstdint>

namespace models {

/// A continuous Gaussian process of mean 0 and variance 1 at every instant, made from independent
/// unit-normal knots n_k spaced h apart:
///   x(t) = cos(πf/2) n_k + sin(πf/2) n_{k+1},   t/h = k + f,   0 ≤ f < 1
/// cos² + sin² = 1 keeps the variance constant; values more than 2h apart are independent. Any
/// instant is computed alone from two knots, so time may be visited in any order on any thread.
struct SmoothNoise {
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;  ///< which quantity
  std::uint32_t place = 0;   ///< row of the place or load table; kRegionWide for common parts
  double knot_spacing_h = 1.0;
};

inline constexpr std::uint32_t kRegionWide = 0xFFFFFFFFu;

double CalcSmoothNoiseShare(const SmoothNoise& noise, double time_h);

/// The process now and its exact means over the last 24 hours and the 24 hours before those.
struct NoiseMemory {
  double now_share = 0.0;
  double last_day_share = 0.0;
  double day_before_share = 0.0;
};
NoiseMemory CalcNoiseMemory(const SmoothNoise& noise, double time_h);

/// Exact mean of the process over [from, to].
double CalcNoiseMeanShare(const SmoothNoise& noise, double from_h, double to_h);

/// Autocorrelation at a lag, averaged over the phase between knots, with u = lag / h:
///   ρ(u) = (1 − u/2) cos(πu/2) + sin(πu/2)/π   for u ≤ 2, else 0
double CalcSmoothNoiseCorrelationShare(double knot_spacing_h, double lag_h);

}  // namespace models
