#pragma once

#include "twin/plans/drawing.h"
#include "twin/plans/plan_check.h"

namespace twin::plans {

/// The plan's areas in the map's plane, north up, coloured by what may be built, with names, a
/// scale and the way to the connection point.
Drawing DrawPlanMap(const Surroundings& around, const CheckedPlan& checked, bool is_norwegian);

/// Highest MW by year: direct heating with its spread, the ground-source pump, district heat, and
/// what may be told of the room.
Drawing DrawNeedByYear(const CheckedPlan& checked, bool is_norwegian);

/// MW at the plan's busbar in the design quarter by way of heating, P50 with P10 to P90.
Drawing DrawHeatBars(const CheckedPlan& checked, bool is_norwegian);

/// "direkte elektrisk" or "direct electric", …
std::string HeatChoiceName(solvers::HeatChoice choice, bool is_norwegian);

}  // namespace twin::plans
