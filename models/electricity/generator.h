#pragma once

#include <limits>
#include <optional>
#include <string>

#include "models/base/ids.h"

namespace models {

enum class GeneratorKind {
  kRunOfRiver,
  kReservoir,
  kCascade,
  kUnknownHydro,
  kWind,
  kSolar,
  kThermal
};

inline bool IsRegulated(GeneratorKind kind) {
  return kind == GeneratorKind::kReservoir || kind == GeneratorKind::kCascade;
}

/// A power plant (all units together) and its reactive limits.
struct GeneratorParams {
  std::string id;
  std::string name;
  GeneratorKind kind = GeneratorKind::kReservoir;
  BusIndex bus;
  MunicipalityIndex municipality;
  PlaceIndex place;
  std::string price_area;
  double p_max_mw = 0.0;
  double normal_year_gwh = 0.0;
  double q_min_mvar = 0.0;
  double q_max_mvar = 0.0;
  bool can_hold_voltage =
      false;  ///< holds its bus at v_set_pu while it runs at `min_running_mw` or more
  double v_set_pu = 1.0;
  double min_running_mw = 0.0;
  // Hydro. Empty: not known, and then what the balance takes for the plant's class.
  std::optional<double> head_m;           ///< gross
  std::optional<double> storage_mwh;      ///< usable
  std::optional<double> inflow_year_gwh;  ///< flood loss included; empty: normal_year_gwh
  double min_flow_mw = 0.0;               ///< as power
  double daily_band_share = 1.0;          ///< of p_max, between a day's least and most power
  // Wind. 0: not known, and then the height of the place's wind and the common curve.
  double hub_height_m = 0.0;             ///< above ground
  double specific_power_w_per_m2 = 0.0;  ///< of one turbine, over its rotor's area
};

/// Reactive device at a bus: continuous (SVC, synchronous condenser), which holds the voltage, or a
/// bank in equal steps. A bank keeps the reactive power the bus draws from the grid, or, given a
/// band, the voltage.
struct ShuntParams {
  std::string id;
  BusIndex bus;
  bool is_continuous = false;
  double q_min_mvar = 0.0;  ///< continuous: range of the injection
  double q_max_mvar = 0.0;
  double v_set_pu = 1.0;          ///< continuous: held
  double step_mvar = 0.0;         ///< bank: injection of one step at 1 pu
  int max_steps = 0;              ///< bank
  double draw_target_mvar = 0.0;  ///< bank: reactive draw of the bus that is left to the grid
  double v_low_pu = 0.0;          ///< bank that keeps the voltage: its band; 0 and 0: does not
  double v_high_pu = 0.0;
};

/// A bank that the power flow itself switches, to keep the voltage of its bus.
inline bool KeepsVoltage(const ShuntParams& shunt) {
  return !shunt.is_continuous && shunt.v_high_pu > 0.0;
}

/// Steps of a capacitor bank in service: as many as bring the draw nearest above the target, with
/// half a step of hysteresis around `steps_before`.
///   n = (demand − target)/step, moved only when |n − n_before| > 0.75
int CalcShuntSteps(const ShuntParams& bank, double demand_mvar, int steps_before);

/// A neighbouring price area the region trades with, e.g. NO5 or SE3.
struct ExchangeAreaParams {
  std::string id;
  // Import to the region at three values of the region's total net import: the exchange rule is
  // piecewise linear between them and continues with the outer slopes' shares.
  double cold_import_mw = 0.0;
  double mild_import_mw = 0.0;
  double summer_import_mw = 0.0;
  // The most it gives and takes; infinity: no limit is known.
  double import_limit_mw = std::numeric_limits<double>::infinity();
  double export_limit_mw = std::numeric_limits<double>::infinity();
};

/// One bus where power crosses the edge of the model.
struct BoundaryParams {
  std::string id;
  BusIndex bus;
  ExchangeAreaIndex area;
  double weight_share = 0.0;  ///< of the area's exchange; sums to 1 per area
  double q_min_mvar = 0.0;
  double q_max_mvar = 0.0;
  double v_set_pu = 1.0;
  double slack_participation_share = 0.0;  ///< of the mismatch the power flow leaves; sums to 1
};

}  // namespace models
