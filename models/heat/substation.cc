#include "models/heat/substation.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

namespace models {
namespace {

void CheckPositive(std::vector<errors::FieldViolation>& violations, const std::string& field,
                   double value) {
  if (std::isfinite(value) && value > 0.0) return;
  violations.push_back({field, absl::StrCat("is ", value, ", must be above zero")});
}

void CheckExchanger(std::vector<errors::FieldViolation>& violations, const std::string& field,
                    const HeatExchangerParams& exchanger) {
  CheckPositive(violations, field + ".transfer_w_per_k", exchanger.transfer_w_per_k);
  CheckPositive(violations, field + ".nominal_primary_kg_s", exchanger.nominal_primary_kg_s);
  CheckPositive(violations, field + ".nominal_secondary_kg_s", exchanger.nominal_secondary_kg_s);
  const double share = exchanger.primary_resistance_share;
  if (share >= 0.0 && share <= 1.0) return;
  violations.push_back(
      {field + ".primary_resistance_share", absl::StrCat("is ", share, ", must be 0 to 1")});
}

}  // namespace

SubstationResult CalcMixedCircuits(const ValveResult& space, const ValveResult& hot_water) {
  SubstationResult result{.space = space,
                          .hot_water = hot_water,
                          .flow_kg_s = space.flow_kg_s + hot_water.flow_kg_s,
                          .return_degc = space.return_degc,
                          .heat_w = space.heat_w + hot_water.heat_w,
                          .missing_w = space.missing_w + hot_water.missing_w,
                          .flow_kg_s_per_k = space.flow_kg_s_per_k + hot_water.flow_kg_s_per_k};
  if (result.flow_kg_s <= 0.0) return result;
  result.return_degc =
      (space.flow_kg_s * space.return_degc + hot_water.flow_kg_s * hot_water.return_degc) /
      result.flow_kg_s;
  result.return_per_arriving_ratio =
      (space.flow_kg_s * space.return_per_arriving_ratio +
       hot_water.flow_kg_s * hot_water.return_per_arriving_ratio +
       space.flow_kg_s_per_k * (space.return_degc - result.return_degc) +
       hot_water.flow_kg_s_per_k * (hot_water.return_degc - result.return_degc)) /
      result.flow_kg_s;
  return result;
}

absl::Status Validate(const SubstationParams& substation) {
  std::vector<errors::FieldViolation> violations;
  CheckExchanger(violations, "space", substation.space);
  CheckPositive(violations, "space_flow_max_kg_s", substation.space_flow_max_kg_s);
  if (substation.hot_water) {
    CheckExchanger(violations, "hot_water", *substation.hot_water);
    CheckPositive(violations, "hot_water_flow_max_kg_s", substation.hot_water_flow_max_kg_s);
  }
  if (substation.preheater) {
    CheckExchanger(violations, "preheater", *substation.preheater);
    if (!substation.hot_water) violations.push_back({"hot_water", "is missing behind a preheater"});
  }
  return violations.empty() ? absl::OkStatus() : errors::InvalidFields(violations);
}

}  // namespace models
