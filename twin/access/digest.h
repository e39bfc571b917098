#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace twin::access {

/// SHA-256 of `text`, hexadecimal.
std::string CalcSha256Hex(absl::string_view text);

}  // namespace twin::access
