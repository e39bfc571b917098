#pragma once

#include <string>

namespace tests {

/// Folder of this checkout. The one object that knows it is made by CMake, so that every other
/// object is the same in every checkout and a compiler cache can share it.
std::string SourceFolder();

}  // namespace tests
