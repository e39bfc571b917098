#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace twin::cli {

/// A whole file that a person named. Errors: NotFound when it cannot be read.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

/// The first line without its end; empty when there is no such file.
std::string ReadFirstLine(const std::string& path);

}  // namespace twin::cli
