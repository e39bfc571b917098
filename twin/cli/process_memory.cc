#include "twin/cli/process_memory.h"

#include <fstream>
#include <string>

namespace twin::cli {

std::size_t ReadPeakMemoryBytes() {
  constexpr std::size_t kBytesPerKibibyte = 1024;
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;) {
    if (word != "VmHWM:") continue;
    std::size_t peak = 0;
    file >> peak;
    return peak * kBytesPerKibibyte;
  }
  return 0;
}

}  // namespace twin::cli
