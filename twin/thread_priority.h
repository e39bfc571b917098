#pragma once

namespace twin {

/// Of what somebody waits for, behind the living twin; and of what nobody waits for.
inline constexpr int kBackgroundNiceness = 10;
inline constexpr int kLowestPriorityNiceness = 19;

/// This thread, and those it starts from here on, give way to work of usual priority: the living
/// twin goes first. Refused or not: without it they only are less polite.
void LowerThreadPriority(int niceness = kBackgroundNiceness);

}  // namespace twin
