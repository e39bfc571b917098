#pragma once

#include "models/region.h"
#include "ostlandet/twin/v1/heat.pb.h"
#include "twin/heat/cooling_day.h"

namespace twin::convert {

/// What is checked stands with heat::CalcCoolingDay.
heat::CoolingQuestion FromProto(const ostlandet::twin::v1::AnswerCoolingRequest& request);

ostlandet::twin::v1::AnswerCoolingResponse ToCoolingAnswer(const models::Region& region,
                                                           models::HeatSystemIndex system,
                                                           const heat::CoolingDay& day);

}  // namespace twin::convert
