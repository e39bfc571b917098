#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "solvers/plan/plan_demand.h"

namespace solvers {

/// How a plan's need stands to what may be told of the grid's room.
enum class MarginClass {
  kEnough,    ///< nine in ten figures for the need are below the room
  kTight,     ///< the middle one is, the high one is not
  kShort,     ///< the middle one is not
  kNotKnown,  ///< no room is known
};
/// "enough", "tight", "short" or "not_known".
std::string_view MarginClassId(MarginClass margin);

/// The class of one need:  P90 ≤ room, else P50 ≤ room, else short.
MarginClass CalcMarginClass(const ByQuantile<double>& need_mw, std::optional<double> room_mw);

/// One year of a plan against the room at its connection point.
struct GridYear {
  int year = 0;
  ByChoice<ByQuantile<double>> need_mw{};  ///< the highest of winter and summer
  ByChoice<MarginClass> margin{};
};

/// Every year of the demand. The room is one figure for all of them: growth and projects of other
/// years are those of the planning year it was found for.
std::vector<GridYear> CalcGridPhasing(const PlanDemand& demand, std::optional<double> room_mw);

/// The first year in which the need of a choice is at least as bad as `margin` (kTight or kShort);
/// 0 when none is.
int FindFirstYear(const std::vector<GridYear>& years, HeatChoice choice, MarginClass margin);

}  // namespace solvers
