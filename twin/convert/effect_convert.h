#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/effect_search.h"

namespace twin::convert {

ostlandet::twin::v1::EffectReport ToProto(const capacity::EffectReport& report,
                                          const capacity::CapacityEngine& engine);

}  // namespace twin::convert
