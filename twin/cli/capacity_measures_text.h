#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::cli {

/// What would make the wish firm, for people: measures by cost per MW, the smallest changes, and
/// what is not known well.
void PrintMeasures(const ostlandet::twin::v1::CapacityAnswer& answer);

/// What stands behind a verdict that is not "now".
void PrintVerdictDetail(const ostlandet::twin::v1::CapacityAnswer& answer);

/// P10, P50 and P90 over weather years.
void PrintWeatherYears(const ostlandet::twin::v1::CapacityAnswer& answer);

/// Short-circuit current and voltage step at the busbar.
void PrintPoint(const ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::cli
