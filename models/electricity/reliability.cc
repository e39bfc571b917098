#include "models/electricity/reliability.h"

#include <algorithm>

namespace models {

ExpectedOutage CalcExpectedOutage(const ReliabilityTables& tables, const BranchParams& branch,
                                  double nominal_kv) {
  constexpr double kKmPerRate = 100.0;
  for (const OutageRate& rate : tables.rates) {
    const bool fits =
        rate.branch_kind == branch.kind && nominal_kv >= rate.from_kv && nominal_kv < rate.to_kv;
    if (!fits) continue;
    const double ratio = rate.is_per_100_km ? branch.length_km / kKmPerRate : 1.0;
    return {ratio * rate.per_year, rate.repair_h};
  }
  return {};
}

double CalcInterruptionNokPerKw(const InterruptionCost& cost, double duration_h) {
  if (cost.pieces.empty()) return 0.0;
  const auto fits = [&](const InterruptionPiece& piece) { return duration_h <= piece.up_to_h; };
  auto piece = std::find_if(cost.pieces.begin(), cost.pieces.end(), fits);
  if (piece == cost.pieces.end()) piece = std::prev(cost.pieces.end());
  return piece->fixed_nok_per_kw + piece->hourly_nok_per_kwh * duration_h;
}

const InterruptionCost* FindInterruptionCost(const ReliabilityTables& tables,
                                             std::string_view profile) {
  const InterruptionCost* of_others = nullptr;
  for (const InterruptionCost& cost : tables.costs) {
    for (const std::string& one : cost.profiles) {
      if (one == profile) return &cost;
      if (one == "*") of_others = &cost;
    }
  }
  return of_others;
}

}  // namespace models
