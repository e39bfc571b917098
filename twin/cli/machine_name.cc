#include "twin/cli/machine_name.h"

#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"

namespace twin::cli {

std::string ReadMachineName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!absl::StartsWith(line, "model name")) continue;
    const std::string name(absl::StripAsciiWhitespace(line.substr(line.find(':') + 1)));
    return absl::StrReplaceAll(name, {{"\\", ""}, {"\"", ""}});
  }
  return "unknown";
}

}  // namespace twin::cli
