#include "twin/plans/figure_reader.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace twin::plans {

using Json = nlohmann::ordered_json;

std::string FormatNumber(double value_in_unit, int decimals, bool is_norwegian) {
  std::string digits = absl::StrFormat("%.*f", decimals, std::abs(value_in_unit));
  const std::size_t point = digits.find('.');
  std::string whole = digits.substr(0, point);
  const std::string part = point == std::string::npos ? "" : digits.substr(point + 1);
  const bool is_zero = digits.find_first_not_of("0.") == std::string::npos;
  if (whole.size() > 4) {
    for (std::size_t at = whole.size() - 3; at < whole.size(); at -= 3) {
      whole.insert(at, is_norwegian ? " " : ",");
      if (at < 3) break;
    }
    if (whole.front() == ' ' || whole.front() == ',') whole.erase(0, 1);
  }
  return absl::StrCat(value_in_unit < 0.0 && !is_zero ? "−" : "", whole,
                      part.empty() ? "" : (is_norwegian ? "," : "."), part);
}

const Json* FigureReader::Find(const std::string& pointer) {
  const Json::json_pointer at(pointer);
  if (!record_.contains(at)) {
    missing_.push_back(pointer);
    return nullptr;
  }
  return &record_.at(at);
}

std::string FigureReader::Number(const std::string& pointer, int decimals, double factor_ratio) {
  const Json* value = Find(pointer);
  if (value == nullptr || !value->is_number()) return "–";
  return FormatNumber(factor_ratio * value->get<double>(), decimals, is_norwegian_);
}

Cell FigureReader::NumberCell(const std::string& pointer, int decimals, double factor_ratio) {
  return {Number(pointer, decimals, factor_ratio), pointer};
}

Cell FigureReader::RangeCell(const std::string& low, const std::string& high, int decimals,
                             double factor_ratio) {
  return {
      absl::StrCat(Number(low, decimals, factor_ratio), "–", Number(high, decimals, factor_ratio)),
      absl::StrCat(low, " ", high)};
}

std::string FigureReader::Text(const std::string& pointer) {
  const Json* value = Find(pointer);
  if (value == nullptr) return "";
  return value->is_string() ? value->get<std::string>() : value->dump();
}

bool FigureReader::Flag(const std::string& pointer) {
  const Json* value = Find(pointer);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

bool FigureReader::Has(const std::string& pointer) const {
  const Json::json_pointer at(pointer);
  return record_.contains(at) && !record_.at(at).is_null();
}

std::size_t FigureReader::Count(const std::string& pointer) const {
  const Json::json_pointer at(pointer);
  return record_.contains(at) && record_.at(at).is_array() ? record_.at(at).size() : 0;
}

}  // namespace twin::plans
