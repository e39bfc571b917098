#include "twin/plans/heat_report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "twin/plans/heat_duty.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;
using solvers::CostRange;
using solvers::HeatAlternative;

constexpr std::size_t kP50 = static_cast<std::size_t>(models::Quantile::kP50);
constexpr double kKgPerTonne = 1000.0;
constexpr std::array<const char*, 3> kDayTypes{"workday", "saturday", "sunday"};

std::string Text(std::string_view view) { return std::string(view); }

Json Optional(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json CostJson(const CostRange& cost) {
  return {{"low_mnok", cost.low_mnok}, {"high_mnok", cost.high_mnok}};
}

Json ChoiceJson(const HeatAlternative& choice) {
  Json json{{"choice", Text(solvers::HeatChoiceId(choice.choice))},
            {"bus_mw", choice.bus_mw},
            {"bus_heat_mw", choice.bus_heat_mw},
            {"plants_mw", choice.plants_mw},
            {"electricity_mwh", choice.electricity_mwh},
            {"flexible_share", choice.flexible_share},
            {"meets_tek17_14_4", choice.meets_flexible_rule},
            {"reach", Text(solvers::HeatReachId(choice.reach))},
            {"why", choice.why},
            {"available_mw", Optional(choice.available_mw)},
            {"extension_m", Optional(choice.extension_m)},
            {"dense_mwh_per_m", Optional(choice.dense_mwh_per_m)},
            {"investment", CostJson(choice.investment_mnok)},
            {"yearly", CostJson(choice.yearly_mnok)},
            {"low_nok_per_mwh", Optional(choice.low_nok_per_mwh)},
            {"high_nok_per_mwh", Optional(choice.high_nok_per_mwh)},
            {"co2_kg", Json::object()}};
  for (const solvers::PlanEmission& emission : choice.emissions) {
    json["co2_kg"][emission.method] = emission.year_kg;
  }
  return json;
}

Json CoolingJson(const solvers::CoolingAlternative& way) {
  return {{"way", way.id},
          {"bus_mw", way.bus_mw},
          {"reach", Text(solvers::HeatReachId(way.reach))},
          {"why", way.why},
          {"investment", CostJson(way.investment_mnok)}};
}

Json DutyJson(const models::HeatRuleParams& rules, const CheckedPlan& checked) {
  Json json{{"plan_duty", kNotKnown}, {"plan_duty_why", kPlanDutyWhy}, {"exemption", kExemption}};
  if (!checked.network) return json;
  json["needs_licence"] = NeedsLicence(rules, *checked.network);
  json["inside_licence_area"] = kNotKnown;
  json["inside_licence_area_why"] = kLicenceAreaWhy;
  return json;
}

Json NetworkJson(const solvers::NetworkOffer& offer) {
  return {{"system_id", offer.system_id},
          {"name", offer.name},
          {"extension_m", offer.extension_m},
          {"reach", Text(solvers::HeatReachId(offer.reach))},
          {"available_mw", Optional(offer.available_mw)},
          {"reason_class", offer.reason_class},
          {"why", offer.why},
          {"peak_mw", offer.peak_mw},
          {"draw_ratio", offer.draw_ratio}};
}

Json SurplusJson(const CheckedPlan& checked) {
  const solvers::SurplusOffer& offer = *checked.surplus;
  return {{"source_id", offer.source_id},
          {"name", offer.name},
          {"trench_m", offer.trench_m},
          {"source_mw", offer.source_mw},
          {"source_degc", checked.heat_params.surplus.source_in_degc},
          {"is_operating", offer.is_operating},
          {"cop_ratio", models::CalcCopRatio(checked.heat_params.pump_lorenz_share,
                                             checked.heat_params.surplus)}};
}

Json SourcesJson(const models::HeatPlanTables& tables) {
  Json json{{"costs", Json::array()}, {"methods", Json::array()}};
  for (const models::HeatCostParams& row : tables.costs) {
    json["costs"].push_back({{"choice", row.choice},
                             {"low_in_unit", row.low_in_unit},
                             {"high_in_unit", row.high_in_unit},
                             {"unit", Text(models::HeatCostUnit(row.item))},
                             {"life_years", row.life_years},
                             {"price_year", row.price_year},
                             {"source", row.source},
                             {"confidence", row.confidence}});
  }
  for (const models::EmissionMethodParams& method : tables.methods) {
    json["methods"].push_back({{"id", method.id},
                               {"name_no", method.name_no},
                               {"name_en", method.name_en},
                               {"electricity_kg_per_mwh", method.electricity_kg_per_mwh},
                               {"source", method.source},
                               {"confidence", method.confidence}});
  }
  return json;
}

std::string ChoiceLine(const HeatAlternative& choice, const HeatAlternative& direct) {
  std::string line = absl::StrFormat(
      "  %-13s %7.2f (%.2f-%.2f) %7.2f %7.2f %6.0f %% %-5s %7.1f-%-7.1f",
      solvers::HeatChoiceId(choice.choice), choice.bus_mw[kP50], choice.bus_mw.front(),
      choice.bus_mw.back(), direct.bus_mw[kP50] - choice.bus_mw[kP50], choice.plants_mw[kP50],
      100.0 * choice.flexible_share, choice.meets_flexible_rule ? "yes" : "no",
      choice.investment_mnok.low_mnok, choice.investment_mnok.high_mnok);
  if (choice.low_nok_per_mwh && choice.high_nok_per_mwh) {
    absl::StrAppendFormat(&line, " %5.0f-%-5.0f", *choice.low_nok_per_mwh,
                          *choice.high_nok_per_mwh);
  }
  for (const solvers::PlanEmission& emission : choice.emissions) {
    absl::StrAppendFormat(&line, " %6.0f", emission.year_kg / kKgPerTonne);
  }
  return line + "\n";
}

std::string ReachLine(const HeatAlternative& choice) {
  if (choice.reach == solvers::HeatReach::kNotNeeded) return "";
  std::string line = absl::StrCat("  ", Text(solvers::HeatChoiceId(choice.choice)), ": ",
                                  Text(solvers::HeatReachId(choice.reach)));
  if (choice.available_mw) absl::StrAppendFormat(&line, ", %.2f MW", *choice.available_mw);
  if (choice.extension_m) absl::StrAppendFormat(&line, ", %.0f m of trench", *choice.extension_m);
  if (choice.dense_mwh_per_m) {
    absl::StrAppendFormat(&line, ", %.1f MWh a metre and year", *choice.dense_mwh_per_m);
  }
  if (!choice.why.empty()) absl::StrAppend(&line, "; ", choice.why);
  return line + "\n";
}

std::string CoolingText(const solvers::HeatAlternatives& heat) {
  if (heat.cooling.empty()) return "";
  std::string text = absl::StrFormat(
      "  cold on the hottest day, %s: %.2f MW of cold; MW of "
      "electricity",
      ClockText(heat.summer_quarter_of_day), heat.cooling_mw[kP50]);
  for (const solvers::CoolingAlternative& way : heat.cooling) {
    absl::StrAppendFormat(&text, ", %s %.2f%s", way.id, way.bus_mw[kP50],
                          way.reach == solvers::HeatReach::kNotKnown ? " (not known there)" : "");
  }
  return text + "\n";
}

}  // namespace

