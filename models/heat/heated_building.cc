#include "models/heat/heated_building.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

namespace models {
namespace {

constexpr HeatRequest kHotWater = SubstationInputs{}.hot_water;

void Collect(std::vector<errors::FieldViolation>& violations, const std::string& part,
             const absl::Status& status) {
  for (const errors::FieldViolation& violation : errors::FieldViolationsOf(status))
    violations.push_back({absl::StrCat(part, ".", violation.field), violation.description});
}

}  // namespace

HeatedBuildingParams MakeHeatedBuilding(const BuildingParams& building,
                                        const ConnectionDesign& design) {
  HeatedBuildingParams consumer{
      .building = building,
      .radiator = MakeRadiator(building.heat_max_w, design.radiator_supply_degc,
                               design.radiator_return_degc, building.set_point_degc),
      .heating_curve = {.cold_supply_degc = design.radiator_supply_degc},
      .substation = {.space = MakeHeatExchanger(
                         {.heat_w = building.heat_max_w,
                          .primary_in_degc = design.primary_supply_degc,
                          .primary_out_degc = design.radiator_return_degc + design.approach_k,
                          .secondary_in_degc = design.radiator_return_degc,
                          .secondary_out_degc = design.radiator_supply_degc})}};
  SubstationParams& substation = consumer.substation;
  substation.space_flow_max_kg_s =
      design.valve_reserve_ratio * substation.space.nominal_primary_kg_s;
  if (design.hot_water_peak_w <= 0.0) return consumer;
  substation.hot_water = MakeHeatExchanger({.heat_w = design.hot_water_peak_w,
                                            .primary_in_degc = design.hot_water_supply_degc,
                                            .primary_out_degc = design.hot_water_return_degc,
                                            .secondary_in_degc = kHotWater.cold_degc,
                                            .secondary_out_degc = kHotWater.warm_degc});
  substation.hot_water_flow_max_kg_s =
      design.valve_reserve_ratio * substation.hot_water->nominal_primary_kg_s;
  return consumer;
}

absl::Status Validate(const HeatedBuildingParams& consumer) {
  std::vector<errors::FieldViolation> violations;
  Collect(violations, "building", Validate(consumer.building));
  Collect(violations, "substation", Validate(consumer.substation));
  const auto positive = [&](const char* field, double value) {
    if (!std::isfinite(value) || value <= 0.0)
      violations.push_back({field, absl::StrCat("is ", value, ", must be above zero")});
  };
  positive("radiator.design_heat_w", consumer.radiator.design_heat_w);
  positive("radiator.design_excess_k", consumer.radiator.design_excess_k);
  positive("radiator.exponent_ratio", consumer.radiator.exponent_ratio);
  positive("least_drop_k", consumer.least_drop_k);
  return violations.empty() ? absl::OkStatus() : errors::InvalidFields(violations);
}

}  // namespace models
