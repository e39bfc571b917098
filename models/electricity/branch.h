#pragma once

#include <string>
#include <vector>

#include "models/base/ids.h"

namespace models {

enum class BranchKind { kLine, kCable, kTransformer, kEquivalent };

/// Apparent-power limit of one circuit at three air temperatures.
struct SeasonalRating {
  double summer_mva = 0.0;  ///< at +20 °C
  double mild_mva = 0.0;    ///< at 0 °C
  double cold_mva = 0.0;    ///< at −20 °C
};

/// What a tap changer or phase shifter keeps: the voltage at its `to` bus, or the active power into
/// the branch at its `from` end.
enum class TapControl { kVoltage, kActivePower };

/// One step of a changer given as a table.
struct TapStepRow {
  double ratio = 1.0;      ///< off-nominal
  double shift_deg = 0.0;  ///< of a phase shifter
  double r_ratio = 1.0;    ///< of r_ohm at this step
  double x_ratio = 1.0;
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

  // Tap changer or phase shifter; absent when both steps are 0 and there is no table.
  double tap_step_ratio = 0.0;  ///< added to tap_ratio per step
  double shift_step_deg = 0.0;  ///< added to phase_shift_deg per step
  int tap_min_step = 0;
  int tap_max_step = 0;
  /// Row i is step tap_min_step + i and takes the place of ratio, shift and their steps.
  std::vector<TapStepRow> tap_table;
  double tap_target_v_pu = 1.0;    ///< held at the `to` bus
  double tap_deadband_v_pu = 0.0;  ///< half width
  TapControl tap_control = TapControl::kVoltage;
  double tap_target_mw = 0.0;    ///< kept under kActivePower
  double tap_deadband_mw = 0.0;  ///< half width; less than a step moves makes it hunt
};

bool HasTapChanger(const BranchParams& branch);

/// Ratio, shift and impedance factors at a step; steps beyond the range count as its ends.
TapStepRow CalcTapStep(const BranchParams& branch, int step);

/// A connection that only joins its ends: |r + jx| below 1e-9 ohm.
bool HasNoImpedance(const BranchParams& branch);

/// Rating at an air temperature: linear between the three points, constant outside them.
double CalcRatingMva(const SeasonalRating& rating, double air_degc);

}  // namespace models
