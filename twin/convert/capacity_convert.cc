#include "twin/convert/capacity_convert.h"

#include <algorithm>
#include <map>
#include <utility>

#include "twin/access/declassify.h"
#include "twin/convert/capacity_question.h"
#include "twin/convert/time_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;
using solvers::LimitKind;

// From here up lines are the transmission system's.
constexpr double kTransmissionKv = 200.0;
constexpr double kNothingMw = 0.01;

template <class Params>
pb::GridComponent ToComponent(const Params& params) {
  pb::GridComponent component;
  component.set_id(params.id);
  component.set_name(params.name);
  return component;
}

pb::CapacityLimitKind ToKind(LimitKind kind) {
  switch (kind) {
    case LimitKind::kNone:
      return pb::CAPACITY_LIMIT_KIND_UNSPECIFIED;
    case LimitKind::kCurrent:
      return pb::CAPACITY_LIMIT_KIND_CURRENT;
    case LimitKind::kLowVoltage:
      return pb::CAPACITY_LIMIT_KIND_LOW_VOLTAGE;
    case LimitKind::kHighVoltage:
      return pb::CAPACITY_LIMIT_KIND_HIGH_VOLTAGE;
    case LimitKind::kNoSolution:
      return pb::CAPACITY_LIMIT_KIND_NO_SOLUTION;
  }
  return pb::CAPACITY_LIMIT_KIND_UNSPECIFIED;
}

pb::CapacityLimit ToLimit(const solvers::BindingLimit& limit,
                          const capacity::CapacityEngine& engine) {
  const models::ElectricityGrid& grid = engine.region().grid;
  pb::CapacityLimit result;
  result.set_kind(ToKind(limit.kind));
  if (grid.branches.contains(limit.branch)) {
    *result.mutable_component() = ToComponent(grid.branches[limit.branch]);
  } else if (grid.buses.contains(limit.bus)) {
    *result.mutable_component() = ToComponent(grid.buses[limit.bus]);
  }
  if (grid.branches.contains(limit.outage)) {
    *result.mutable_outage() = ToComponent(grid.branches[limit.outage]);
  }
  *result.mutable_time() = ToTimestamp(engine.first_quarter() + limit.quarter);
  result.set_at_mw(limit.at_mw);
  if (limit.kind == LimitKind::kCurrent) {
    result.set_loading_before_share(limit.value_before_pu);
    result.set_loading_limit_share(limit.limit_pu);
  } else if (limit.kind != LimitKind::kNoSolution) {
    result.set_voltage_before_pu(limit.value_before_pu);
    result.set_voltage_limit_pu(limit.limit_pu);
  }
  result.set_sensitivity_mw(limit.per_percent_mw);
  return result;
}

// One entry for each month and stretch of hours, in order; the least of its blocks.
void AddRoom(const solvers::HostingAnswer& answer, double requested_mw,
             const capacity::CapacityEngine& engine, pb::CapacityAnswer& result) {
  std::map<std::pair<int, int>, double> room_mw;
  for (std::size_t block = 0; block < answer.block_mw.size(); ++block) {
    const auto label = engine.LabelOf(block);
    const auto [entry, is_new] =
        room_mw.try_emplace({label.month, label.hour}, answer.block_mw[block]);
    if (!is_new) entry->second = std::min(entry->second, answer.block_mw[block]);
  }
  for (const auto& [when, least_mw] : room_mw) {
    pb::MonthHourRoom& room = *result.add_room();
    room.set_month(when.first);
    room.set_from_hour(when.second);
    room.set_lower_bound_mw(least_mw);
    room.set_holds_requested(least_mw >= requested_mw);
  }
}

void AddFeeders(const models::ElectricityGrid& grid, pb::CapacityAnswer& result) {
  std::map<std::string, double> part_share;
  for (const models::BoundaryParams& boundary : grid.boundaries) {
    if (boundary.slack_participation_share <= 0.0) continue;
    const bool has_area = grid.exchange_areas.contains(boundary.area);
    part_share[has_area ? grid.exchange_areas[boundary.area].id : boundary.id] +=
        boundary.slack_participation_share;
  }
  for (const auto& [area, share] : part_share) {
    pb::CapacityFeeder& feeder = *result.add_feeders();
    feeder.set_area(area);
    feeder.set_part_share(share);
  }
}

pb::Verdict VerdictOf(const pb::CapacityAnswer& answer, double requested_mw) {
  if (requested_mw <= answer.firm_mw()) return pb::VERDICT_NOW;
  const bool holds_sometimes =
      std::any_of(answer.room().begin(), answer.room().end(),
                  [](const pb::MonthHourRoom& room) { return room.holds_requested(); });
  return answer.firm_mw() >= kNothingMw || holds_sometimes ? pb::VERDICT_NOW_WITH_CONDITIONS
                                                           : pb::VERDICT_AFTER_MEASURE;
}

