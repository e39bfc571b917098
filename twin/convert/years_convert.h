#pragma once

#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/year_search.h"

namespace twin::convert {

/// MW wanted in each of the question's years: of the latest phase that has come, else all of it.
std::vector<capacity::YearMw> YearsAsked(const ostlandet::twin::v1::CapacityQuestion& question);

ostlandet::twin::v1::YearReport ToProto(const capacity::YearReport& report, models::Pace pace,
                                        const capacity::CapacityEngine& engine);

}  // namespace twin::convert
