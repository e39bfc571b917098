#pragma once

#include <cstdlib>
#include <string>

namespace tests {

/// Folder of the shipped region.
inline std::string RegionDirectory() { return TWIN_SOURCE_DIR "/data/ostlandet"; }

/// Folder of the cases with known answers; may be absent.
inline std::string ReferenceDirectory() {
  const char* given = std::getenv("OET_REFERENCE_DIR");
  return given != nullptr ? given : TWIN_SOURCE_DIR "/../shared/reference";
}

}  // namespace tests
