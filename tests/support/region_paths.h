#pragma once

#include <cstdlib>
#include <string>

#include "tests/support/source_folder.h"

namespace tests {

/// Folder of the shipped region.
inline std::string RegionDirectory() { return SourceFolder() + "/data/ostlandet"; }

/// Folder of the cases with known answers; may be absent.
inline std::string ReferenceDirectory() {
  const char* given = std::getenv("OET_REFERENCE_DIR");
  return given != nullptr ? given : SourceFolder() + "/../shared/reference";
}

}  // namespace tests
