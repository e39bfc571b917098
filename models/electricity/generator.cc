#include "models/electricity/generator.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

constexpr double kMoveAtSteps = 0.75;

}  // namespace

int CalcShuntSteps(const ShuntParams& bank, double demand_mvar, int steps_before) {
  if (bank.is_continuous || bank.step_mvar <= 0.0) return 0;
  const double wanted_steps = (demand_mvar - bank.draw_target_mvar) / bank.step_mvar;
  const double limited_steps = std::clamp(wanted_steps, 0.0, static_cast<double>(bank.max_steps));
  if (std::abs(limited_steps - steps_before) <= kMoveAtSteps) return steps_before;
  return static_cast<int>(std::lround(limited_steps));
}

}  // namespace models
