#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "twin/plans/document.h"

namespace twin::plans {

/// Reads figures of a record by JSON pointer and writes them as people do.
class FigureReader {
 public:
  FigureReader(const nlohmann::ordered_json& record, bool is_norwegian)
      : record_(record), is_norwegian_(is_norwegian) {}

  /// The number at `pointer` times `factor`, with a decimal comma and thin groups in Norwegian; "–"
  /// where the record has null.
  std::string Number(const std::string& pointer, int decimals, double factor_ratio = 1.0);
  Cell NumberCell(const std::string& pointer, int decimals, double factor_ratio = 1.0);
  /// "low–high" of two.
  Cell RangeCell(const std::string& low, const std::string& high, int decimals,
                 double factor_ratio = 1.0);
  std::string Text(const std::string& pointer);
  bool Flag(const std::string& pointer);
  bool Has(const std::string& pointer) const;           ///< there, and not null
  std::size_t Count(const std::string& pointer) const;  ///< of an array

  /// Pointers that the record did not have, in the order they were asked for.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  const nlohmann::ordered_json* Find(const std::string& pointer);

  const nlohmann::ordered_json& record_;
  const bool is_norwegian_;
  std::vector<std::string> missing_;
};

/// A number as people write it: groups of three from five digits on.
std::string FormatNumber(double value_in_unit, int decimals, bool is_norwegian);

}  // namespace twin::plans
