#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "twin/plans/grid_report.h"
#include "twin/plans/heat_report.h"
#include "twin/plans/plan_check.h"
#include "twin/plans/plan_record.h"
#include "twin/text_columns.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kP50 = static_cast<std::size_t>(models::Quantile::kP50);
constexpr char kWhatItIs[] =
    "A draft from invented and typical values: uses by plan purpose, demand by square metre (low "
    "confidence), the region's synthetic weather. No answer about the real grid.";

std::string ChoiceId(std::size_t choice) {
  return std::string(solvers::HeatChoiceId(static_cast<solvers::HeatChoice>(choice)));
}

std::string Text(std::string_view view) { return std::string(view); }

Json ChoicesJson(const solvers::ByChoice<solvers::ByQuantile<double>>& values) {
  Json json = Json::object();
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) json[ChoiceId(c)] = values[c];
  return json;
}

Json YearJson(const solvers::PlanYearDemand& year) {
  return {{"year", year.year},
          {"built_floor_m2", year.built_floor_m2},
          {"electric_mwh", year.electric_mwh},
          {"ev_mwh", year.ev_mwh},
          {"given_mwh", year.given_mwh},
          {"heat_mwh", year.heat_mwh},
          {"cooling_mwh", year.cooling_mwh},
          {"electricity_mwh", ChoicesJson(year.electricity_mwh)},
          {"winter_peak_mw", ChoicesJson(year.winter_peak_mw)},
          {"summer_peak_mw", ChoicesJson(year.summer_peak_mw)},
          {"heat_peak_mw", year.heat_peak_mw}};
}

Json AreaJson(const PlanCheck& check, const CheckedPlan& checked, std::size_t place) {
  const models::PlanAreaParams& area = checked.plan.areas[place];
  const auto purpose = check.around->context.tables.purposes.Find(area.list, area.purpose_code,
                                                                  checked.plan.version);
  Json json{{"id", area.id},
            {"field_name", area.field_name},
            {"purpose_list", Text(models::PurposeListName(area.list))},
            {"purpose_code", area.purpose_code},
            {"purpose", purpose.ok() ? (*purpose)->name : ""},
            {"level", static_cast<int>(area.level)},
            {"area_m2", models::CalcAreaM2(area.surface)},
            {"is_existing", area.is_existing},
            {"floor_m2", 0.0},
            {"floors", Json::array()}};
  double floor_m2 = 0.0;
  for (const solvers::PlanFloor& floor : checked.areas.floors) {
    if (floor.area != place) continue;
    floor_m2 += floor.floor_m2;
    json["floors"].push_back({{"use", floor.use},
                              {"standard", floor.standard},
                              {"floor_m2", floor.floor_m2},
                              {"customers_count", floor.customers_count}});
  }
  json["floor_m2"] = floor_m2;
  for (const solvers::PlanPower& power : checked.areas.powers) {
    if (power.area == place) {
      json["given"] = {{"profile", power.profile}, {"ordered_mw", power.ordered_mw}};
    }
  }
  for (const solvers::PlanGap& gap : checked.areas.gaps) {
    if (gap.area != place) continue;
    json["not_known"] = gap.reason.english;
    json["not_known_no"] = gap.reason.norwegian;
  }
  return json;
}

