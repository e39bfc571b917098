#pragma once

#include <string>

#include "models/base/ids.h"

namespace models {

enum class BranchKind { kLine, kCable, kTransformer, kEquivalent };

/// Apparent-power limit of one circuit at three air temperatures.
struct SeasonalRating {
  double summer_mva = 0.0;  ///< at +20 °C
  double mild_mva = 0.0;    ///< at 0 °C
  double cold_mva = 0.0;    ///< at −20 °C
};

/// One circuit: line, cable or transformer as one π model with tap and phase shift.
///   series impedance r + jx and total shunt susceptance b at the nominal voltage of `from`
///   a transformer's ratio is (nominal_kv(from)/nominal_kv(to)) · tap_ratio · e^{j·phase_shift},
///   the ideal transformer standing on the `from` side (MATPOWER convention)
struct BranchParams {
  std::string id;
  std::string name;
  BranchKind kind = BranchKind::kLine;
  BusIndex from;
  BusIndex to;
  PlaceIndex place;  ///< whose air cools it
  double r_ohm = 0.0;
  double x_ohm = 0.0;
  double b_siemens = 0.0;
  double g_siemens = 0.0;  ///< total shunt conductance (iron losses)
  double tap_ratio = 1.0;  ///< off-nominal ratio at the neutral step
  double phase_shift_deg = 0.0;
  double length_km = 0.0;  ///< 0 for transformers
  SeasonalRating rating;
  bool is_in_service = true;  ///< as built; outages are patches
  bool is_monitored = true;   ///< false for external equivalents
  bool is_synthetic = false;  ///< row invented for completeness, not from a source

  // On-load tap changer; absent when tap_step_ratio is 0.
  double tap_step_ratio = 0.0;
  int tap_min_step = 0;
  int tap_max_step = 0;
  double tap_target_v_pu = 1.0;    ///< held at the `to` bus
  double tap_deadband_v_pu = 0.0;  ///< half width
};

/// A connection that only joins its ends: |r + jx| below 1e-9 ohm.
bool HasNoImpedance(const BranchParams& branch);

/// Rating at an air temperature: linear between the three points, constant outside them.
double CalcRatingMva(const SeasonalRating& rating, double air_degc);

}  // namespace models
