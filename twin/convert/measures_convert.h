#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/point_faults.h"
#include "twin/capacity/remedy.h"
#include "twin/capacity/weather_spread.h"

namespace twin::convert {

/// What would make the requested MW firm, and how sure the answer is.
ostlandet::twin::v1::MeasureReport ToProto(const capacity::RemedyReport& report,
                                           const capacity::CapacityEngine& engine);

ostlandet::twin::v1::ShortCircuitAtPoint ToProto(const capacity::PointFaults::At& faults,
                                                 double requested_mw);

/// Quantiles over the years, and each year's own.
ostlandet::twin::v1::WeatherYearSpread ToProto(
    const std::vector<capacity::WeatherYearAnswer>& answers,
    const capacity::CapacityEngine& engine);

ostlandet::twin::v1::VoltageStep MakeVoltageStep(double share);

}  // namespace twin::convert
