#pragma once

#include <cstdint>
#include <string>

#include "ostlandet/twin/v1/capacity_limit.pb.h"

namespace twin::cli {

/// Weekday, date and time of day by Oslo's clock.
std::string LocalTime(std::int64_t unix_s);

/// One limit for people: what, under which outage, when.
std::string LimitWords(const ostlandet::twin::v1::CapacityLimit& limit);

}  // namespace twin::cli
