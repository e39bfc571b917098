#include "data/utf8.h"

#include <utility>

#include "absl/strings/string_view.h"

namespace data {
namespace {

// Bytes of the UTF-8 character that `text` begins with, 0 when it begins with none: Unicode 15,
// table 3-7 (no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t CalcCharacterBytes(absl::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool is_excluded = (first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) ||
                           (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90);
  return is_excluded ? 0 : size;
}

}  // namespace

bool ReplaceInvalidUtf8(std::string& text) {
  std::string valid;
  bool found = false;
  for (absl::string_view rest = text; !rest.empty();) {
    const std::size_t size = CalcCharacterBytes(rest);
    if (size == 0) {
      found = true;
      valid += "\xEF\xBF\xBD";
    } else {
      valid.append(rest.data(), size);
    }
    rest.remove_prefix(size == 0 ? 1 : size);
  }
  if (found) text = std::move(valid);
  return found;
}

}  // namespace data
