#include "solvers/plan/heat_costs.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"

namespace solvers {
namespace {

using models::HeatCostItem;
using models::HeatCostParams;

constexpr double kNokPerMnok = 1e6;
// What pairs of pipes carry at 100 Pa/m and 50 K (facts/heat_network_params.csv).
constexpr double kDn100Mw = 1.0;
constexpr double kDn300Mw = 15.0;

void Add(CostRange& to, double low_nok, double high_nok) {
  to.low_mnok += low_nok / kNokPerMnok;
  to.high_mnok += high_nok / kNokPerMnok;
}

}  // namespace

absl::Status HeatCosts::Invest(std::string_view choice, HeatCostItem item, double amount_in_unit) {
  TWIN_ASSIGN_OR_RETURN(const HeatCostParams* row, Find(choice, item));
  AddInvestment(row->low_in_unit * amount_in_unit, row->high_in_unit * amount_in_unit,
                row->life_years);
  return absl::OkStatus();
}

absl::Status HeatCosts::Pay(std::string_view choice, HeatCostItem item, double amount_in_unit) {
  TWIN_ASSIGN_OR_RETURN(const HeatCostParams* row, Find(choice, item));
  Add(yearly_mnok_, row->low_in_unit * amount_in_unit, row->high_in_unit * amount_in_unit);
  return absl::OkStatus();
}

absl::Status HeatCosts::Trench(std::string_view choice, double length_m, double heat_mw) {
  TWIN_ASSIGN_OR_RETURN(const HeatCostParams* small, Find(choice, HeatCostItem::kTrenchDn100));
  TWIN_ASSIGN_OR_RETURN(const HeatCostParams* large, Find(choice, HeatCostItem::kTrenchDn300));
  const double share = std::clamp((heat_mw - kDn100Mw) / (kDn300Mw - kDn100Mw), 0.0, 1.0);
  AddInvestment(length_m * std::lerp(small->low_in_unit, large->low_in_unit, share),
                length_m * std::lerp(small->high_in_unit, large->high_in_unit, share),
                small->life_years);
  return absl::OkStatus();
}

absl::StatusOr<const HeatCostParams*> HeatCosts::Find(std::string_view choice,
                                                      HeatCostItem item) const {
  const HeatCostParams* row = models::FindHeatCost(tables_, choice, item);
  if (row != nullptr) return row;
  return absl::NotFoundError(absl::StrCat("no cost of '", std::string(choice), "' in ",
                                          std::string(models::HeatCostUnit(item)),
                                          " is in the table"));
}

void HeatCosts::AddInvestment(double low_nok, double high_nok, double life_years) {
  Add(investment_mnok_, low_nok, high_nok);
  const double annuity_ratio = models::CalcAnnuityRatio(tables_.rules.discount_share, life_years);
  Add(yearly_mnok_, low_nok * annuity_ratio, high_nok * annuity_ratio);
}

}  // namespace solvers
