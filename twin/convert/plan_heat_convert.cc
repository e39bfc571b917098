#include "models/plants/heat_pump.h"
#include "twin/convert/plan_convert.h"
#include "twin/plans/heat_duty.h"
#include "twin/plans/heat_report.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

pb::PlanHeatAlternative ToPlanHeatAlternative(const solvers::HeatAlternative& choice) {
  pb::PlanHeatAlternative sent;
  sent.set_choice(ToProto(choice.choice));
  *sent.mutable_bus() = ToPlanMw(choice.bus_mw);
  *sent.mutable_bus_heat() = ToPlanMw(choice.bus_heat_mw);
  *sent.mutable_plants() = ToPlanMw(choice.plants_mw);
  *sent.mutable_electricity() = ToPlanMwh(choice.electricity_mwh);
  sent.set_flexible_share(choice.flexible_share);
  sent.set_meets_tek17_14_4(choice.meets_flexible_rule);
  sent.set_reach(ToProto(choice.reach));
  sent.set_why(choice.why);
  if (choice.available_mw) sent.set_available_mw(*choice.available_mw);
  if (choice.extension_m) sent.set_extension_m(*choice.extension_m);
  if (choice.dense_mwh_per_m) sent.set_dense_mwh_per_m(*choice.dense_mwh_per_m);
  *sent.mutable_investment() = ToProto(choice.investment_mnok);
  *sent.mutable_yearly() = ToProto(choice.yearly_mnok);
  if (choice.low_nok_per_mwh) sent.set_low_nok_per_mwh(*choice.low_nok_per_mwh);
  if (choice.high_nok_per_mwh) sent.set_high_nok_per_mwh(*choice.high_nok_per_mwh);
  for (const solvers::PlanEmission& emission : choice.emissions) {
    pb::PlanCo2* co2 = sent.add_co2();
    co2->set_method(emission.method);
    co2->set_year_kg(emission.year_kg);
  }
  return sent;
}

pb::PlanCoolingAlternative ToPlanCooling(const solvers::CoolingAlternative& way) {
  pb::PlanCoolingAlternative sent;
  sent.set_way(way.id);
  *sent.mutable_bus() = ToPlanMw(way.bus_mw);
  sent.set_reach(ToProto(way.reach));
  sent.set_why(way.why);
  *sent.mutable_investment() = ToProto(way.investment_mnok);
  return sent;
}

pb::PlanHeatNetwork ToPlanHeatNetwork(const models::HeatRuleParams& rules,
                                      const solvers::NetworkOffer& offer) {
  pb::PlanHeatNetwork sent;
  sent.set_system_id(offer.system_id);
  sent.set_name(offer.name);
  sent.set_extension_m(offer.extension_m);
  sent.set_reach(ToProto(offer.reach));
  if (offer.available_mw) sent.set_available_mw(*offer.available_mw);
  sent.set_reason_class(offer.reason_class);
  sent.set_why(offer.why);
  sent.set_peak_mw(offer.peak_mw);
  sent.set_needs_licence(plans::NeedsLicence(rules, offer));
  sent.set_inside_licence_area(plans::kNotKnown);
  sent.set_inside_licence_area_why(plans::kLicenceAreaWhy);
  return sent;
}

pb::PlanSurplusHeat ToPlanSurplusHeat(const plans::CheckedPlan& checked) {
  const solvers::SurplusOffer& offer = *checked.surplus;
  pb::PlanSurplusHeat sent;
  sent.set_source_id(offer.source_id);
  sent.set_name(offer.name);
  sent.set_trench_m(offer.trench_m);
  sent.set_source_mw(offer.source_mw);
  sent.set_source_degc(checked.heat_params.surplus.source_in_degc);
  sent.set_is_operating(offer.is_operating);
  sent.set_cop_ratio(
      models::CalcCopRatio(checked.heat_params.pump_lorenz_share, checked.heat_params.surplus));
  return sent;
}

}  // namespace

pb::PlanHeat ToPlanHeat(const plans::Surroundings& around, const plans::CheckedPlan& checked) {
  const solvers::HeatAlternatives& heat = checked.heat;
  pb::PlanHeat sent;
  sent.set_year(heat.year);
  sent.set_local_time(plans::ClockText(heat.quarter_of_day));
  sent.set_outdoor_degc(heat.design_degc);
  *sent.mutable_heat() = ToPlanMw(heat.heat_mw);
  *sent.mutable_heat_year() = ToPlanMwh(heat.heat_mwh);
  for (const auto& choice : heat.choices) *sent.add_choices() = ToPlanHeatAlternative(choice);
  *sent.mutable_cooling() = ToPlanMw(heat.cooling_mw);
  sent.set_summer_local_time(plans::ClockText(heat.summer_quarter_of_day));
  for (const auto& way : heat.cooling) *sent.add_cooling_ways() = ToPlanCooling(way);
  sent.set_tek17_floor_m2(heat.flexible.floor_m2);
  sent.set_tek17_other_floor_m2(heat.flexible.other_floor_m2);
  sent.set_plan_duty(plans::kNotKnown);
  sent.set_plan_duty_why(plans::kPlanDutyWhy);
  sent.set_exemption(plans::kExemption);
  if (checked.network) {
    *sent.mutable_network() = ToPlanHeatNetwork(around.heat.rules, *checked.network);
  }
  if (checked.surplus) *sent.mutable_surplus() = ToPlanSurplusHeat(checked);
  return sent;
}

}  // namespace twin::convert
