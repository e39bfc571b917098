#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/base/bilingual.h"
#include "models/plan/plan.h"
#include "models/plan/plan_tables.h"
#include "models/plan/polygon_overlay.h"

namespace solvers {

/// Floor of one use on one area.
struct PlanFloor {
  std::size_t area = 0;  ///< place in the plan
  std::string use;
  std::string standard;
  double floor_m2 = 0.0;
  double customers_count = 0.0;  ///< dwellings, or floor over a usual customer's
};

/// Power given for one area.
struct PlanPower {
  std::size_t area = 0;
  std::string profile;
  double ordered_mw = 0.0;
};

/// What is not known about an area, and why; nothing stands in its place.
struct PlanGap {
  std::size_t area = 0;
  models::Bilingual reason;
};

/// What a plan permits, ready to be reckoned with.
struct PlanAreas {
  double ground_m2 = 0.0;  ///< covered by some area at some level, once
  double drawn_m2 = 0.0;   ///< sum over the areas as drawn, floors counted each
  std::vector<PlanFloor> floors;
  std::vector<PlanPower> powers;
  std::vector<PlanGap> gaps;
  std::vector<std::string> notes;
  std::vector<models::SurfaceOverlap> overlaps;  ///< on one level, more than a square metre
};

/// Floor by use of every area.
///   floor = BRA, else %-BRA · ground, else BYA · storeys, else %-BYA · ground · storeys,
///           else dwellings · usual floor
/// Ground that percentages are taken of is counted once: what an area of the ground level covers is
/// not counted again below and above it, nor what an area earlier in the file covers on the same
/// level. An area drawn alike on several levels (same field name, purpose and number) is counted
/// once. Given power takes the place of what floors would draw. Existing areas of a municipal plan
/// add nothing.
/// **Valid** as of models::Validate.
/// Errors: InvalidArgument with every area that cannot be understood: a purpose that is not in its
/// list, a combined purpose without shares, a use, standard or profile nobody knows.
absl::StatusOr<PlanAreas> CalcPlanAreas(const models::Plan& plan, const models::PlanTables& tables);

}  // namespace solvers
