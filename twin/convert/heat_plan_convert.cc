#include "twin/convert/heat_plan_convert.h"

#include <map>

#include "twin/convert/heat_frame_convert.h"
#include "twin/convert/time_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::int64_t kQuartersPerHour = 4;

void AddSources(const models::HeatSystemParams& system, const solvers::PlannedHeatHour& hour,
                pb::PlannedHeatHour& sent) {
  std::map<pb::HeatSource, pb::HeatBySource> by_source;
  for (std::size_t p = 0; p < hour.plant_heat_mw.size(); ++p) {
    const pb::HeatSource source = p < system.plants.size() ? ToHeatSource(system.plants[p].kind)
                                                           : pb::HEAT_SOURCE_SURPLUS_HEAT;
    pb::HeatBySource& sum = by_source[source];
    sum.set_heat_mw(sum.heat_mw() + hour.plant_heat_mw[p]);
    sum.set_electricity_mw(sum.electricity_mw() + hour.plant_electricity_mw[p]);
    if (p >= system.plants.size()) continue;
    pb::PlannedPlant& plant = *sent.add_plants();
    plant.set_id(system.plants[p].id);
    plant.set_heat_mw(hour.plant_heat_mw[p]);
    plant.set_electricity_mw(hour.plant_electricity_mw[p]);
    plant.set_is_planned(hour.plant_runs[p] != 0);
  }
  for (auto& [source, sum] : by_source) {
    sum.set_source(source);
    *sent.add_sources() = sum;
  }
}

}  // namespace

pb::PlanAheadResponse ToPlanAhead(const models::HeatSystemParams& system, models::Quarter first,
                                  const solvers::HeatPlanAhead& plan) {
  pb::PlanAheadResponse response;
  response.set_heat_system_id(system.id);
  response.set_gap_share(plan.gap_share);
  response.set_is_proven(plan.is_proven);
  response.set_cost_nok(plan.cost_nok);
  response.set_cheapest_first_nok(plan.cheapest_first_nok);
  response.set_end_value_nok_per_mwh(plan.end_value_nok_per_mwh);
  models::Quarter quarter = first;
  for (const solvers::PlannedHeatHour& hour : plan.hours) {
    pb::PlannedHeatHour& sent = *response.add_hours();
    *sent.mutable_time() = ToTimestamp(quarter);
    sent.set_outdoor_degc(hour.outdoor_degc);
    sent.set_spot_nok_per_mwh(hour.price_nok_per_mwh);
    sent.set_forecast_mw(hour.forecast_mw);
    sent.set_load_mw(hour.load_mw);
    AddSources(system, hour, sent);
    sent.set_accumulator_discharge_mw(hour.accumulator_discharge_mw);
    sent.set_accumulator_mwh(hour.accumulator_mwh);
    sent.set_network_discharge_mw(hour.network_discharge_mw);
    sent.set_network_mwh(hour.network_mwh);
    sent.set_supply_degc(hour.supply_degc);
    sent.set_indoor_degc(hour.indoor_degc);
    sent.set_unserved_mw(hour.unserved_mw);
    sent.set_cooled_off_mw(hour.cooled_off_mw);
    sent.set_electricity_mw(hour.electricity_mw);
    sent.set_power_mw(hour.power_mw);
    sent.set_released_mw(hour.without_mw - hour.electricity_mw + hour.power_mw);
    sent.set_releasable_mw(hour.releasable_mw);
    sent.set_cost_nok_per_h(hour.cost_nok_per_h);
    sent.set_emission_kg_per_h(hour.emission_kg_per_h);
    quarter = quarter + kQuartersPerHour;
  }
  return response;
}

}  // namespace twin::convert
