#pragma once

#include <array>

#include "models/time/oslo_calendar.h"

namespace models {

/// Hour value over day mean by season and day type.
/// Shape [season: DJF, MAM, JJA, SON][day type: workday, Saturday, Sunday][local hour].
using HourShapes = std::array<std::array<std::array<double, 24>, 3>, 4>;

/// Hour shape at the middle of a quarter, linear between the centres of the hours of the same day.
double CalcHourShapeRatio(const HourShapes& shapes, const OsloTime& local);

}  // namespace models
