#include "models/plan/heat_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"

namespace models {
namespace {

struct ItemName {
  std::string_view id;
  std::string_view unit;
};
constexpr std::array<ItemName, 8> kItems{{{"plant", "NOK/kW"},
                                          {"backup", "NOK/kW"},
                                          {"floor", "NOK/m2"},
                                          {"trench_dn100", "NOK/m"},
                                          {"trench_dn300", "NOK/m"},
                                          {"heat_energy", "NOK/MWh"},
                                          {"energy", "NOK/MWh"},
                                          {"power", "NOK/kW"}}};

}  // namespace

bool FindHeatCostItem(std::string_view id, HeatCostItem& item) {
  const auto found = std::find_if(kItems.begin(), kItems.end(),
                                  [id](const ItemName& known) { return known.id == id; });
  if (found == kItems.end()) return false;
  item = static_cast<HeatCostItem>(found - kItems.begin());
  return true;
}

std::string_view HeatCostUnit(HeatCostItem item) {
  return kItems[static_cast<std::size_t>(item)].unit;
}

double CalcHeatEmissionKgPerMwh(const EmissionMethodParams& method, HeatPlantKind kind,
                                double efficiency_ratio) {
  switch (kind) {
    case HeatPlantKind::kWasteIncineration:
      return method.waste_kg_per_mwh;
    case HeatPlantKind::kPelletBoiler:
      return method.pellet_kg_per_mwh / efficiency_ratio;
    case HeatPlantKind::kBioOilBoiler:
      return method.bio_oil_kg_per_mwh / efficiency_ratio;
    case HeatPlantKind::kChipBoiler:
      return method.chip_kg_per_mwh / efficiency_ratio;
    case HeatPlantKind::kGasBoiler:
      return method.gas_kg_per_mwh / efficiency_ratio;
    default:
      return 0.0;
  }
}

const HeatCostParams* FindHeatCost(const HeatPlanTables& tables, std::string_view choice,
                                   HeatCostItem item) {
  const auto found = std::find_if(
      tables.costs.begin(), tables.costs.end(),
      [&](const HeatCostParams& row) { return row.choice == choice && row.item == item; });
  return found == tables.costs.end() ? nullptr : &*found;
}

double CalcAnnuityRatio(double discount_share, double life_years) {
  if (life_years <= 0.0) return 1.0;
  if (discount_share <= 0.0) return 1.0 / life_years;
  return discount_share / (1.0 - std::pow(1.0 + discount_share, -life_years));
}

absl::Status Validate(const HeatPlanTables& tables) {
  FieldChecks checks;
  std::set<std::pair<std::string, HeatCostItem>> seen;
  for (const HeatCostParams& row : tables.costs) {
    const std::string name =
        absl::StrCat(row.choice, "/", std::string(kItems[static_cast<std::size_t>(row.item)].id));
    checks.NotNegative(name, row.low_in_unit);
    if (!(row.high_in_unit >= row.low_in_unit)) checks.Report(name, "its high is below its low");
    checks.NotNegative(absl::StrCat(name, ".life_years"), row.life_years);
    if (!seen.emplace(row.choice, row.item).second) checks.Report(name, "is given twice");
  }
  std::set<std::string> ids;
  for (const EmissionMethodParams& method : tables.methods) {
    if (method.id.empty() || !ids.insert(method.id).second) {
      checks.Report(absl::StrCat("method ", method.id), "has no id of its own");
    }
  }
  const HeatRuleParams& rules = tables.rules;
  checks.Within("discount_share", rules.discount_share, 0.0, 0.2);
  checks.Within("detour_ratio", rules.detour_ratio, 1.0, 3.0);
  checks.Positive("farthest_extension_km", rules.farthest_extension_km);
  checks.Positive("surplus_farthest_km", rules.surplus_farthest_km);
  checks.Share("flexible_share", rules.flexible_share);
  checks.Within("dense_high_mwh_per_m", rules.dense_high_mwh_per_m, rules.dense_low_mwh_per_m,
                100.0);
  checks.Within("relief_p90_ratio", rules.relief_p90_ratio, 0.0, rules.relief_p50_ratio);
  checks.Within("district_cooling_ratio", rules.district_cooling_ratio, 1.0, 100.0);
  return checks.ToStatus();
}

}  // namespace models
