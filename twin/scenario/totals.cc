#include "twin/scenario/totals.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "models/base/units.h"

namespace twin::scenario {
namespace {

double SumOf(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum;
}

void KeepWorst(const Breach& breach, models::Quarter quarter, std::optional<WorstBreach>& worst) {
  if (worst.has_value() && worst->breach.excess_pu() >= breach.excess_pu()) return;
  worst = WorstBreach{breach, quarter};
}

}  // namespace

void NoteBreaches(const std::vector<Breach>& breaches, models::Quarter quarter, Totals& totals) {
  if (!breaches.empty()) ++totals.breached_quarters;
  for (const Breach& breach : breaches) {
    KeepWorst(breach, quarter,
              breach.kind == BreachKind::kOverload ? totals.worst_overload : totals.worst_voltage);
  }
}

void AddQuarter(const models::Region& region, const FrameLayout& layout, const Frame& frame,
                Totals& totals) {
  constexpr double kHours = models::kHoursPerQuarter;
  const std::span<const double> values(frame.values);
  const auto at = [&](Series series) { return layout.Value(series, values); };
  const auto sum = [&](Series series) { return SumOf(layout.Of(series, values)); };
  ++totals.quarters;
  if (!frame.stale.empty()) ++totals.stale_quarters;
  totals.demand_mwh += at(Series::kRegionDemand) * kHours;
  totals.heat_electricity_mwh += at(Series::kRegionHeatElectricity) * kHours;
  totals.losses_mwh += at(Series::kRegionLosses) * kHours;
  totals.generation_mwh += at(Series::kRegionGeneration) * kHours;
  totals.net_import_mwh += at(Series::kRegionNetImport) * kHours;
  totals.unserved_mwh += at(Series::kRegionUnserved) * kHours;
  totals.beyond_limits_mwh += at(Series::kRegionImportBeyondLimits) * kHours;
  totals.heat_demand_mwh += sum(Series::kHeatDemand) * kHours;
  totals.heat_unserved_mwh += sum(Series::kHeatUnserved) * kHours;
  totals.heat_cost_nok += sum(Series::kHeatCost) * kHours;
  totals.heat_emission_kg += sum(Series::kHeatEmission) * kHours;
  totals.worst_residual_mw =
      std::max(totals.worst_residual_mw, std::abs(at(Series::kRegionResidual)));
  for (const double residual_mw : layout.Of(Series::kHeatResidual, values)) {
    totals.worst_heat_residual_mw = std::max(totals.worst_heat_residual_mw, std::abs(residual_mw));
  }
  for (const double room_degc : layout.Of(Series::kHeatIndoor, values)) {
    totals.coldest_room_degc = std::min(totals.coldest_room_degc, room_degc);
  }
  const auto loading_share = layout.Of(Series::kBranchLoading, values);
  const auto after_outage_share = layout.Of(Series::kBranchOutageLoading, values);
  for (std::size_t row = 0; row < loading_share.size(); ++row) {
    if (!region.grid.branches[models::BranchIndex(row)].is_monitored) continue;
    totals.highest_loading_share = std::max(totals.highest_loading_share, loading_share[row]);
    totals.highest_outage_loading_share =
        std::max(totals.highest_outage_loading_share, after_outage_share[row]);
  }
  NoteBreaches(FindBreaches(region, layout, values), frame.quarter, totals);
}

}  // namespace twin::scenario
