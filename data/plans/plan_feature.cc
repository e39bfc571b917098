#include "data/plans/plan_feature.h"

#include <array>
#include <utility>

namespace data {

std::string FoldName(const std::string& name) {
  static constexpr std::pair<const char*, const char*> kLetters[] = {
      {"å", "a"}, {"Å", "a"}, {"ø", "o"}, {"Ø", "o"}, {"æ", "ae"}, {"Æ", "ae"}};
  std::string folded;
  for (std::size_t i = 0; i < name.size();) {
    bool is_letter = false;
    for (const auto& [letter, plain] : kLetters) {
      if (name.compare(i, 2, letter) != 0) continue;
      folded += plain;
      i += 2;
      is_letter = true;
      break;
    }
    if (is_letter) continue;
    const char c = name[i++];
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

bool IsPlanType(const std::string& folded_type) {
  static constexpr std::array<const char*, 7> kTypes{
      "arealplan",           "rpomrade",          "kpomrade",      "rparealformalomrade",
      "kparealformalomrade", "kparealbrukomrade", "rbformalomrade"};
  for (const char* type : kTypes) {
    if (folded_type == type) return true;
  }
  return false;
}

std::string PropertyOf(const PlanFeature& feature, const std::string& name) {
  const auto found = feature.properties.find(name);
  return found == feature.properties.end() ? "" : found->second;
}

}  // namespace data
