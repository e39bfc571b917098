#pragma once

namespace twin {

/// This thread, and those it starts from here on, give way to work of usual priority: the living
/// twin goes first. Refused or not: without it they only are less polite.
void LowerThreadPriority();

}  // namespace twin
