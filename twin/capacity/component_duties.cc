#include "twin/capacity/component_duties.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/limit_check.h"
#include "solvers/line_ratings.h"
#include "solvers/met_limits.h"
#include "twin/capacity/planned_demand.h"

namespace twin::capacity {
namespace {

constexpr std::array kDurationsMin{15.0, 60.0, 240.0};

class Duties {
 public:
  Duties(const PlannedYear& year, const solvers::HostingBasis& basis,
         const models::LineConductors& conductors, const DutyQuestion& question)
      : year_(year),
        basis_(basis),
        conductors_(conductors),
        question_(question),
        ratings_(year.region.grid, year.region.places, conductors),
        checker_(basis, question.query) {}

  absl::StatusOr<std::vector<ComponentDuty>> Run() {
    auto limits = solvers::OnePerComponent(question_.met);
    std::erase_if(limits, [](const solvers::BindingLimit& limit) {
      return limit.kind != solvers::LimitKind::kCurrent;
    });
    std::vector<std::uint32_t> quarters;
    for (const solvers::BindingLimit& limit : limits) quarters.push_back(limit.quarter);
    TWIN_ASSIGN_OR_RETURN(const auto demand, PlannedDemand::Make(year_, quarters));
    std::vector<ComponentDuty> duties;
    for (std::size_t i = 0; i < limits.size(); ++i) {
      solvers::ComponentRatingInputs inputs;
      const auto place = year_.region.grid.branches[limits[i].branch].place;
      if (!demand.weather().empty() && year_.region.places.contains(place)) {
        const auto& weather = demand.weather()[i].weather;
        inputs.air_degc = weather[place].air_degc;
        inputs.weather = ratings_.WeatherOf(limits[i].branch, weather);
      }
      duties.push_back(Calc(limits[i], std::move(inputs)));
    }
    return duties;
  }

 private:
  ComponentDuty Calc(const solvers::BindingLimit& limit, solvers::ComponentRatingInputs inputs) {
    ComponentDuty duty{.limit = limit, .air_degc = inputs.air_degc};
    duty.used_mva =
        static_cast<double>(basis_.states->RatingMva(limit.quarter)[limit.branch.value()]);
    MeasureLoading(duty);
    const auto component = solvers::MakeComponentThermal(
        year_.region.grid, limit.branch, conductors_, ratings_.SiteOf(limit.branch));
    duty.steady = {.rating_mva = duty.used_mva};
    if (const auto steady = solvers::CalcComponentRating(component, inputs); steady.ok()) {
      duty.steady = *steady;
    }
    inputs.before_share = duty.requested.before_share;
    for (const double duration_min : kDurationsMin) {
      inputs.duration_min = duration_min;
      // A component that is too warm before has none.
      const auto rating = solvers::CalcComponentRating(component, inputs);
      const bool is_more = rating.ok() && rating->rule != solvers::RatingRule::kSeasonal;
      if (is_more) duty.emergencies.push_back({duration_min, *rating});
    }
    for (ComponentDuty::Load* load : {&duty.requested, &duty.until_trip}) {
      const auto bears =
          solvers::CalcOverloadTime(component, {.air_degc = inputs.air_degc,
                                                .weather = inputs.weather,
                                                .before_mva = load->before_share * duty.used_mva,
                                                .after_mva = load->after_share * duty.used_mva});
      if (bears.ok()) load->bears = *bears;
    }
    return duty;
  }

  // By AC, intact and after the outage.
  void MeasureLoading(ComponentDuty& duty) {
    const auto& limits = basis_.limits;
    const auto row = std::find(limits.branches.begin(), limits.branches.end(), duty.limit.branch);
    const auto found = std::find(limits.outages.begin(), limits.outages.end(), duty.limit.outage);
    if (row == limits.branches.end() || found == limits.outages.end()) return;
    const auto outage = static_cast<std::uint16_t>(found - limits.outages.begin());
    const std::uint32_t quarter = duty.limit.quarter;
    const std::array<solvers::CheckedPair, 4> pairs{{{quarter, 0, question_.requested_mw},
                                                     {quarter, outage, question_.requested_mw},
                                                     {quarter, 0, question_.until_trip_mw},
                                                     {quarter, outage, question_.until_trip_mw}}};
    std::array<solvers::LimitChecker::Values, 4> values;
    checker_.Measure(pairs, values);
    const auto m = static_cast<std::size_t>(row - limits.branches.begin());
    const auto share = [&](std::size_t pair) {
      return values[pair].is_solved ? std::abs(values[pair].loading_share[m]) : 0.0;
    };
    duty.requested = {.before_share = share(0), .after_share = share(1), .bears = {}};
    duty.until_trip = {.before_share = share(2), .after_share = share(3), .bears = {}};
  }

  const PlannedYear& year_;
  const solvers::HostingBasis& basis_;
  const models::LineConductors& conductors_;
  const DutyQuestion& question_;
  const solvers::LineRatings ratings_;
  solvers::LimitChecker checker_;
};

}  // namespace

absl::StatusOr<std::vector<ComponentDuty>> CalcComponentDuties(
    const PlannedYear& year, const solvers::HostingBasis& basis,
    const models::LineConductors& conductors, const DutyQuestion& question) {
  return Duties(year, basis, conductors, question).Run();
}

}  // namespace twin::capacity
