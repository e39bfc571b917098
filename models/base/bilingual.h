#pragma once

#include <string>

namespace models {

/// What a person reads, in both languages, written where it arises.
struct Bilingual {
  std::string english;
  std::string norwegian;  ///< bokmål; empty: as the English

  bool empty() const { return english.empty(); }
  const std::string& In(bool is_norwegian) const {
    return is_norwegian && !norwegian.empty() ? norwegian : english;
  }
};

}  // namespace models
