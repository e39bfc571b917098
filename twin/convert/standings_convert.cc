#include "twin/convert/standings_convert.h"

#include "twin/convert/capacity_convert.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

// The contract's numbers follow the order here.
pb::StandingKind ToKind(capacity::StandingKind kind) {
  return static_cast<pb::StandingKind>(static_cast<int>(kind) + 1);
}
static_assert(static_cast<int>(capacity::StandingKind::kDfProfile) + 1 ==
              static_cast<int>(pb::STANDING_KIND_DF_PROFILE));

pb::RouteCost ToProto(const models::MeasureCost& cost) {
  pb::RouteCost told;
  if (!cost.is_known) return told;
  told.set_low_mnok(cost.range.low_mnok);
  told.set_high_mnok(cost.range.high_mnok);
  told.set_price_year(cost.price_year);
  return told;
}

}  // namespace

pb::DfProfile ToProto(const models::DfProfile& profile) {
  pb::DfProfile told;
  told.set_id(profile.id);
  told.set_company(profile.company);
  told.set_version(profile.version);
  told.set_rating_ratio(profile.rating_ratio);
  told.set_v_min_pu(profile.v_min_pu);
  told.set_v_max_pu(profile.v_max_pu);
  told.set_voltage_step_share(profile.voltage_step_share);
  told.set_least_outage_kv(profile.least_outage_kv);
  told.set_load_case(profile.load_case);
  told.set_source(profile.source);
  told.set_confidence(profile.confidence);
  return told;
}

pb::CapacityStanding ToProto(const capacity::Standing& standing, double requested_mw,
                             const capacity::CapacityEngine& engine) {
  pb::CapacityStanding told;
  told.set_kind(ToKind(standing.kind));
  for (const models::LargeLoadIndex load : standing.loads) {
    told.add_large_load_ids(engine.region().large_loads[load].id);
  }
  told.set_large_loads_mw(standing.loads_mw);
  if (standing.kind == capacity::StandingKind::kDfProfile) {
    *told.mutable_profile() = ToProto(standing.profile);
  }
  told.set_failure(standing.failure);
  if (!standing.failure.empty()) return told;
  told.set_firm_mw(standing.with.firm_mw);
  told.set_is_at_least(standing.with.is_at_least);
  told.set_holds_requested(standing.with.firm_mw >= requested_mw);
  if (standing.with.binding.kind != solvers::LimitKind::kNone) {
    *told.mutable_binding() = ToLimit(standing.with.binding, engine);
  }
  return told;
}

void AddCandidates(const std::vector<capacity::ConnectionCandidate>& candidates,
                   const capacity::CapacityEngine& engine, pb::CapacityAnswer& answer) {
  for (const capacity::ConnectionCandidate& candidate : candidates) {
    pb::ConnectionCandidate& told = *answer.add_candidates();
    const models::BusParams& bus = engine.region().grid.buses[candidate.bus];
    told.set_bus_id(bus.id);
    told.set_bus_name(bus.name);
    if (candidate.mv_node.valid()) {
      told.set_mv_node(models::MvNodeLabel(engine.mv().grid(), candidate.mv_node));
    }
    told.set_nominal_kv(candidate.nominal_kv);
    told.set_distance_km(candidate.distance_km);
    told.set_suits_voltage(candidate.suits_voltage);
    *told.mutable_line() = ToProto(candidate.line);
    *told.mutable_cable() = ToProto(candidate.cable);
    told.set_is_asked(answer.candidates_size() == 1);
  }
}

void CheckSteps(pb::CapacityAnswer& answer) {
  for (pb::CapacityStanding& standing : *answer.mutable_standings()) {
    if (!standing.has_profile() || !answer.has_voltage_step()) continue;
    standing.set_is_step_within_limit(answer.voltage_step().largest_share() <=
                                      standing.profile().voltage_step_share());
  }
}

}  // namespace twin::convert
