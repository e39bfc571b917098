#pragma once

#include <nlohmann/json.hpp>

#include "twin/plans/plan_check.h"

namespace twin::plans {

/// The full record of a check: what MakePlanJson prints, as a value. Statements read their figures
/// from it.
nlohmann::ordered_json MakePlanRecord(const PlanCheck& check);

}  // namespace twin::plans