std::string ClockText(int quarter_of_day) {
  return absl::StrFormat("%02d:%02d", quarter_of_day / 4, 15 * (quarter_of_day % 4));
}

Json MakeHeatJson(const Surroundings& around, const CheckedPlan& checked) {
  const solvers::HeatAlternatives& heat = checked.heat;
  Json json{
      {"year", heat.year},
      {"quarter",
       {{"day_type", kDayTypes[static_cast<std::size_t>(heat.day_type)]},
        {"local_time", ClockText(heat.quarter_of_day)},
        {"outdoor_degc", heat.design_degc}}},
      {"heat_mw", heat.heat_mw},
      {"heat_mwh", heat.heat_mwh},
      {"choices", Json::array()},
      {"cooling_mw", heat.cooling_mw},
      {"cooling", Json::array()},
      {"tek17_14_4",
       {{"floor_m2", heat.flexible.floor_m2}, {"other_floor_m2", heat.flexible.other_floor_m2}}},
      {"duty", DutyJson(around.heat.rules, checked)}};
  for (const HeatAlternative& choice : heat.choices) json["choices"].push_back(ChoiceJson(choice));
  for (const auto& way : heat.cooling) json["cooling"].push_back(CoolingJson(way));
  json["network"] = checked.network ? NetworkJson(*checked.network) : Json(nullptr);
  json["surplus"] = checked.surplus ? SurplusJson(checked) : Json(nullptr);
  json["sources"] = SourcesJson(around.heat);
  return json;
}

std::string MakeHeatText(const Surroundings& around, const CheckedPlan& checked) {
  const solvers::HeatAlternatives& heat = checked.heat;
  std::string text = absl::StrFormat(
      "  heat side by side in %d, %s %s at %.0f degC: %.2f MW and %.1f GWh of heat\n"
      "  MW at the plan's busbar P50 (P10-P90), freed against direct, at the network's plants; "
      "heat "
      "that is flexible, TEK17 14-4; MNOK invested, NOK a MWh; t CO2 by",
      heat.year, kDayTypes[static_cast<std::size_t>(heat.day_type)], ClockText(heat.quarter_of_day),
      heat.design_degc, heat.heat_mw[kP50], heat.heat_mwh[kP50] / 1000.0);
  for (const auto& method : around.heat.methods) absl::StrAppend(&text, " ", method.id);
  text += '\n';
  for (const HeatAlternative& choice : heat.choices) {
    text += ChoiceLine(choice, heat.choices.front());
  }
  for (const HeatAlternative& choice : heat.choices) text += ReachLine(choice);
  text += CoolingText(heat);
  absl::StrAppendFormat(&text, "  TEK17 14-4 holds for %.0f m2 of floor, not for %.0f m2\n",
                        heat.flexible.floor_m2, heat.flexible.other_floor_m2);
  if (checked.network) {
    absl::StrAppend(&text, "  nearest district heating: ", checked.network->name,
                    NeedsLicence(around.heat.rules, *checked.network)
                        ? "; large enough to need a licence"
                        : "; too small to need a licence",
                    "; whether the plan lies in its area is not known: ask NVE\n");
  }
  return text;
}

}  // namespace twin::plans
