#include "models/heat/substation.h"

#include <string>

#include "models/base/field_checks.h"

namespace models {
namespace {

void CheckExchanger(FieldChecks& checks, const std::string& field,
                    const HeatExchangerParams& exchanger) {
  checks.Positive(field + ".transfer_w_per_k", exchanger.transfer_w_per_k);
  checks.Positive(field + ".nominal_primary_kg_s", exchanger.nominal_primary_kg_s);
  checks.Positive(field + ".nominal_secondary_kg_s", exchanger.nominal_secondary_kg_s);
  checks.Share(field + ".primary_resistance_share", exchanger.primary_resistance_share);
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
  FieldChecks checks;
  CheckExchanger(checks, "space", substation.space);
  checks.Positive("space_flow_max_kg_s", substation.space_flow_max_kg_s);
  if (substation.hot_water) {
    CheckExchanger(checks, "hot_water", *substation.hot_water);
    checks.Positive("hot_water_flow_max_kg_s", substation.hot_water_flow_max_kg_s);
  }
  if (substation.preheater) {
    CheckExchanger(checks, "preheater", *substation.preheater);
    if (!substation.hot_water) checks.Report("hot_water", "is missing behind a preheater");
  }
  return checks.ToStatus();
}

}  // namespace models
