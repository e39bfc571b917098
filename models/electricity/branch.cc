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

bool HasTapChanger(const BranchParams& branch) {
  return branch.tap_step_ratio != 0.0 || branch.shift_step_deg != 0.0 || !branch.tap_table.empty();
}

TapStepRow CalcTapStep(const BranchParams& branch, int step) {
  const int here = std::clamp(step, branch.tap_min_step, branch.tap_max_step);
  if (!branch.tap_table.empty()) {
    const int row =
        std::clamp(here - branch.tap_min_step, 0, static_cast<int>(branch.tap_table.size()) - 1);
    return branch.tap_table[static_cast<std::size_t>(row)];
  }
  return {.ratio = branch.tap_ratio + branch.tap_step_ratio * here,
          .shift_deg = branch.phase_shift_deg + branch.shift_step_deg * here};
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
