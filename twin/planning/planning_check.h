#pragma once

#include <string>
#include <vector>

#include "twin/store/store_check.h"

namespace twin::planning {

/// A verdict on every sealed and unfinished planning file below `directory`/planning, by the
/// checksums the files carry. Knows no grid and no key: it reads bytes. Empty without such files.
std::vector<store::FileVerdict> CheckBases(const std::string& directory);

}  // namespace twin::planning
