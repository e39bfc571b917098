#pragma once

#include <vector>

#include "data/plans/coordinate_system.h"

namespace data {

/// Points of the circular arc from `from` over `over` to `to`, both ends among them, so close that
/// no chord leaves the arc by more than a centimetre. Three points in a line, or that coincide,
/// give themselves. In the file's own plane: for metres only.
std::vector<RawPoint> MakeArcPoints(const RawPoint& from, const RawPoint& over, const RawPoint& to);

}  // namespace data
