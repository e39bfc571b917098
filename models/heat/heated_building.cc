#include "models/heat/heated_building.h"

#include <string>

#include "models/base/field_checks.h"

namespace models {
namespace {

constexpr HeatRequest kHotWater = SubstationInputs{}.hot_water;

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
  FieldChecks checks;
  checks.Collect("building", Validate(consumer.building));
  checks.Collect("substation", Validate(consumer.substation));
  checks.Positive("radiator.design_heat_w", consumer.radiator.design_heat_w);
  checks.Positive("radiator.design_excess_k", consumer.radiator.design_excess_k);
  checks.Positive("radiator.exponent_ratio", consumer.radiator.exponent_ratio);
  checks.Positive("least_drop_k", consumer.least_drop_k);
  return checks.ToStatus();
}

}  // namespace models
