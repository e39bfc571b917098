#include "twin/text_columns.h"

#include <algorithm>

namespace twin {

std::string Column(const std::string& text, std::size_t width) {
  std::string column;
  std::size_t letters = 0;
  for (const char byte : text) {
    const bool begins_letter = (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
    if (begins_letter && ++letters > width) break;
    column += byte;
  }
  return column + std::string(width - std::min(letters, width), ' ');
}

}  // namespace twin
