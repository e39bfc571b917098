#pragma once

#include <string>

namespace twin {

/// The first letters of a text, with blanks up to `width`; a letter may be several bytes of UTF-8.
std::string Column(const std::string& text, std::size_t width);

}  // namespace twin