pb::BasisStage ToStage(capacity::Stage stage) {
  switch (stage) {
    case capacity::Stage::kStates:
      return pb::BASIS_STAGE_STATES;
    case capacity::Stage::kOutages:
      return pb::BASIS_STAGE_OUTAGES;
    case capacity::Stage::kReady:
      return pb::BASIS_STAGE_READY;
    case capacity::Stage::kFailed:
      return pb::BASIS_STAGE_FAILED;
  }
  return pb::BASIS_STAGE_UNSPECIFIED;
}

}  // namespace

pb::ReasonClass ReasonOf(const solvers::BindingLimit& limit, const models::ElectricityGrid& grid) {
  switch (limit.kind) {
    case LimitKind::kNone:
      return pb::REASON_CLASS_UNSPECIFIED;
    case LimitKind::kLowVoltage:
    case LimitKind::kHighVoltage:
    case LimitKind::kNoSolution:
      return pb::REASON_CLASS_VOLTAGE;
    case LimitKind::kCurrent:
      break;
  }
  if (!grid.branches.contains(limit.branch)) return pb::REASON_CLASS_DATA_MISSING;
  const models::BranchParams& branch = grid.branches[limit.branch];
  if (branch.kind == models::BranchKind::kTransformer) return pb::REASON_CLASS_TRANSFORMATION;
  return grid.buses[branch.from].nominal_kv >= kTransmissionKv ? pb::REASON_CLASS_TRANSMISSION_AREA
                                                               : pb::REASON_CLASS_REGIONAL_LINE;
}

pb::CapacityAnswer ToProto(const solvers::HostingAnswer& answer,
                           const pb::CapacityQuestion& question, const solvers::HostingQuery& query,
                           const capacity::CapacityEngine& engine) {
  const models::Region& region = engine.region();
  pb::CapacityAnswer result;
  *result.mutable_question() = question;
  *result.mutable_bus() = ToComponent(region.grid.buses[query.bus]);
  result.set_data_notice(region.notice);
  result.set_firm_mw(answer.firm_mw);
  result.set_crossing_mw(answer.crossing_mw);
  result.set_is_capped(answer.is_capped);
  result.set_screened_mw(answer.screened_mw);
  if (answer.binding.kind != LimitKind::kNone) {
    *result.mutable_binding() = ToLimit(answer.binding, engine);
  }
  for (const auto& limit : answer.next) *result.add_next() = ToLimit(limit, engine);
  AddRoom(answer, question.requested_mw(), engine, result);
  for (const models::BranchIndex outage : answer.loses_supply) {
    *result.add_loses_supply() = ToComponent(region.grid.branches[outage]);
  }
  for (const auto& limit : answer.exists_today) *result.add_exists_today() = ToLimit(limit, engine);
  AddFeeders(region.grid, result);
  result.mutable_terms()->set_stated_margin_share(solvers::kStatedMarginShare);
  result.mutable_terms()->set_worsening_share(solvers::kWorseningShare);
  result.mutable_terms()->set_worsening_pu(solvers::kWorseningPu);
  result.mutable_terms()->set_cap_mw(query.cap_mw);
  result.set_ac_solve_count(static_cast<std::int64_t>(answer.ac_solves));
  result.set_checked_pair_count(static_cast<std::int64_t>(answer.pairs_checked));
  result.mutable_timings()->set_slopes_milliseconds(answer.slopes_ms);
  result.mutable_timings()->set_screen_milliseconds(answer.screen_ms);
  result.mutable_timings()->set_check_milliseconds(answer.check_ms);
  result.set_verdict(VerdictOf(result, question.requested_mw()));
  *result.mutable_declassified() =
      access::Declassify(answer.firm_mw, question.requested_mw(),
                         ReasonOf(answer.binding, region.grid), engine.key().planning_year);
  return result;
}

pb::GetCapacityBasisResponse ToProto(const capacity::CapacityEngine& engine) {
  pb::GetCapacityBasisResponse response;
  const capacity::Progress progress = engine.progress();
  const models::Region& region = engine.region();
  response.set_stage(ToStage(progress.stage));
  response.set_done_count(static_cast<std::int64_t>(progress.done));
  response.set_total_count(static_cast<std::int64_t>(progress.total));
  response.set_stage_s(progress.stage_s);
  response.set_failure(std::string(progress.failure.message()));
  *response.mutable_key() = ToProto(engine.key());
  response.set_data_notice(region.notice);
  response.set_bus_count(static_cast<int>(region.grid.buses.size()));
  response.set_branch_count(static_cast<int>(region.grid.branches.size()));
  const solvers::HostingBasis* basis = engine.basis();
  if (basis == nullptr) return response;
  // The intact network is no outage.
  response.set_outage_count(static_cast<int>(basis->limits.outages.size()) - 1);
  response.set_quarter_count(static_cast<int>(basis->states->quarter_count()));
  response.set_unsolved_count(static_cast<std::int64_t>(basis->unsolved.size()));
  return response;
}

}  // namespace twin::convert
