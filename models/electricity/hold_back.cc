#include "models/electricity/hold_back.h"

namespace models {

const HoldBackRule* FindHoldBack(const HoldBackRules& rules, double nominal_kv,
                                 std::string_view day) {
  const HoldBackRule* latest = nullptr;
  for (const HoldBackRule& rule : rules) {
    const bool holds = nominal_kv >= rule.from_kv && nominal_kv < rule.to_kv &&
                       rule.valid_from <= day && (rule.valid_to.empty() || day < rule.valid_to);
    if (holds && (latest == nullptr || latest->valid_from < rule.valid_from)) latest = &rule;
  }
  return latest;
}

bool IsHeldFor(const HoldBackRule& rule, double requested_mw, double gwh_per_year) {
  return requested_mw < rule.below_mw && (rule.below_gwh <= 0.0 || gwh_per_year < rule.below_gwh);
}

}  // namespace models
