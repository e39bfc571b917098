#pragma once

#include <cstddef>

namespace twin::cli {

/// The most memory this process has held at once, as the system counts it; 0 where it does not.
std::size_t ReadPeakMemoryBytes();

}  // namespace twin::cli
