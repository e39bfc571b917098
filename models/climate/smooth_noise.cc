#include "models/climate/smooth_noise.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/base/philox.h"
#include "models/base/units.h"
#include "models/climate/member_seed.h"

namespace models {
namespace {

// Shifts the knots of every process against the others, so that no instant is a knot of all.
constexpr double kGoldenShare = 0.6180339887498949;

double CalcPhaseShare(const SmoothNoise& noise) {
  const double phase = kGoldenShare * noise.stream + kGoldenShare * kGoldenShare * noise.place;
  return phase - std::floor(phase);
}

// Of a member's record, knots that values up to its beginning depend on are those of its base:
//   n_k = n_k(base)  for k ≤ ⌊last / h⌋ + 1,  else n_k(member)
// so that a process with long h stays near what is known for longer.
std::uint64_t SeedOfKnot(const SmoothNoise& noise, std::int64_t knot) {
  const std::optional<MemberSeed> member = UnpackMemberSeed(noise.seed);
  if (!member.has_value()) return noise.seed;
  const double last_h = static_cast<double>(member->last.index()) * kHoursPerQuarter;
  const double last = std::floor(last_h / noise.knot_spacing_h + CalcPhaseShare(noise));
  return knot <= static_cast<std::int64_t>(last) + 1 ? member->base : noise.seed;
}

double CalcKnotShare(const SmoothNoise& noise, std::int64_t knot) {
  return CalcNormalShare({.seed = SeedOfKnot(noise, knot),
                          .stream = noise.stream,
                          .place = noise.place,
                          .step = knot});
}

// Adds ∫ x dt over the part of one knot interval that lies in [from, to], all in units of h.
double IntegrateInterval(double start, double left_share, double right_share, double from,
                         double to) {
  const double f0 = std::max(from - start, 0.0);
  const double f1 = std::min(to - start, 1.0);
  if (f1 <= f0) return 0.0;
  const double a = 0.5 * kPi * f0;
  const double b = 0.5 * kPi * f1;
  return (left_share * (std::sin(b) - std::sin(a)) + right_share * (std::cos(a) - std::cos(b))) *
         (2.0 / kPi);
}

}  // namespace

double CalcSmoothNoiseShare(const SmoothNoise& noise, double time_h) {
  const double position = time_h / noise.knot_spacing_h + CalcPhaseShare(noise);
  const double start = std::floor(position);
  const auto knot = static_cast<std::int64_t>(start);
  const double angle_rad = 0.5 * kPi * (position - start);
  return std::cos(angle_rad) * CalcKnotShare(noise, knot) +
         std::sin(angle_rad) * CalcKnotShare(noise, knot + 1);
}

NoiseMemory CalcNoiseMemory(const SmoothNoise& noise, double time_h) {
  const double now = time_h / noise.knot_spacing_h + CalcPhaseShare(noise);
  const double day = 24.0 / noise.knot_spacing_h;
  double start = std::floor(now);
  auto knot = static_cast<std::int64_t>(start);
  double left_share = CalcKnotShare(noise, knot);
  double right_share = CalcKnotShare(noise, knot + 1);

  NoiseMemory memory;
  const double angle_rad = 0.5 * kPi * (now - start);
  memory.now_share = std::cos(angle_rad) * left_share + std::sin(angle_rad) * right_share;
  for (;;) {
    memory.last_day_share += IntegrateInterval(start, left_share, right_share, now - day, now);
    memory.day_before_share +=
        IntegrateInterval(start, left_share, right_share, now - 2.0 * day, now - day);
    if (start <= now - 2.0 * day) break;
    start -= 1.0;
    right_share = left_share;
    left_share = CalcKnotShare(noise, --knot);
  }
  memory.last_day_share /= day;
  memory.day_before_share /= day;
  return memory;
}

double CalcNoiseMeanShare(const SmoothNoise& noise, double from_h, double to_h) {
  const double phase = CalcPhaseShare(noise);
  const double from = from_h / noise.knot_spacing_h + phase;
  const double to = to_h / noise.knot_spacing_h + phase;
  double start = std::floor(from);
  auto knot = static_cast<std::int64_t>(start);
  double left_share = CalcKnotShare(noise, knot);
  double sum = 0.0;
  for (; start < to; start += 1.0) {
    const double right_share = CalcKnotShare(noise, ++knot);
    sum += IntegrateInterval(start, left_share, right_share, from, to);
    left_share = right_share;
  }
  return sum / (to - from);
}

double CalcSmoothNoiseCorrelationShare(double knot_spacing_h, double lag_h) {
  const double u = std::abs(lag_h) / knot_spacing_h;
  if (u >= 2.0) return 0.0;
  return (1.0 - 0.5 * u) * std::cos(0.5 * kPi * u) + std::sin(0.5 * kPi * u) / kPi;
}

}  // namespace models
