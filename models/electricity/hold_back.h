#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace models {

/// What grid companies must keep for small customers at some voltages, dated. The rules say for
/// whom, not how much: what is kept is what those customers are expected to grow by in
/// `held_for_years`.
struct HoldBackRule {
  std::string id;
  double from_kv = 0.0, to_kv = 1000.0;  ///< nominal voltages it holds for, [from, to)
  double below_mw = 0.0;                 ///< customers of less are kept for …
  double below_gwh = 0.0;                ///< … who use less a year, too; 0: whatever they use
  int held_for_years = 0;
  std::string valid_from, valid_to;  ///< YYYY-MM-DD; [from, to); valid_to empty: until further
  std::string source;
  std::string confidence;
};
using HoldBackRules = std::vector<HoldBackRule>;

/// The rule for a voltage on a day (YYYY-MM-DD), the latest where several hold; null: none.
const HoldBackRule* FindHoldBack(const HoldBackRules& rules, double nominal_kv,
                                 std::string_view day);

/// Whether capacity is kept for a customer of this size.
bool IsHeldFor(const HoldBackRule& rule, double requested_mw, double gwh_per_year);

}  // namespace models
