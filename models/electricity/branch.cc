#include "models/electricity/branch.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

constexpr double kSummerDegC = 20.0;
constexpr double kMildDegC = 0.0;
constexpr double kColdDegC = -20.0;

}  // namespace

bool HasNoImpedance(const BranchParams& branch) {
  return std::hypot(branch.r_ohm, branch.x_ohm) < 1e-9;
}

double CalcRatingMva(const SeasonalRating& rating, double air_degc) {
  const double air = std::clamp(air_degc, kColdDegC, kSummerDegC);
  if (air >= kMildDegC) {
    const double share = (air - kMildDegC) / (kSummerDegC - kMildDegC);
    return rating.mild_mva + share * (rating.summer_mva - rating.mild_mva);
  }
  const double share = (air - kColdDegC) / (kMildDegC - kColdDegC);
  return rating.cold_mva + share * (rating.mild_mva - rating.cold_mva);
}

}  // namespace models
