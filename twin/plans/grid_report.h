#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "twin/plans/plan_check.h"

namespace twin::plans {

/// Connection point, land, room, phasing by way of heating, and announced projects of one plan.
nlohmann::ordered_json MakeGridJson(const CheckedPlan& checked);
/// The same as lines for people.
std::string MakeGridText(const CheckedPlan& checked);

}  // namespace twin::plans
