#include "twin/convert/reserve_convert.h"

#include "twin/access/declassify.h"
#include "twin/convert/capacity_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

pb::HoldBackRule ToProto(const models::HoldBackRule& rule) {
  pb::HoldBackRule told;
  told.set_id(rule.id);
  told.set_below_mw(rule.below_mw);
  told.set_below_gwh(rule.below_gwh);
  told.set_held_for_years(rule.held_for_years);
  told.set_valid_from(rule.valid_from);
  told.set_valid_to(rule.valid_to);
  told.set_source(rule.source);
  told.set_confidence(rule.confidence);
  return told;
}

pb::ReservedLoad ToProto(const capacity::ReservedLoad& row, const models::Region& region) {
  const models::LargeLoadParams& large = region.large_loads[row.load];
  pb::ReservedLoad told;
  told.set_id(large.id);
  told.set_name(large.name);
  told.set_size_mw(row.size_mw);
  told.set_from_year(row.from_year);
  told.set_is_reserved(row.is_reserved);
  told.set_is_in_planned_year(row.is_in_planned);
  if (row.has_bus) told.set_bus_id(region.grid.buses[large.bus].id);
  told.set_distance_km(row.distance_km);
  return told;
}

// What comes before leaves less than is firm: that decides.
void Decide(const pb::ReserveReport& report, int planning_year, pb::CapacityAnswer& answer) {
  const double taken_before_mw = answer.firm_mw() - report.available_mw();
  if (taken_before_mw <= 0.0) return;
  const double requested_mw = answer.question().requested_mw();
  const bool is_held = report.held_back_mw() >= taken_before_mw - report.held_back_mw();
  *answer.mutable_declassified() = access::Declassify(
      report.available_mw(), requested_mw,
      is_held ? pb::REASON_CLASS_HELD_BACK : pb::REASON_CLASS_QUEUE, planning_year);
  if (answer.verdict() == pb::VERDICT_NOW && requested_mw > report.available_mw()) {
    answer.set_verdict(pb::VERDICT_NOW_WITH_CONDITIONS);
  }
}

}  // namespace

void AddReserve(const capacity::ReserveReport& report, const capacity::CapacityEngine& engine,
                pb::CapacityAnswer& answer) {
  const models::Region& region = engine.region();
  pb::ReserveReport& told = *answer.mutable_reserve();
  told.set_physical_mw(report.physical_mw);
  told.set_held_back_mw(report.held_back_mw);
  told.set_reserved_mw(report.reserved_mw);
  told.set_used_mw(report.used_mw);
  told.set_available_mw(report.available_mw);
  told.set_is_overdrawn(report.is_overdrawn);
  told.set_used_peak_mw(report.used_peak_mw);
  if (report.rule != nullptr) *told.mutable_rule() = ToProto(*report.rule);
  told.set_is_held_for_applicant(report.is_held_for_applicant);
  for (const capacity::ReservedLoad& row : report.loads) *told.add_loads() = ToProto(row, region);
  if (report.with_all.binding.kind != solvers::LimitKind::kNone) {
    *told.mutable_binding() = ToLimit(report.with_all.binding, engine);
  }
  for (const solvers::BindingLimit& limit : report.with_all.exists_before) {
    *told.add_exists_before() = ToLimit(limit, engine);
  }
  told.set_quarter_count(static_cast<std::int64_t>(report.quarter_count));
  told.set_outage_count(static_cast<std::int64_t>(report.outage_count));
  told.set_milliseconds(report.milliseconds);
  Decide(told, engine.key().planning_year, answer);
}

}  // namespace twin::convert
