#include "solvers/expected_cut.h"

namespace solvers {

ExpectedCut CalcExpectedCut(std::span<const OutageCut> cuts, const models::InterruptionCost* cost) {
  constexpr double kKwPerMw = 1000.0;
  ExpectedCut sum;
  for (const OutageCut& cut : cuts) {
    const auto& [per_year, repair_h] = cut.outage;
    sum.outages_per_year += per_year * cut.cut_share;
    sum.cut_h += per_year * repair_h * cut.cut_share;
    sum.energy_mwh += per_year * repair_h * cut.mean_mw;
    if (cost == nullptr) continue;
    sum.cost_nok +=
        per_year * models::CalcInterruptionNokPerKw(*cost, repair_h) * kKwPerMw * cut.mean_mw;
  }
  return sum;
}

}  // namespace solvers
