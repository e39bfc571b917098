#pragma once

#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "ostlandet/twin/v1/heat.pb.h"

namespace twin::convert {

/// The source in the local day that contains `now`.
ostlandet::twin::v1::SurplusSource ToSurplusSource(const models::Region& region,
                                                   models::SurplusSourceIndex source,
                                                   const models::OsloCalendar& calendar,
                                                   models::Quarter now);

}  // namespace twin::convert
