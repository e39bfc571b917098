#pragma once

#include "models/electricity/process_time.h"
#include "ostlandet/twin/v1/capacity.pb.h"

namespace twin::convert {

/// How long a connection of the question's size takes on the first day of its planning year. A
/// function of the question alone, so that it may be told to everybody.
void AddProcessToday(const models::ProcessTimes& times,
                     ostlandet::twin::v1::CapacityAnswer& answer);

}  // namespace twin::convert
