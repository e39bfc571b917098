#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "data/diagnostics.h"

namespace data {

/// No file that is read as a text may be larger.
inline constexpr std::uintmax_t kMaxTextFileBytes = 64u << 20;

/// The bytes of a file; nullopt after reporting that it is not there or larger than 64 MiB.
std::optional<std::string> ReadTextFile(const std::string& path, const std::string& shown_name,
                                        Diagnostics& diagnostics);

}  // namespace data
