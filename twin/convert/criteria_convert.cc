#include "twin/convert/criteria_convert.h"

#include "twin/convert/capacity_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

// The contract's numbers follow the order of the enumeration.
pb::ServiceCriterion ToCriterion(capacity::ServiceCriterion criterion) {
  return static_cast<pb::ServiceCriterion>(static_cast<int>(criterion) + 1);
}
static_assert(static_cast<int>(capacity::ServiceCriterion::kN1WithAction) + 1 ==
              static_cast<int>(pb::SERVICE_CRITERION_N1_WITH_ACTION));

}  // namespace

pb::CriteriaReport ToProto(const capacity::CriteriaReport& report,
                           const models::MeasureRules& rules,
                           const capacity::CapacityEngine& engine) {
  pb::CriteriaReport told;
  for (const capacity::CriterionRoom& room : report.rooms) {
    pb::CriterionRoom& row = *told.add_rooms();
    row.set_criterion(ToCriterion(room.criterion));
    row.set_most_mw(room.most_mw);
    row.set_is_at_least(room.is_at_least);
    if (room.binding.kind != solvers::LimitKind::kNone) {
      *row.mutable_binding() = ToLimit(room.binding, engine);
    }
    row.set_served_mw(room.served_mw);
    row.set_outages_per_year(room.expected.outages_per_year);
    row.set_cut_h(room.expected.cut_h);
    row.set_ens_mwh(room.expected.energy_mwh);
    if (report.cost != nullptr) row.set_interruption_nok(room.expected.cost_nok);
  }
  for (const models::BranchIndex branch : report.switched) {
    *told.add_switched() = ToComponent(engine.region().grid.branches[branch]);
  }
  told.set_short_time_rating_ratio(rules.short_time_rating_ratio);
  told.set_short_time_min(rules.short_time_min);
  if (report.cost != nullptr) {
    told.set_interruption_group(report.cost->group);
    told.set_price_year(report.cost->price_year);
    told.set_confidence(report.cost->confidence);
  }
  told.set_short_quarter_count(static_cast<std::int64_t>(report.short_count));
  told.set_sampled_quarter_count(static_cast<std::int64_t>(report.sampled_count));
  told.set_milliseconds(report.milliseconds);
  return told;
}

}  // namespace twin::convert
