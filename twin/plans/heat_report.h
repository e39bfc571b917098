#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "twin/plans/plan_check.h"

namespace twin::plans {

/// Ways of heating and cooling one plan, with the rows of the tables they were reckoned with.
nlohmann::ordered_json MakeHeatJson(const Surroundings& around, const CheckedPlan& checked);
/// The same as lines for people.
std::string MakeHeatText(const Surroundings& around, const CheckedPlan& checked);

/// "08:00" of a quarter of the day.
std::string ClockText(int quarter_of_day);

}  // namespace twin::plans