Json PlanJson(const PlanCheck& check, const CheckedPlan& checked) {
  const models::Plan& plan = checked.plan;
  const models::PlanTypeParams* type =
      models::FindPlanType(check.around->context.tables, plan.type_code);
  const models::PlanStatusParams* status =
      models::FindPlanStatus(check.around->context.tables, plan.status_code);
  Json json{
      {"municipality_id", plan.municipality_id},
      {"plan_id", plan.id},
      {"name", plan.name},
      {"type", {{"code", plan.type_code}, {"name", type->name}}},
      {"status",
       {{"code", plan.status_code}, {"name", status->name}, {"is_doubtful", status->is_doubtful}}},
      {"version", models::SosiVersionText(plan.version)},
      {"realised_share", status->realised_share},
      {"ground_m2", checked.areas.ground_m2},
      {"drawn_m2", checked.areas.drawn_m2},
      {"weather_place", checked.weather_place},
      {"design_degc", checked.design_degc},
      {"has_assumed_years", checked.has_assumed_years},
      {"areas", Json::array()},
      {"overlaps", Json::array()},
      {"notes", checked.areas.notes},
      {"quantiles", {"p10", "p50", "p90"}},
      {"years", Json::array()}};
  for (std::size_t i = 0; i < plan.areas.size(); ++i) {
    json["areas"].push_back(AreaJson(check, checked, i));
  }
  for (const models::SurfaceOverlap& overlap : checked.areas.overlaps) {
    json["overlaps"].push_back({{"first", plan.areas[overlap.first].id},
                                {"second", plan.areas[overlap.second].id},
                                {"area_m2", overlap.area_m2},
                                {"east_m", overlap.inside.east_m},
                                {"north_m", overlap.inside.north_m}});
  }
  for (const solvers::PlanYearDemand& year : checked.demand.years) {
    json["years"].push_back(YearJson(year));
  }
  json["grid"] = MakeGridJson(checked);
  json["heat"] = MakeHeatJson(*check.around, checked);
  return json;
}

std::string AreasText(const PlanCheck& check, const CheckedPlan& checked) {
  std::string text =
      "  area            purpose                                      m2   floor m2\n";
  for (std::size_t i = 0; i < checked.plan.areas.size(); ++i) {
    const models::PlanAreaParams& area = checked.plan.areas[i];
    const auto purpose = check.around->context.tables.purposes.Find(area.list, area.purpose_code,
                                                                    checked.plan.version);
    double floor_m2 = 0.0;
    for (const solvers::PlanFloor& floor : checked.areas.floors) {
      if (floor.area == i) floor_m2 += floor.floor_m2;
    }
    absl::StrAppendFormat(
        &text, "  %s %s %8.0f %10.0f\n",
        Column(area.field_name.empty() ? area.id : area.field_name, 15),
        Column(absl::StrCat(area.purpose_code, " ", purpose.ok() ? (*purpose)->name : ""), 38),
        models::CalcAreaM2(area.surface), floor_m2);
  }
  return text;
}

std::string YearsText(const CheckedPlan& checked) {
  std::string text = "  MW on the design day, P50 (P10 to P90 of direct heating)\n  year";
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    absl::StrAppendFormat(&text, " %13s", ChoiceId(c));
  }
  absl::StrAppend(&text, "       P10 to P90   heat MW   GWh direct\n");
  for (const solvers::PlanYearDemand& year : checked.demand.years) {
    absl::StrAppendFormat(&text, "  %d", year.year);
    for (const auto& peak_mw : year.winter_peak_mw) {
      absl::StrAppendFormat(&text, " %13.2f", peak_mw[kP50]);
    }
    absl::StrAppendFormat(&text, "  %7.2f %7.2f   %7.2f   %9.2f\n", year.winter_peak_mw[0].front(),
                          year.winter_peak_mw[0].back(), year.heat_peak_mw[kP50],
                          year.electricity_mwh[0][kP50] / 1000.0);
  }
  const solvers::PlanYearDemand& last = checked.demand.years.back();
  const auto& summer_mw = last.summer_peak_mw.front();
  if (summer_mw[kP50] > last.winter_peak_mw.front()[kP50]) {
    absl::StrAppendFormat(&text,
                          "  more in summer: %.2f MW in %d, direct heating (P10 to P90 %.2f to "
                          "%.2f)\n",
                          summer_mw[kP50], last.year, summer_mw.front(), summer_mw.back());
  }
  return text;
}

}  // namespace

Json MakePlanRecord(const PlanCheck& check) {
  Json json{{"file", check.question.file},
            {"format", check.loaded.format},
            {"coordinate_system", data::CoordinateSystemText(check.loaded.coordinates)},
            {"what_it_is", kWhatItIs},
            {"weather_year", check.question.weather_year},
            {"left_out", check.loaded.left_out},
            {"plans", Json::array()}};
  for (const CheckedPlan& checked : check.plans) json["plans"].push_back(PlanJson(check, checked));
  return json;
}

