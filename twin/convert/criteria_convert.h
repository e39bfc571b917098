#pragma once

#include "models/electricity/measure.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/criteria_search.h"

namespace twin::convert {

ostlandet::twin::v1::CriteriaReport ToProto(const capacity::CriteriaReport& report,
                                            const models::MeasureRules& rules,
                                            const capacity::CapacityEngine& engine);

}  // namespace twin::convert
