#pragma once

#include <string>

namespace twin::cli {

/// The processor as the system names it; "unknown" where it does not.
std::string ReadMachineName();

}  // namespace twin::cli
