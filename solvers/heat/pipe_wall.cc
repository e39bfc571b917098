#include "solvers/heat/pipe_wall.h"

#include <algorithm>
#include <cmath>

namespace solvers::heat {
namespace {

// Below this the closed forms lose digits to cancellation and series take over.
constexpr double kSmallRatio = 0.02;
// Below this the wall takes no part in how the water leaves, and its slant is rounding.
constexpr double kNoExchangeRatio = 1e-6;
// Where wall and water differ by more than kBentK, pieces are cut so that a line may stand for the
// exponential: over this ratio it misses less than a tenth of the difference.
constexpr double kBentK = 0.5;
constexpr double kLongestRatio = 0.8;

/// ∫₀¹ e^(−k s) ds
double CalcMeanDecay(double k) {
  if (k < kSmallRatio)
    return 1.0 - k / 2.0 + k * k / 6.0 - k * k * k / 24.0 + k * k * k * k / 120.0;
  return -std::expm1(-k) / k;
}

/// ∫₀¹ (2 s − 1) e^(−k s) ds, from −k/6 to −1/k
double CalcTiltOfDecay(double k) {
  if (k < kSmallRatio) return k * (-1.0 / 6.0 + k * (1.0 / 12.0 + k * (-1.0 / 40.0 + k / 180.0)));
  const double decay = std::exp(-k);
  return 2.0 * (1.0 - decay * (1.0 + k)) / (k * k) - (1.0 - decay) / k;
}

/// One piece; see the head of PassWall for the equations.
LinearPiece PassPiece(double k, LinearPiece piece, double& wall_degc) {
  if (!(k > 0.0)) return piece;
  const double a = piece.mean_k, b = piece.slant_k, start_degc = wall_degc;
  const double tilt = CalcTiltOfDecay(k);
  const double rise_k = (a - start_degc) * CalcMeanDecay(k) - b * tilt;
  wall_degc += k * rise_k;
  piece.mean_k = a - rise_k;
  const double lowest_degc = std::min(start_degc, a - std::abs(b));
  const double highest_degc = std::max(start_degc, a + std::abs(b));
  const double room_k =
      std::max(0.0, std::min(highest_degc - piece.mean_k, piece.mean_k - lowest_degc));
  const double slant_k =
      k < kNoExchangeRatio ? 0.0 : b * (1.0 + 6.0 * tilt / k) + 3.0 * tilt * (start_degc - a + b);
  piece.slant_k = std::clamp(slant_k, -room_k, room_k);
  return piece;
}

}  // namespace

// Over one piece, s from 0 to 1: T_in = a + b (2 s − 1), dT_w/ds = k (T_in − T_w). With
// φ = ∫ e^(−k s) and I = ∫ (2 s − 1) e^(−k s): T_w(1) = T_w(0) + k [(a − T_w(0)) φ − b I], and
// T_w(s) = a + b (2 s − 1) − 2 b/k + q e^(−k s) with q = T_w(0) − a + b + 2 b/k.
void PassWall(double exchange_ratio, PieceList& stream, double& wall_degc) {
  PieceList behind;
  for (std::size_t row = 0; row < stream.size(); ++row) {
    LinearPiece rest = stream[row];
    while (rest.extent_share > 0.0) {
      const double all_ratio = exchange_ratio * rest.extent_share;
      const bool is_bent =
          all_ratio > kLongestRatio && std::abs(wall_degc - rest.mean_k + rest.slant_k) > kBentK;
      LinearPiece piece = rest;
      if (is_bent) {
        piece = CutBeginning(rest, kLongestRatio / all_ratio);
      } else {
        rest.extent_share = 0.0;
      }
      behind.Add(PassPiece(exchange_ratio * piece.extent_share, piece, wall_degc));
    }
  }
  stream = behind;
}

}  // namespace solvers::heat
