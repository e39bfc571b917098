#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/stepper.h"

namespace twin::scenario {

/// One element of one series of a frame.
struct SeriesColumn {
  std::string group;
  std::string unit;
  std::string element_id;
  std::size_t at = 0;  ///< in the frame's values
};

/// The columns that "SERIES" (all its elements) or "SERIES/ELEMENT" names, the element by id or by
/// name. **Errors** NotFound: series with the nearest names, or element; as of AssetNames::Find.
absl::StatusOr<std::vector<SeriesColumn>> FindColumns(const Stepper& stepper,
                                                      const std::string& text);

}  // namespace twin::scenario
