#include "twin/capacity/component_duties.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/base/status_macros.h"
#include "models/time/oslo_calendar.h"
#include "solvers/limit_check.h"
#include "solvers/line_ratings.h"
#include "solvers/planning_quarter.h"

namespace twin::capacity {
namespace {

using models::BranchIndex;

constexpr std::array kDurationsMin{15.0, 60.0, 240.0};

class Duties {
 public:
  Duties(const PlannedYear& year, const solvers::HostingBasis& basis,
         const models::LineConductors& conductors, const solvers::HostingQuery& query)
      : year_(year),
        basis_(basis),
        conductors_(conductors),
        ratings_(year.region.grid, year.region.places, conductors),
        checker_(basis, query) {}

  absl::Status Begin() {
    if (year_.region.profile.has_value()) return absl::OkStatus();
    TWIN_ASSIGN_OR_RETURN(calendar_, models::OsloCalendar::Load());
    TWIN_ASSIGN_OR_RETURN(
        params_, solvers::MakePlanningParams(
                     year_.region, {.seed = year_.key.seed, .year = year_.key.weather_year}, 1.0));
    return absl::OkStatus();
  }

  ComponentDuty Calc(const solvers::BindingLimit& limit, double requested_mw) {
    ComponentDuty duty{.limit = limit};
    const models::BranchParams& branch = year_.region.grid.branches[limit.branch];
    solvers::ComponentRatingInputs inputs;
    if (params_.has_value() && year_.region.places.contains(branch.place)) {
      solvers::CalcPlanningWeather(
          *params_, *calendar_, year_.first + static_cast<std::int64_t>(limit.quarter), weather_);
      inputs.air_degc = weather_.weather[branch.place].air_degc;
      inputs.weather = ratings_.WeatherOf(limit.branch, weather_.weather);
    }
    duty.air_degc = inputs.air_degc;
    duty.used_mva =
        static_cast<double>(basis_.states->RatingMva(limit.quarter)[limit.branch.value()]);
    MeasureLoading(requested_mw, duty);
    const auto component = solvers::MakeComponentThermal(
        year_.region.grid, limit.branch, conductors_, ratings_.SiteOf(limit.branch));
    duty.steady = {.rating_mva = duty.used_mva};
    if (const auto steady = solvers::CalcComponentRating(component, inputs); steady.ok()) {
      duty.steady = *steady;
    }
    inputs.before_share = duty.before_share;
    for (const double duration_min : kDurationsMin) {
      inputs.duration_min = duration_min;
      // A component that is too warm before has none.
      const auto rating = solvers::CalcComponentRating(component, inputs);
      const bool is_more = rating.ok() && rating->rule != solvers::RatingRule::kSeasonal;
      if (is_more) duty.emergencies.push_back({duration_min, *rating});
    }
    const auto bears =
        solvers::CalcOverloadTime(component, {.air_degc = inputs.air_degc,
                                              .weather = inputs.weather,
                                              .before_mva = duty.before_share * duty.used_mva,
                                              .after_mva = duty.after_share * duty.used_mva});
    if (bears.ok()) duty.bears = *bears;
    return duty;
  }

 private:
  // By AC, intact and after the outage.
  void MeasureLoading(double requested_mw, ComponentDuty& duty) {
    const auto& limits = basis_.limits;
    const auto row = std::find(limits.branches.begin(), limits.branches.end(), duty.limit.branch);
    const auto outage = std::find(limits.outages.begin(), limits.outages.end(), duty.limit.outage);
    if (row == limits.branches.end() || outage == limits.outages.end()) return;
    const std::array<solvers::CheckedPair, 2> pairs{
        {{duty.limit.quarter, 0, requested_mw},
         {duty.limit.quarter, static_cast<std::uint16_t>(outage - limits.outages.begin()),
          requested_mw}}};
    std::array<solvers::LimitChecker::Values, 2> values;
    checker_.Measure(pairs, values);
    const auto m = static_cast<std::size_t>(row - limits.branches.begin());
    if (values[0].is_solved) duty.before_share = std::abs(values[0].loading_share[m]);
    if (values[1].is_solved) duty.after_share = std::abs(values[1].loading_share[m]);
  }

  const PlannedYear& year_;
  const solvers::HostingBasis& basis_;
  const models::LineConductors& conductors_;
  const solvers::LineRatings ratings_;
  solvers::LimitChecker checker_;
  std::optional<models::OsloCalendar> calendar_;
  std::optional<solvers::PlanningParams> params_;
  solvers::PlanningWeather weather_;
};

}  // namespace

absl::StatusOr<std::vector<ComponentDuty>> CalcComponentDuties(
    const PlannedYear& year, const solvers::HostingBasis& basis,
    const models::LineConductors& conductors, const solvers::HostingQuery& query,
    double requested_mw, const std::vector<solvers::BindingLimit>& met) {
  Duties duties(year, basis, conductors, query);
  TWIN_RETURN_IF_ERROR(duties.Begin());
  std::vector<ComponentDuty> calculated;
  for (const solvers::BindingLimit& limit : met) {
    const bool is_new =
        std::none_of(calculated.begin(), calculated.end(),
                     [&](const ComponentDuty& duty) { return duty.limit.branch == limit.branch; });
    if (limit.kind == solvers::LimitKind::kCurrent && is_new) {
      calculated.push_back(duties.Calc(limit, requested_mw));
    }
  }
  return calculated;
}

}  // namespace twin::capacity
