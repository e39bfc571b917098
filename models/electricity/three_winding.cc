#include "models/electricity/three_winding.h"

#include "absl/strings/str_cat.h"

namespace models {

void SetLegs(const WindingPairs& pairs, ThreeWindingParams& transformer) {
  auto& [first, second, third] = transformer.windings;
  first.r_ohm = 0.5 * (pairs.r01_ohm + pairs.r02_ohm - pairs.r12_ohm);
  first.x_ohm = 0.5 * (pairs.x01_ohm + pairs.x02_ohm - pairs.x12_ohm);
  second.r_ohm = 0.5 * (pairs.r01_ohm + pairs.r12_ohm - pairs.r02_ohm);
  second.x_ohm = 0.5 * (pairs.x01_ohm + pairs.x12_ohm - pairs.x02_ohm);
  third.r_ohm = 0.5 * (pairs.r02_ohm + pairs.r12_ohm - pairs.r01_ohm);
  third.x_ohm = 0.5 * (pairs.x02_ohm + pairs.x12_ohm - pairs.x01_ohm);
}

BusParams MakeStarBus(const ThreeWindingParams& transformer, const BusParams& winding0) {
  BusParams star;
  star.id = absl::StrCat(transformer.id, ":star");
  star.name = absl::StrCat(transformer.name, " (star point)");
  star.station = winding0.station;
  star.nominal_kv = winding0.nominal_kv;
  star.is_monitored = false;
  return star;
}

BranchParams MakeLeg(const ThreeWindingParams& transformer, std::size_t winding, BusIndex star) {
  const WindingParams& one = transformer.windings[winding];
  BranchParams leg;
  leg.id = absl::StrCat(transformer.id, ":", winding);
  leg.name = absl::StrCat(transformer.name, " (winding ", winding + 1, ")");
  leg.kind = BranchKind::kTransformer;
  leg.from = star;
  leg.to = one.bus;
  leg.place = transformer.place;
  leg.r_ohm = one.r_ohm;
  leg.x_ohm = one.x_ohm;
  leg.g_siemens = winding == 0 ? transformer.g_siemens : 0.0;
  leg.b_siemens = winding == 0 ? transformer.b_siemens : 0.0;
  leg.tap_ratio = one.tap_ratio;
  leg.phase_shift_deg = one.phase_shift_deg;
  leg.rating = one.rating;
  leg.is_in_service = transformer.is_in_service;
  leg.tap_step_ratio = one.tap_step_ratio;
  leg.tap_min_step = one.tap_min_step;
  leg.tap_max_step = one.tap_max_step;
  leg.tap_target_v_pu = one.tap_target_v_pu;
  leg.tap_deadband_v_pu = one.tap_deadband_v_pu;
  return leg;
}

}  // namespace models
