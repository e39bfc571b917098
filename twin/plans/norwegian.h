#pragma once

#include <string>

namespace twin::plans {

/// The program's own reasons in bokmål, for documents; what it does not know stays as it is.
/// Why nothing is known of an area's demand (solvers::PlanGap).
std::string GapInNorwegian(const std::string& reason);
/// Why nothing is known of the room in the grid (GridRoom).
std::string RoomWhyInNorwegian(const std::string& why);

/// A condition of a swap (Swap::conditions).
std::string SwapConditionInNorwegian(const std::string& condition);

}  // namespace twin::plans
