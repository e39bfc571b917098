#pragma once

#include <array>
#include <string>

#include "models/base/ids.h"
#include "models/electricity/branch.h"
#include "models/electricity/bus.h"

namespace models {

/// One winding: its leg of the star, seen from the star point as a BranchParams is from its `from`
/// end: ratio and changer stand at the star point, a larger ratio lowers the winding's voltage.
struct WindingParams {
  BusIndex bus;
  double r_ohm = 0.0;  ///< at the nominal voltage of winding 0
  double x_ohm = 0.0;  ///< the same; negative for one leg of many transformers
  double tap_ratio = 1.0;
  double phase_shift_deg = 0.0;
  SeasonalRating rating;
  double tap_step_ratio = 0.0;  ///< on-load tap changer; 0: none
  int tap_min_step = 0;
  int tap_max_step = 0;
  double tap_target_v_pu = 1.0;  ///< held at the winding's own bus
  double tap_deadband_v_pu = 0.0;
};

/// Three-winding transformer as a star of three legs.
struct ThreeWindingParams {
  std::string id;
  std::string name;
  PlaceIndex place;  ///< whose air cools it
  std::array<WindingParams, 3> windings;
  double g_siemens =
      0.0;  ///< magnetising admittance at winding 0's voltage, half at each end of leg 0
  double b_siemens = 0.0;
  bool is_in_service = true;
};

/// Short-circuit impedance between two windings with the third open, at winding 0's voltage.
struct WindingPairs {
  double r01_ohm = 0.0, x01_ohm = 0.0;
  double r02_ohm = 0.0, x02_ohm = 0.0;
  double r12_ohm = 0.0, x12_ohm = 0.0;
};

/// Legs of the star that has these impedances between its ends:
///   z_0 = (z_01 + z_02 − z_12)/2,  z_1 = (z_01 + z_12 − z_02)/2,  z_2 = (z_02 + z_12 − z_01)/2
/// **Source** Kundur 1994, "Power System Stability and Control", section 6.2.3.
void SetLegs(const WindingPairs& pairs, ThreeWindingParams& transformer);

/// The star point as a bus of `kv_of_winding0`: no limits, not monitored.
BusParams MakeStarBus(const ThreeWindingParams& transformer, const BusParams& winding0);

/// Leg `winding` (0 to 2) as a branch from the star point to the winding's bus.
BranchParams MakeLeg(const ThreeWindingParams& transformer, std::size_t winding, BusIndex star);

}  // namespace models
