#include "twin/plans/plan_check.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

namespace twin::plans {
namespace {

constexpr int kMostYears = 40;
constexpr char kDataCentre[] = "data-centre";  // profile

const models::BuildOut& BuildOutOf(const models::Plan& plan, const models::PlanAreaParams& area,
                                   const models::BuildOut& assumed) {
  if (area.build_out) return *area.build_out;
  return plan.build_out ? *plan.build_out : assumed;
}

// The years that are worth telling.
solvers::PlanQuestion MakeQuestion(const PlanCheckQuestion& question, const CheckedPlan& checked) {
  solvers::PlanQuestion asked{.series_year = question.series_year};
  asked.build_out = {.first_year = question.start_year, .build_years = question.build_years};
  std::optional<int> first, last;
  const auto add = [&](std::size_t area) {
    const models::BuildOut& years =
        BuildOutOf(checked.plan, checked.plan.areas[area], asked.build_out);
    first = std::min(first.value_or(years.first_year), years.first_year);
    last = std::max(last.value_or(LastYear(years)), LastYear(years));
  };
  for (const solvers::PlanFloor& floor : checked.areas.floors) add(floor.area);
  for (const solvers::PlanPower& power : checked.areas.powers) add(power.area);
  asked.first_year = first.value_or(question.start_year);
  asked.last_year =
      std::min(last.value_or(question.start_year) + 1, asked.first_year + kMostYears - 1);
  if (question.has_last_year_series) asked.series_year = asked.last_year;
  return asked;
}

bool HasAssumedYears(const CheckedPlan& checked) {
  const auto lacks = [&](std::size_t area) {
    return !checked.plan.build_out && !checked.plan.areas[area].build_out;
  };
  return std::any_of(checked.areas.floors.begin(), checked.areas.floors.end(),
                     [&](const auto& floor) { return lacks(floor.area); }) ||
         std::any_of(checked.areas.powers.begin(), checked.areas.powers.end(),
                     [&](const auto& power) { return lacks(power.area); });
}

// What the plan's data centres draw for certain, when all of them stand.
double SumDataCentresMw(const CheckedPlan& checked, const models::PlanTables& tables) {
  double drawn_mw = 0.0;
  for (const solvers::PlanPower& power : checked.areas.powers) {
    if (power.profile != kDataCentre) continue;
    drawn_mw +=
        power.ordered_mw * models::FindGivenPower(tables, power.profile)->taken_share.front();
  }
  return drawn_mw;
}

absl::Status CompareHeat(const PlanCheckQuestion& question, const models::PlanPoint& centre,
                         const Surroundings& around, CheckedPlan& checked) {
  const solvers::PlanYearDemand& last = checked.demand.years.back();
  TWIN_ASSIGN_OR_RETURN(
      checked.network,
      FindNetworkOffer(
          around, {.centre = centre,
                   .heat_mw = last.winter.heat_mw[static_cast<std::size_t>(models::Quantile::kP50)],
                   .quarter_of_day = last.winter.quarter_of_day,
                   .weather_year = question.weather_year}));
  TWIN_ASSIGN_OR_RETURN(checked.heat,
                        solvers::CalcHeatAlternatives({.demand = last,
                                                       .areas = checked.areas,
                                                       .params = checked.heat_params,
                                                       .tables = around.heat,
                                                       .design_degc = checked.design_degc,
                                                       .network = checked.network,
                                                       .surplus = checked.surplus}));
  return absl::OkStatus();
}

absl::StatusOr<CheckedPlan> CheckOne(const PlanCheckQuestion& question, models::Plan plan,
                                     const Surroundings& around,
                                     const std::function<absl::Status(PlanStage)>& go_on) {
  TWIN_RETURN_IF_ERROR(go_on(PlanStage::kDemand));
  CheckedPlan checked{.plan = std::move(plan)};
  const models::PlanTables& tables = around.context.tables;
  TWIN_ASSIGN_OR_RETURN(checked.areas, solvers::CalcPlanAreas(checked.plan, tables));
  const models::PlanPoint centre = models::CalcCentre(checked.plan.areas.front().surface);
  const models::PlaceIndex place = FindWeatherPlace(around.region, centre);
  TWIN_ASSIGN_OR_RETURN(const ClimateYears::Result climate,
                        around.ClimateAt(place, question.weather_year));
  checked.weather_place = around.region.places[place].name;
  checked.design_degc = climate->design_degc;
  checked.has_assumed_years = HasAssumedYears(checked);
  if (const auto near = FindSurplusNear(around, centre, SumDataCentresMw(checked, tables))) {
    checked.surplus = near->offer;
    checked.heat_params.surplus = near->temperatures;
  }
  TWIN_ASSIGN_OR_RETURN(
      checked.demand,
      solvers::SolvePlanDemand(checked.plan, checked.areas, tables, around.profiles,
                               checked.heat_params, *climate, MakeQuestion(question, checked)));
  TWIN_RETURN_IF_ERROR(go_on(PlanStage::kHeat));
  TWIN_RETURN_IF_ERROR(CompareHeat(question, centre, around, checked));
  TWIN_RETURN_IF_ERROR(go_on(PlanStage::kGrid));
  TWIN_ASSIGN_OR_RETURN(checked.grid, CalcPlanGrid(around, checked.plan.municipality_id, centre,
                                                   checked.demand, question.ask_grid));
  return checked;
}

absl::StatusOr<PlanCheck> CheckLoaded(PlanCheck check) {
  const std::size_t plans_count = check.loaded.plans.size();
  if (plans_count > check.question.most_plans) {
    return models::errors::InvalidField(
        check.question.file, absl::StrCat("holds ", plans_count, " plans; at most ",
                                          check.question.most_plans, " of a file are reckoned"));
  }
  const auto go_on = [&](PlanStage stage) {
    const GoOn& told = check.question.go_on;
    if (!told || told(stage, check.plans.size(), plans_count)) return absl::OkStatus();
    return absl::CancelledError("nobody waits for the plan any more");
  };
  const OnRead& on_read = check.question.on_read;
  if (on_read && plans_count > 0 && !on_read(check.loaded.plans.front())) {
    return absl::CancelledError("the plan is not to be reckoned");
  }
  for (models::Plan& plan : check.loaded.plans) {
    TWIN_ASSIGN_OR_RETURN(CheckedPlan checked,
                          CheckOne(check.question, std::move(plan), *check.around, go_on));
    check.plans.push_back(std::move(checked));
  }
  check.loaded.plans.clear();
  return check;
}

absl::Status ValidateYears(const PlanCheckQuestion& question) {
  return models::Validate(
      models::BuildOut{.first_year = question.start_year, .build_years = question.build_years});
}

}  // namespace

std::string FindAssumptionsBeside(const std::string& plan_file) {
  std::filesystem::path beside(plan_file);
  beside.replace_extension(".csv");
  std::error_code ignored;
  return std::filesystem::is_regular_file(beside, ignored) ? beside.string() : "";
}

absl::StatusOr<PlanCheck> CheckPlanFile(const PlanCheckQuestion& question) {
  PlanCheck check{.question = question};
  TWIN_RETURN_IF_ERROR(ValidateYears(question));
  // What is wrong with the file is told before the region is read.
  TWIN_ASSIGN_OR_RETURN(const data::PlanContext context,
                        data::LoadPlanContext(question.region_directory));
  TWIN_ASSIGN_OR_RETURN(check.loaded,
                        data::LoadPlans(question.file, question.assumptions_file, context));
  TWIN_ASSIGN_OR_RETURN(Surroundings around, LoadSurroundings(question.region_directory));
  check.around = std::make_shared<const Surroundings>(std::move(around));
  return CheckLoaded(std::move(check));
}

absl::StatusOr<PlanCheck> CheckPlanFile(const PlanCheckQuestion& question,
                                        std::shared_ptr<const Surroundings> around) {
  PlanCheck check{.question = question, .around = std::move(around)};
  TWIN_RETURN_IF_ERROR(ValidateYears(question));
  TWIN_ASSIGN_OR_RETURN(check.loaded, data::LoadPlans(question.file, question.assumptions_file,
                                                      check.around->context));
  return CheckLoaded(std::move(check));
}

absl::StatusOr<PlanCheck> CheckPlanBytes(const PlanCheckQuestion& question, absl::string_view bytes,
                                         absl::string_view assumptions,
                                         std::shared_ptr<const Surroundings> around) {
  PlanCheck check{.question = question, .around = std::move(around)};
  TWIN_RETURN_IF_ERROR(ValidateYears(question));
  TWIN_ASSIGN_OR_RETURN(
      check.loaded, data::LoadPlanBytes(bytes, question.file, assumptions, check.around->context));
  return CheckLoaded(std::move(check));
}

}  // namespace twin::plans
