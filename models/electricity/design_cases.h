#pragma once

namespace models {

/// MW in the region's three solved cases: the cold morning (−20 °C), the mild day (+2 °C) and the
/// summer night (+16 °C).
struct DesignCases {
  double cold_mw = 0.0;
  double mild_mw = 0.0;
  double summer_mw = 0.0;
  bool operator==(const DesignCases&) const = default;
};

/// What follows the remembered temperature alone: linear between the cases, flat outside.
double CalcByDesignCasesMw(const DesignCases& cases, double effective_degc);

}  // namespace models
