#include "twin/cli/plan_check.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/climate_loader.h"
#include "data/connection_profile_loader.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/time/oslo_calendar.h"

namespace twin::cli {
namespace {

constexpr int kMostYears = 40;
// The calendar of the climate's year: weekdays and holidays of a common year that begins on a
// Monday, so that years compare.
constexpr int kCalendarYear = 2029;

struct Surroundings {
  data::ClimateTables climate;
  models::ConnectionProfiles profiles;
  models::OsloCalendar calendar;
};

absl::StatusOr<Surroundings> LoadSurroundings(const std::string& directory) {
  data::Diagnostics diagnostics;
  data::ClimateTables climate = data::LoadClimate(directory, diagnostics);
  models::ConnectionProfiles profiles = data::LoadConnectionProfiles(directory, diagnostics);
  TWIN_RETURN_IF_ERROR(data::ToStatus(diagnostics));
  TWIN_ASSIGN_OR_RETURN(const models::OsloCalendar calendar, models::OsloCalendar::Load());
  return Surroundings{std::move(climate), std::move(profiles), calendar};
}

// The nearest place with a design temperature.
models::PlaceIndex FindPlace(const models::Table<models::PlaceIndex, models::PlaceParams>& places,
                             const models::PlanPoint& at) {
  models::PlaceIndex nearest;
  double nearest_m = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const models::PlaceParams& place = places[models::PlaceIndex(i)];
    if (!place.design_degc) continue;
    const models::PlanPoint point = data::ToPlanPoint(place.lon_deg, place.lat_deg);
    const double distance_m = std::hypot(point.east_m - at.east_m, point.north_m - at.north_m);
    if (distance_m < nearest_m) {
      nearest_m = distance_m;
      nearest = models::PlaceIndex(i);
    }
  }
  return nearest;
}

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

absl::StatusOr<CheckedPlan> CheckOne(const PlanCheckQuestion& question, models::Plan plan,
                                     const data::PlanContext& context,
                                     const Surroundings& surroundings) {
  CheckedPlan checked{.plan = std::move(plan)};
  TWIN_ASSIGN_OR_RETURN(checked.areas, solvers::CalcPlanAreas(checked.plan, context.tables));
  const auto& places = surroundings.climate.places;
  const models::PlaceIndex place =
      FindPlace(places, models::CalcCentre(checked.plan.areas.front().surface));
  TWIN_ASSIGN_OR_RETURN(
      const solvers::PlanClimate climate,
      solvers::MakePlanClimate(places, place, surroundings.climate.demand.memory_share,
                               {.seed = 1, .year = question.weather_year}, surroundings.calendar,
                               kCalendarYear));
  checked.weather_place = places[place].name;
  checked.design_degc = climate.design_degc;
  checked.has_assumed_years = HasAssumedYears(checked);
  TWIN_ASSIGN_OR_RETURN(
      checked.demand,
      solvers::SolvePlanDemand(checked.plan, checked.areas, context.tables, surroundings.profiles,
                               {}, climate, MakeQuestion(question, checked)));
  return checked;
}

}  // namespace

absl::StatusOr<PlanCheck> CheckPlanFile(const PlanCheckQuestion& question) {
  PlanCheck check{.question = question};
  TWIN_RETURN_IF_ERROR(models::Validate(
      models::BuildOut{.first_year = question.start_year, .build_years = question.build_years}));
  TWIN_ASSIGN_OR_RETURN(check.context, data::LoadPlanContext(question.region_directory));
  TWIN_ASSIGN_OR_RETURN(check.loaded,
                        data::LoadPlans(question.file, question.assumptions_file, check.context));
  TWIN_ASSIGN_OR_RETURN(const Surroundings surroundings,
                        LoadSurroundings(question.region_directory));
  for (models::Plan& plan : check.loaded.plans) {
    TWIN_ASSIGN_OR_RETURN(CheckedPlan checked,
                          CheckOne(question, std::move(plan), check.context, surroundings));
    check.plans.push_back(std::move(checked));
  }
  check.loaded.plans.clear();
  return check;
}

}  // namespace twin::cli
