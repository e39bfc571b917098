#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace models {

/// Up to `max_count` candidates that are nearest to `text` by edit distance without regard to case;
/// prefixes count as near. Equal candidates are named once.
std::vector<std::string> FindNearestNames(absl::string_view text,
                                          const std::vector<std::string>& candidates,
                                          std::size_t max_count);

}  // namespace models