std::string MakePlanJson(const PlanCheck& check) {
  // A plan's texts are the file's: what is no UTF-8 in them must not stop the report.
  return MakePlanRecord(check).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string MakePlanFailureJson(const absl::Status& status) {
  Json problems = Json::array();
  for (const auto& violation : models::errors::FieldViolationsOf(status)) {
    problems.push_back({{"place", violation.field}, {"problem", violation.description}});
  }
  if (problems.empty()) {
    problems.push_back({{"place", ""}, {"problem", std::string(status.message())}});
  }
  return Json{{"problems", problems}}.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string MakePlanText(const PlanCheck& check) {
  std::string text = absl::StrCat(kWhatItIs, "\n");
  for (const CheckedPlan& checked : check.plans) {
    const models::PlanStatusParams* status =
        models::FindPlanStatus(check.around->context.tables, checked.plan.status_code);
    absl::StrAppendFormat(
        &text, "\n%s %s %s: %s, status %s%s\n", checked.plan.municipality_id, checked.plan.id,
        checked.plan.name,
        models::FindPlanType(check.around->context.tables, checked.plan.type_code)->name,
        status->name,
        status->is_doubtful ? " (registers often err here: check the legal status)" : "");
    absl::StrAppendFormat(&text,
                          "  %.0f m2 of ground; of plans so far %.0f %% are built (%.0f to %.0f); "
                          "weather of %s, design %.0f degC\n",
                          checked.areas.ground_m2, 100.0 * status->realised_share[kP50],
                          100.0 * status->realised_share.front(),
                          100.0 * status->realised_share.back(), checked.weather_place,
                          checked.design_degc);
    absl::StrAppend(&text, AreasText(check, checked), YearsText(checked), MakeGridText(checked),
                    MakeHeatText(*check.around, checked));
    if (checked.has_assumed_years) {
      absl::StrAppendFormat(&text, "  assumed: built from %d over %g years where nothing is said\n",
                            check.question.start_year, check.question.build_years);
    }
    for (const solvers::PlanGap& gap : checked.areas.gaps) {
      absl::StrAppend(&text, "  not known: ", models::AreaName(checked.plan.areas[gap.area]), ": ",
                      gap.reason.english, "\n");
    }
    for (const std::string& note : checked.areas.notes) {
      absl::StrAppend(&text, "  note: ", note, "\n");
    }
    for (const models::SurfaceOverlap& overlap : checked.areas.overlaps) {
      absl::StrAppendFormat(&text, "  overlap: %s and %s share %.0f m2 at %s\n",
                            models::AreaName(checked.plan.areas[overlap.first]),
                            models::AreaName(checked.plan.areas[overlap.second]), overlap.area_m2,
                            models::PlaceText(overlap.inside));
    }
  }
  return text;
}

std::string MakePlanSeriesCsv(const PlanCheck& check) {
  std::string text = "quarter_of_year";
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    absl::StrAppend(&text, ",", ChoiceId(c), "_p50_mw");
  }
  absl::StrAppend(&text, ",heat_p50_mw\n");
  std::size_t quarters = 0;
  for (const CheckedPlan& checked : check.plans) {
    quarters = std::max(quarters, checked.demand.series.heat_mw[kP50].size());
  }
  for (std::size_t i = 0; i < quarters; ++i) {
    absl::StrAppend(&text, i);
    for (std::size_t c = 0; c <= solvers::kHeatChoiceCount; ++c) {
      double sum_mw = 0.0;
      for (const CheckedPlan& checked : check.plans) {
        const solvers::PlanSeries& series = checked.demand.series;
        sum_mw += c < solvers::kHeatChoiceCount ? series.electricity_mw[c][kP50][i]
                                                : series.heat_mw[kP50][i];
      }
      absl::StrAppendFormat(&text, ",%.6g", sum_mw);
    }
    text += '\n';
  }
  return text;
}

}  // namespace twin::plans
