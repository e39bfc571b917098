#pragma once

#include "models/heat/heat_system.h"
#include "models/plants/heat_plant.h"
#include "ostlandet/twin/v1/heat.pb.h"
#include "twin/convert/frame_convert.h"

namespace twin::convert {

/// Stores below this part of their capacity, and fuel that ends sooner, are told as alarms.
inline constexpr double kStoreReserveShare = 0.1;
inline constexpr double kFuelReserveH = 48.0;

ostlandet::twin::v1::HeatSource ToHeatSource(models::HeatPlantKind kind);

ostlandet::twin::v1::HeatFrame ToHeatFrame(const FrameContext& context, const Frame& frame,
                                           models::HeatSystemIndex system);

/// Plants by rising cost, equal ones in table order, with what they make together. Neither time nor
/// notices.
ostlandet::twin::v1::GetHeatDispatchResponse ToHeatDispatch(const FrameContext& context,
                                                            const Frame& frame,
                                                            models::HeatSystemIndex system);

}  // namespace twin::convert
