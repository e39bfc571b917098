#pragma once

#include <string>
#include <utility>
#include <vector>

#include "data/epanet_document.h"

namespace data {

/// The multipliers of the section PATTERNS that hold at time 0.
class EpanetPatterns {
 public:
  /// `period` counts pattern steps from the start of the patterns; they repeat.
  EpanetPatterns(const EpanetDocument& document, double period_count);

  /// Multiplier of the pattern a word names; 1 after reporting that there is none.
  double Resolve(const EpanetLine& line, std::size_t word) const;
  /// Multiplier of a pattern; 1 when there is none.
  double Find(const std::string& id) const;

 private:
  const EpanetDocument& document_;
  EpanetIds ids_{"pattern"};
  std::vector<double> multiplier_ratio_;
};

/// The section CURVES: points in the file's units.
class EpanetCurves {
 public:
  using Points = std::vector<std::pair<double, double>>;

  explicit EpanetCurves(const EpanetDocument& document);

  /// The curve a word names; null after reporting that there is none.
  const Points* Resolve(const EpanetLine& line, std::size_t word) const;

 private:
  const EpanetDocument& document_;
  EpanetIds ids_{"curve"};
  std::vector<Points> curves_;
};

}  // namespace data
