#include "models/electricity/measure.h"

#include <algorithm>

namespace models {
namespace {

constexpr std::array<std::string_view, kMeasureKindCount> kIds{
    "dynamic_rating", "reconductor",     "parallel_circuit", "switching",       "capacitor_bank",
    "battery",        "demand_response", "smart_charging",   "heat_conversion", "retrofit",
    "grid_project",   "boiler_cut",      "surplus_heat"};

double AmountOf(MeasureUnit unit, const MeasureAmount& amount) {
  switch (unit) {
    case MeasureUnit::kEach:
      return amount.count;
    case MeasureUnit::kPerKm:
      return amount.km;
    case MeasureUnit::kPerMva:
      return amount.mva;
    case MeasureUnit::kPerMw:
      return amount.mw;
    case MeasureUnit::kPerMwh:
      return amount.mwh;
    case MeasureUnit::kPerMvar:
      return amount.mvar;
  }
  return 0.0;
}

}  // namespace

std::string_view MeasureId(MeasureKind kind) { return kIds[static_cast<std::size_t>(kind)]; }

bool FindMeasure(std::string_view id, MeasureKind& kind) {
  const auto found = std::find(kIds.begin(), kIds.end(), id);
  if (found == kIds.end()) return false;
  kind = static_cast<MeasureKind>(found - kIds.begin());
  return true;
}

MeasureCost CalcMeasureCost(const MeasureCatalogue& catalogue, MeasureKind kind, double nominal_kv,
                            BranchKind branch_kind, const MeasureAmount& amount) {
  MeasureCost cost;
  for (const MeasurePrice& price : catalogue.prices) {
    const bool fits = price.kind == kind && price.from_kv <= nominal_kv &&
                      nominal_kv <= price.to_kv &&
                      (price.is_for_any_branch || price.branch_kind == branch_kind);
    if (!fits) continue;
    const double count = AmountOf(price.unit, amount);
    cost.range.low_mnok += count * price.cost.low_mnok;
    cost.range.high_mnok += count * price.cost.high_mnok;
    cost.lead.low_years = std::max(cost.lead.low_years, price.lead.low_years);
    cost.lead.high_years = std::max(cost.lead.high_years, price.lead.high_years);
    cost.price_year = std::max(cost.price_year, price.price_year);
    cost.is_known = true;
  }
  return cost;
}

MeasureCost Add(const MeasureCost& a, const MeasureCost& b) {
  return {{a.range.low_mnok + b.range.low_mnok, a.range.high_mnok + b.range.high_mnok},
          {std::max(a.lead.low_years, b.lead.low_years),
           std::max(a.lead.high_years, b.lead.high_years)},
          std::max(a.price_year, b.price_year),
          a.is_known && b.is_known};
}

}  // namespace models
