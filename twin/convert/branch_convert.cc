#include "twin/convert/branch_convert.h"

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "twin/convert/frame_convert.h"
#include "twin/convert/patch_convert.h"
#include "twin/convert/time_convert.h"
#include "twin/store/schema.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

// Of a county without an energised monitored bus; no voltage is as high.
constexpr double kNoVoltagePu = 2.0;
// Of a run without rooms, likewise.
constexpr double kNoRoomDegC = 1e9;

google::protobuf::Timestamp FromSeconds(std::int64_t unix_s) {
  google::protobuf::Timestamp time;
  time.set_seconds(unix_s);
  return time;
}

pb::BranchStatus ToProto(scenario::BranchStatus status) {
  switch (status) {
    case scenario::BranchStatus::kPaused:
      return pb::BRANCH_STATUS_PAUSED;
    case scenario::BranchStatus::kRunning:
      return pb::BRANCH_STATUS_RUNNING;
    case scenario::BranchStatus::kRecovering:
      return pb::BRANCH_STATUS_RECOVERING;
    case scenario::BranchStatus::kFailed:
      return pb::BRANCH_STATUS_FAILED;
  }
  return pb::BRANCH_STATUS_UNSPECIFIED;
}

pb::WorstViolation ToProto(const scenario::WorstBreach& worst, const models::Region& region) {
  pb::WorstViolation violation;
  violation.set_element_id(worst.breach.kind == BreachKind::kOverload
                               ? region.grid.branches[models::BranchIndex(worst.breach.row)].id
                               : region.grid.buses[models::BusIndex(worst.breach.row)].id);
  *violation.mutable_time() = ToTimestamp(worst.quarter);
  violation.set_value_pu(worst.breach.value_pu);
  violation.set_limit_pu(worst.breach.limit_pu);
  return violation;
}

pb::ElementDifference ToProto(const scenario::ElementDifference& difference) {
  pb::ElementDifference result;
  result.set_series(difference.group);
  result.set_unit(difference.unit);
  result.set_element_id(difference.element_id);
  *result.mutable_time() = ToTimestamp(difference.at);
  result.set_first_in_unit(difference.values[0]);
  result.set_second_in_unit(difference.values[1]);
  return result;
}

pb::AreaDifference ToProto(const scenario::AreaDifference& difference) {
  pb::AreaDifference result;
  result.set_area(difference.area);
  result.set_first_mwh(difference.first_mwh);
  result.set_second_mwh(difference.second_mwh);
  result.set_first_highest_loading_share(difference.first_highest_loading_share);
  result.set_second_highest_loading_share(difference.second_highest_loading_share);
  if (difference.first_lowest_voltage_pu < kNoVoltagePu) {
    result.set_first_lowest_voltage_pu(difference.first_lowest_voltage_pu);
  }
  if (difference.second_lowest_voltage_pu < kNoVoltagePu) {
    result.set_second_lowest_voltage_pu(difference.second_lowest_voltage_pu);
  }
  return result;
}

}  // namespace

pb::RunTotals ToProto(const scenario::Totals& totals, const models::Region& region) {
  pb::RunTotals result;
  if (totals.quarters == 0) return result;
  result.set_quarters(totals.quarters);
  result.set_stale_quarters(totals.stale_quarters);
  result.set_violated_quarters(totals.breached_quarters);
  result.set_demand_mwh(totals.demand_mwh);
  result.set_heat_electricity_mwh(totals.heat_electricity_mwh);
  result.set_losses_mwh(totals.losses_mwh);
  result.set_generation_mwh(totals.generation_mwh);
  result.set_net_import_mwh(totals.net_import_mwh);
  result.set_unserved_mwh(totals.unserved_mwh);
  result.set_import_beyond_limits_mwh(totals.beyond_limits_mwh);
  result.set_heat_demand_mwh(totals.heat_demand_mwh);
  result.set_heat_unserved_mwh(totals.heat_unserved_mwh);
  result.set_heat_cost_nok(totals.heat_cost_nok);
  result.set_heat_emission_kg(totals.heat_emission_kg);
  result.set_worst_residual_mw(totals.worst_residual_mw);
  result.set_worst_heat_residual_mw(totals.worst_heat_residual_mw);
  if (totals.coldest_room_degc < kNoRoomDegC) {
    result.set_coldest_room_degc(totals.coldest_room_degc);
  }
  result.set_highest_loading_share(totals.highest_loading_share);
  result.set_highest_outage_loading_share(totals.highest_outage_loading_share);
  if (totals.worst_overload.has_value()) {
    *result.mutable_worst_overload() = ToProto(*totals.worst_overload, region);
  }
  if (totals.worst_voltage.has_value()) {
    *result.mutable_worst_voltage() = ToProto(*totals.worst_voltage, region);
  }
  return result;
}

pb::Branch ToProto(const scenario::BranchInfo& info, const models::Region& region,
                   bool has_patches) {
  pb::Branch branch;
  branch.set_id(info.id);
  branch.set_name(info.name);
  branch.set_owner(info.owner);
  branch.set_parent_id(info.parent_id);
  *branch.mutable_origin() = ToTimestamp(info.origin);
  *branch.mutable_next() = ToTimestamp(info.next);
  *branch.mutable_target() = ToTimestamp(info.target);
  branch.set_status(ToProto(info.status));
  branch.set_failure(info.failure);
  branch.set_max_steps(info.budget.max_steps);
  branch.set_max_bytes(info.budget.max_bytes);
  branch.set_own_bytes(static_cast<std::int64_t>(info.own_bytes));
  branch.set_kept_every_quarters(static_cast<std::int64_t>(info.stride));
  *branch.mutable_created() = FromSeconds(info.created_s);
  *branch.mutable_expires() = FromSeconds(info.expires_s);
  *branch.mutable_totals() = ToProto(info.totals, region);
  if (has_patches) {
    for (const models::Patch& patch : info.patches) {
      if (!IsHeatPlan(patch)) *branch.add_patches() = ToProto(patch);
    }
  }
  AddStale(info.stale, *branch.mutable_stale());
  return branch;
}

pb::CompareBranchesResponse ToProto(const scenario::Comparison& comparison,
                                    const models::Region& region) {
  pb::CompareBranchesResponse result;
  if (comparison.first_divergence.has_value()) {
    *result.mutable_first_divergence() = ToTimestamp(*comparison.first_divergence);
    *result.mutable_first_element() = ToProto(comparison.first_element);
  }
  for (const auto& element : comparison.elements) *result.add_elements() = ToProto(element);
  for (const auto& county : comparison.counties) *result.add_counties() = ToProto(county);
  for (const auto& area : comparison.exchange_areas) {
    *result.add_exchange_areas() = ToProto(area);
  }
  *result.mutable_first() = ToProto(comparison.first, region);
  *result.mutable_second() = ToProto(comparison.second, region);
  return result;
}

pb::ReplayPeriodResponse ToProto(const scenario::ReplayReport& report,
                                 const models::Region& region) {
  pb::ReplayPeriodResponse result;
  result.set_quarters(report.quarters);
  result.set_equal_quarters(report.equal);
  if (report.first_unequal.has_value()) {
    *result.mutable_first_unequal() = ToTimestamp(*report.first_unequal);
  }
  result.set_final_state_hash(store::ToHex(report.final_hash));
  *result.mutable_totals() = ToProto(report.totals, region);
  return result;
}

}  // namespace twin::convert
