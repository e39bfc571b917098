#pragma once

#include <string>

namespace data {

/// Replaces what is no UTF-8 by U+FFFD, so that messages about a text stay text. True if any.
bool ReplaceInvalidUtf8(std::string& text);

}  // namespace data
