#include "twin/convert/capacity_convert.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "solvers/next_mw_feeders.h"
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

// One entry for each month and stretch of hours, in order: the least of its blocks, or the firm MW
// where these are more, for they hold always.
void AddRoom(const solvers::HostingAnswer& answer, double requested_mw,
             const capacity::CapacityEngine& engine, pb::CapacityAnswer& result) {
  std::map<std::pair<int, int>, double> room_mw;
  for (std::size_t block = 0; block < answer.block_mw.size(); ++block) {
    const auto label = engine.LabelOf(block);
    const auto [entry, is_new] =
        room_mw.try_emplace({label.month, label.hour}, answer.block_mw[block]);
    if (!is_new) entry->second = std::min(entry->second, answer.block_mw[block]);
  }
  for (const auto& [when, screened_mw] : room_mw) {
    const double least_mw = std::max(screened_mw, answer.firm_mw);
    pb::MonthHourRoom& room = *result.add_room();
    room.set_month(when.first);
    room.set_from_hour(when.second);
    room.set_lower_bound_mw(least_mw);
    room.set_holds_requested(least_mw >= requested_mw);
  }
}

void AddFeeders(const models::ElectricityGrid& grid, pb::CapacityAnswer& result) {
  for (const auto& [id, share] : solvers::ListParticipants(grid)) {
    pb::CapacityFeeder& feeder = *result.add_feeders();
    feeder.set_area(std::string(absl::StripPrefix(id, "area/")));
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

pb::CapacityLimitKind ToKind(const solvers::MvHostingAnswer& room) {
  switch (room.binding) {
    case solvers::MvBinding::kNone:
      return pb::CAPACITY_LIMIT_KIND_UNSPECIFIED;
    case solvers::MvBinding::kLowVoltage:
      return pb::CAPACITY_LIMIT_KIND_LOW_VOLTAGE;
    case solvers::MvBinding::kHighVoltage:
      return pb::CAPACITY_LIMIT_KIND_HIGH_VOLTAGE;
    case solvers::MvBinding::kLineLoading:
    case solvers::MvBinding::kTransformers:
      return pb::CAPACITY_LIMIT_KIND_CURRENT;
  }
  return pb::CAPACITY_LIMIT_KIND_UNSPECIFIED;
}

pb::ReasonClass ReasonOf(solvers::MvBinding binding) {
  switch (binding) {
    case solvers::MvBinding::kTransformers:
      return pb::REASON_CLASS_TRANSFORMATION;
    case solvers::MvBinding::kLineLoading:
      return pb::REASON_CLASS_DISTRIBUTION_LINE;
    case solvers::MvBinding::kLowVoltage:
    case solvers::MvBinding::kHighVoltage:
      return pb::REASON_CLASS_VOLTAGE;
    case solvers::MvBinding::kNone:
      break;
  }
  return pb::REASON_CLASS_UNSPECIFIED;
}

// The feeder stays as it is.
void LimitYears(double free_mw, pb::YearReport& report) {
  for (pb::YearRoom& year : *report.mutable_years()) {
    if (year.firm_mw() < free_mw) continue;
    year.set_firm_mw(free_mw);
    year.set_is_at_least(false);
    year.clear_binding();
  }
}

// What lies below the busbar is looked at with the year's extreme of demand alone: it has no hours.
// Terms for more than it takes are unknown.
void LimitTerms(solvers::MvBinding binding, double free_mw, pb::CapacityAnswer& answer) {
  if (binding == solvers::MvBinding::kNone) return;
  if (answer.question().requested_mw() > free_mw) {
    answer.clear_conditional();
    answer.clear_measures();  // of the grid above: they do not lift the feeder
    answer.clear_weather_years();
    answer.clear_years();
    answer.clear_criteria();
    return;
  }
  if (answer.has_years()) LimitYears(free_mw, *answer.mutable_years());
  pb::ConditionalTerms& terms = *answer.mutable_conditional();
  terms.set_trip_on_outage_mw(std::min(terms.trip_on_outage_mw(), free_mw));
  for (pb::MwAtHours& point : *terms.mutable_curve()) {
    if (point.mw() < free_mw) continue;
    point.set_mw(free_mw);
    point.set_is_at_least(false);
  }
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

pb::CapacityLimit ToLimit(const solvers::BindingLimit& limit,
                          const capacity::CapacityEngine& engine) {
  return ToLimit(limit, engine.region().grid, engine.first_quarter());
}

pb::CapacityLimit ToLimit(const solvers::BindingLimit& limit, const models::ElectricityGrid& grid,
                          models::Quarter first) {
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
  *result.mutable_time() = ToTimestamp(first + limit.quarter);
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
  result.set_bus_name(region.grid.buses[query.bus].name);
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

void AddMediumVoltage(const capacity::CapacityEngine& engine, models::MvNodeIndex node,
                      const capacity::CapacityEngine::MvAnswer& mv, pb::CapacityAnswer& answer) {
  const models::MvGrid& grid = engine.mv().grid();
  const solvers::MvHostingAnswer& room = mv.room;
  const bool is_units = room.binding == solvers::MvBinding::kTransformers;
  const std::string component =
      is_units ? absl::StrCat(answer.bus_name(), ", transformers to ",
                              grid.supplies[engine.mv().SupplyOf(node)].nominal_kv, " kV")
      : room.where.valid()
          ? absl::StrCat(answer.bus_name(), "/", models::MvNodeLabel(grid, room.where))
          : "";
  pb::MediumVoltageRoom& told = *answer.mutable_medium_voltage();
  told.set_node(absl::StrCat(answer.bus_name(), "/", models::MvNodeLabel(grid, node)));
  told.set_nominal_kv(grid.supplies[engine.mv().SupplyOf(node)].nominal_kv);
  const double free_mw = std::abs(room.free_mw);
  told.set_free_mw(free_mw);
  told.set_limit(ToKind(room));
  told.set_component(component);
  if (told.limit() == pb::CAPACITY_LIMIT_KIND_CURRENT) {
    told.set_loading_before_share(room.value);
    told.set_loading_limit_share(room.limit);
  } else if (room.binding != solvers::MvBinding::kNone) {
    told.set_voltage_before_pu(room.value);
    told.set_voltage_limit_pu(room.limit);
  }
  told.set_node_voltage_pu(room.feeder_v_pu);
  told.set_demand_ratio(mv.demand_ratio);
  if (answer.has_conditional()) LimitTerms(room.binding, free_mw, answer);
  if (room.binding == solvers::MvBinding::kNone || free_mw >= answer.firm_mw()) return;
  if (answer.has_binding()) {
    answer.mutable_next()->Add()->CopyFrom(answer.binding());
    for (int i = answer.next_size() - 1; i > 0; --i) answer.mutable_next()->SwapElements(i, i - 1);
  }
  answer.clear_binding();
  pb::CapacityLimit& binding = *answer.mutable_binding();
  binding.set_kind(told.limit());
  binding.mutable_component()->set_id(component);
  binding.mutable_component()->set_name(component);
  binding.set_at_mw(free_mw);
  if (binding.kind() == pb::CAPACITY_LIMIT_KIND_CURRENT) {
    binding.set_loading_before_share(room.value);
    binding.set_loading_limit_share(room.limit);
  } else {
    binding.set_voltage_before_pu(room.value);
    binding.set_voltage_limit_pu(room.limit);
  }
  answer.set_firm_mw(free_mw);
  answer.set_crossing_mw(free_mw);
  answer.set_is_capped(false);
  const double requested_mw = answer.question().requested_mw();
  for (pb::MonthHourRoom& one : *answer.mutable_room()) {
    one.set_lower_bound_mw(std::min(one.lower_bound_mw(), free_mw));
    one.set_holds_requested(one.lower_bound_mw() >= requested_mw);
  }
  answer.set_verdict(VerdictOf(answer, requested_mw));
  *answer.mutable_declassified() =
      access::Declassify(free_mw, requested_mw, ReasonOf(room.binding), engine.key().planning_year);
}

pb::CapacityAnswer JoinStorage(pb::CapacityAnswer charge, pb::CapacityAnswer discharge) {
  pb::StorageRoom room;
  room.set_charge_firm_mw(charge.firm_mw());
  room.set_discharge_firm_mw(discharge.firm_mw());
  const bool is_charge_less = charge.firm_mw() <= discharge.firm_mw();
  pb::CapacityAnswer& other = is_charge_less ? discharge : charge;
  pb::CapacityAnswer joined = is_charge_less ? charge : discharge;
  if (other.has_binding()) *room.mutable_other_binding() = other.binding();
  if (joined.firm_mw() > 0.0) {
    room.set_full_power_h(joined.question().storage_mwh() / joined.firm_mw());
  }
  *joined.mutable_storage() = std::move(room);
  for (int i = 0; i < joined.room_size(); ++i) {
    pb::MonthHourRoom& one = *joined.mutable_room(i);
    one.set_lower_bound_mw(std::min(one.lower_bound_mw(), other.room(i).lower_bound_mw()));
    one.set_holds_requested(one.lower_bound_mw() >= joined.question().requested_mw());
  }
  joined.set_screened_mw(std::min(joined.screened_mw(), other.screened_mw()));
  joined.set_ac_solve_count(joined.ac_solve_count() + other.ac_solve_count());
  joined.set_checked_pair_count(joined.checked_pair_count() + other.checked_pair_count());
  pb::CapacityTimings& timings = *joined.mutable_timings();
  timings.set_slopes_milliseconds(timings.slopes_milliseconds() +
                                  other.timings().slopes_milliseconds());
  timings.set_screen_milliseconds(timings.screen_milliseconds() +
                                  other.timings().screen_milliseconds());
  timings.set_check_milliseconds(timings.check_milliseconds() +
                                 other.timings().check_milliseconds());
  return joined;
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
