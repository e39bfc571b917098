#include "models/plants/plant_running.h"

#include <algorithm>
#include <limits>

namespace models {
namespace {

constexpr double kRoundingMw = 1e-9;
constexpr double kLongAgoH = 1e4;

}  // namespace

PlantRange CalcPlantRange(const PlantRunningParams& params, const PlantRunningState& state,
                          double available_mw, double step_h) {
  const double ramp_mw = params.ramp_mw_per_h > 0.0 ? params.ramp_mw_per_h * step_h
                                                    : std::numeric_limits<double>::infinity();
  PlantRange range;
  if (state.since_switch_h > 0.0) {
    range.min_mw = std::max(params.stable_min_mw, state.heat_mw - ramp_mw);
    range.max_mw = std::min(available_mw, state.heat_mw + ramp_mw);
    range.may_stand = state.since_switch_h >= params.up_min_h &&
                      state.heat_mw - ramp_mw <= std::max(params.stable_min_mw, ramp_mw);
  } else {
    range.min_mw = params.stable_min_mw;
    range.max_mw = std::min(available_mw, std::max(params.stable_min_mw, ramp_mw));
    range.may_run = -state.since_switch_h >= params.down_min_h;
  }
  if (available_mw < params.stable_min_mw || available_mw <= kRoundingMw) range.may_run = false;
  if (!range.may_run) return {.may_stand = true, .may_run = false};
  range.max_mw = std::max(range.max_mw, 0.0);
  range.min_mw = std::min(range.min_mw, range.max_mw);
  return range;
}

bool Starts(const PlantRunningState& state, double heat_mw) {
  return state.since_switch_h <= 0.0 && heat_mw > kRoundingMw;
}

PlantRunningState AdvancePlantRunning(const PlantRunningState& state, double heat_mw,
                                      double step_h) {
  const bool runs = heat_mw > kRoundingMw;
  const bool ran = state.since_switch_h > 0.0;
  PlantRunningState next{.heat_mw = runs ? heat_mw : 0.0};
  if (runs != ran) {
    next.since_switch_h = runs ? step_h : -step_h;
  } else {
    next.since_switch_h =
        std::clamp(state.since_switch_h + (runs ? step_h : -step_h), -kLongAgoH, kLongAgoH);
  }
  return next;
}

}  // namespace models
