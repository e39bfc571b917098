#include "twin/convert/components_convert.h"

#include <algorithm>
#include <numeric>

#include "twin/convert/capacity_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kLeastFeederShare = 0.005;

// The contract's numbers follow the solvers' order.
pb::RatingRule ToRule(solvers::RatingRule rule) {
  return static_cast<pb::RatingRule>(static_cast<int>(rule) + 1);
}
static_assert(static_cast<int>(solvers::RatingRule::kCableEmergency) + 1 ==
              static_cast<int>(pb::RATING_RULE_CABLE_EMERGENCY));

pb::TransformerYear ToProto(const capacity::TransformerWear::Year& year) {
  pb::TransformerYear told;
  told.set_peak_load_ratio(year.peak_load_ratio);
  told.set_hottest_degc(year.hottest_degc);
  told.set_aged_h(year.aged_h);
  return told;
}

std::vector<std::size_t> ListLargest(const std::vector<double>& mean_share) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < mean_share.size(); ++i) {
    if (mean_share[i] >= kLeastFeederShare) places.push_back(i);
  }
  std::stable_sort(places.begin(), places.end(),
                   [&](std::size_t a, std::size_t b) { return mean_share[a] > mean_share[b]; });
  return places;
}

}  // namespace

pb::ComponentDuty ToProto(const capacity::ComponentDuty& duty,
                          const capacity::CapacityEngine& engine) {
  pb::ComponentDuty told;
  *told.mutable_limit() = ToLimit(duty.limit, engine);
  told.set_air_degc(duty.air_degc);
  told.set_used_mva(duty.used_mva);
  told.set_steady_mva(duty.steady.rating_mva);
  told.set_steady_rule(ToRule(duty.steady.rule));
  for (const auto& [duration_min, rating] : duty.emergencies) {
    pb::EmergencyRating& one = *told.add_emergencies();
    one.set_duration_min(duration_min);
    one.set_rating_mva(rating.rating_mva);
    one.set_rule(ToRule(rating.rule));
  }
  told.set_before_share(duty.requested.before_share);
  told.set_after_share(duty.requested.after_share);
  told.set_is_time_known(duty.requested.bears.is_known);
  if (duty.requested.bears.minutes.has_value()) {
    told.set_bears_min(*duty.requested.bears.minutes);
  }
  return told;
}

void AddTripTime(const std::vector<capacity::ComponentDuty>& duties, pb::ConditionalTerms& terms) {
  terms.set_is_trip_time_known(true);
  for (const capacity::ComponentDuty& duty : duties) {
    const capacity::ComponentDuty::Load& load = duty.until_trip;
    if (load.after_share <= 1.0) continue;
    if (!load.bears.is_known) terms.set_is_trip_time_known(false);
    if (!load.bears.minutes.has_value()) continue;
    terms.set_trip_within_min(terms.has_trip_within_min()
                                  ? std::min(terms.trip_within_min(), *load.bears.minutes)
                                  : *load.bears.minutes);
  }
}

pb::TransformerWear ToProto(const capacity::TransformerWear& wear,
                            const capacity::CapacityEngine& engine) {
  pb::TransformerWear told;
  *told.mutable_transformer() = ToComponent(engine.region().grid.branches[wear.transformer]);
  told.set_rated_mva(wear.rated_mva);
  told.set_part_share(wear.part_share);
  *told.mutable_today() = ToProto(wear.today);
  *told.mutable_with_applicant() = ToProto(wear.with);
  return told;
}

pb::CapacityFeeding ToProto(const capacity::Feeding& feeding,
                            const capacity::CapacityEngine& engine, bool with_series) {
  pb::CapacityFeeding told;
  const std::vector<std::size_t> places = ListLargest(feeding.mean_share);
  for (const std::size_t at : places) {
    pb::FeederPart& part = *told.add_parts();
    part.set_feeder(feeding.feeders[at]);
    part.set_year_share(feeding.mean_share[at]);
    if (!feeding.binding_share.empty()) part.set_binding_share(feeding.binding_share[at]);
  }
  for (const auto& [block, share] : feeding.blocks) {
    const auto label = engine.LabelOf(block);
    pb::MonthHourFeeding& cell = *told.add_month_hours();
    cell.set_month(label.month);
    cell.set_from_hour(label.hour);
    for (const std::size_t at : places) cell.add_share(static_cast<float>(share[at]));
  }
  const planning::PlanningBase& base = engine.base();
  for (std::size_t quarter = 0; with_series && quarter < base.quarter_count(); ++quarter) {
    const auto row = base.Row(planning::Column::kNextMwShare, quarter);
    for (const std::size_t at : places) told.add_quarter_share(row[at]);
  }
  return told;
}

}  // namespace twin::convert
