#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "twin/plans/check_all.h"
#include "twin/text_columns.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kP50 = static_cast<std::size_t>(models::Quantile::kP50);
constexpr std::size_t kMostToldOverlaps = 20;

const CheckedPlan& Of(const PlanSet& plans, const PlanPlace& place) {
  return plans.checks[place.check].plans[place.plan];
}

std::string PlanName(const PlanSet& plans, const PlanPlace& place) {
  const models::Plan& plan = Of(plans, place).plan;
  return absl::StrCat(plan.municipality_id, "/", plan.id);
}

// "3103 Moss"; the number alone where the region has no such municipality.
std::string MunicipalityText(const PlanSet& plans, const std::string& id) {
  if (id.empty()) return "all";
  for (const PlanCheck& check : plans.checks) {
    for (const auto& municipality : check.around->region.municipalities) {
      if (municipality.id == id) return absl::StrCat(id, " ", municipality.name);
    }
    break;  // one region is around all of them
  }
  return id;
}

Json ChoicesJson(const solvers::ByChoice<solvers::ByQuantile<double>>& values_mw) {
  Json json = Json::object();
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    json[std::string(solvers::HeatChoiceId(static_cast<solvers::HeatChoice>(c)))] = values_mw[c];
  }
  return json;
}

Json DemandJson(const CumulativeDemand& demand) {
  Json json{{"municipality_id", demand.municipality_id},
            {"plans_count", demand.plans_count},
            {"years", Json::array()}};
  for (const CumulativeYear& year : demand.years) {
    json["years"].push_back({{"year", year.year},
                             {"built_floor_m2", year.built_floor_m2},
                             {"heat_mwh", year.heat_mwh},
                             {"winter_peak_mw", ChoicesJson(year.winter_peak_mw)},
                             {"summer_peak_mw", ChoicesJson(year.summer_peak_mw)},
                             {"ripe_peak_mw", ChoicesJson(year.ripe_peak_mw)}});
  }
  return json;
}

Json RefusedJson(const RefusedFile& refused) {
  Json problems = Json::array();
  for (const auto& violation : models::errors::FieldViolationsOf(refused.status)) {
    problems.push_back({{"place", violation.field}, {"problem", violation.description}});
  }
  if (problems.empty()) {
    problems.push_back({{"place", ""}, {"problem", std::string(refused.status.message())}});
  }
  return {{"file", refused.file}, {"problems", std::move(problems)}};
}

}  // namespace

std::string MakePlanSetJson(const PlanSet& plans) {
  Json json{{"files_count", plans.checks.size()},
            {"demands", Json::array()},
            {"plans", Json::array()},
            {"overlaps", Json::array()},
            {"refused", Json::array()}};
  for (const CumulativeDemand& demand : plans.demands) {
    json["demands"].push_back(DemandJson(demand));
  }
  for (const PlanCheck& check : plans.checks) {
    for (const CheckedPlan& checked : check.plans) {
      const solvers::PlanYearDemand& last = checked.demand.years.back();
      json["plans"].push_back({{"file", check.question.file},
                               {"municipality_id", checked.plan.municipality_id},
                               {"plan_id", checked.plan.id},
                               {"name", checked.plan.name},
                               {"last_year", last.year},
                               {"winter_peak_mw", ChoicesJson(last.winter_peak_mw)},
                               {"summer_peak_mw", ChoicesJson(last.summer_peak_mw)},
                               {"heat_mwh", last.heat_mwh},
                               {"gaps_count", checked.areas.gaps.size()}});
    }
  }
  for (const PlanOverlap& overlap : plans.overlaps) {
    json["overlaps"].push_back({{"first", PlanName(plans, overlap.first)},
                                {"second", PlanName(plans, overlap.second)},
                                {"area_m2", overlap.area_m2},
                                {"east_m", overlap.inside.east_m},
                                {"north_m", overlap.inside.north_m}});
  }
  for (const RefusedFile& refused : plans.refused) json["refused"].push_back(RefusedJson(refused));
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string MakePlanSetText(const PlanSet& plans) {
  std::string text = absl::StrFormat(
      "%d files read, %d refused. Sums of the plans' own winter peaks, MW P50: as permitted, and "
      "times what plans that far come to; beside them those of summer.\n"
      "  municipality             plans  year  floor m2   direct  (ripe)  ground  district  summer "
      " heat GWh\n",
      plans.checks.size(), plans.refused.size());
  for (const CumulativeDemand& demand : plans.demands) {
    if (demand.years.empty()) continue;
    const CumulativeYear& last = demand.years.back();
    absl::StrAppendFormat(&text, "  %s %5d  %d %9.0f %8.1f %7.1f %7.1f %9.1f %7.1f %9.1f\n",
                          Column(MunicipalityText(plans, demand.municipality_id), 24),
                          demand.plans_count, last.year, last.built_floor_m2,
                          last.winter_peak_mw[0][kP50], last.ripe_peak_mw[0][kP50],
                          last.winter_peak_mw[2][kP50], last.winter_peak_mw[3][kP50],
                          last.summer_peak_mw[0][kP50], last.heat_mwh[kP50] / 1000.0);
  }
  for (std::size_t i = 0; i < std::min(kMostToldOverlaps, plans.overlaps.size()); ++i) {
    const PlanOverlap& overlap = plans.overlaps[i];
    absl::StrAppendFormat(&text, "  overlap: %s and %s both build on %.0f m2 at %s\n",
                          PlanName(plans, overlap.first), PlanName(plans, overlap.second),
                          overlap.area_m2, models::PlaceText(overlap.inside));
  }
  if (plans.overlaps.size() > kMostToldOverlaps) {
    absl::StrAppendFormat(&text, "  and %d overlaps more (--json tells all)\n",
                          plans.overlaps.size() - kMostToldOverlaps);
  }
  for (const RefusedFile& refused : plans.refused) {
    absl::StrAppend(&text, "  refused: ", refused.file, ": ", refused.status.message(), "\n");
  }
  return text;
}

}  // namespace twin::plans
