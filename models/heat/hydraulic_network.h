#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/base/ids.h"

namespace models {

using HydraulicNodeIndex = Index<struct HydraulicNodeTag>;
using HydraulicPipeIndex = Index<struct HydraulicPipeTag>;
using HydraulicPumpIndex = Index<struct HydraulicPumpTag>;
using HydraulicValveIndex = Index<struct HydraulicValveTag>;
using HydraulicLiftIndex = Index<struct HydraulicLiftTag>;

struct HydraulicNodeParams {
  std::string id;
  double height_m = 0.0;
  bool is_held = false;  ///< its pressure is given: a reservoir, a tank, a pressure holder
};

/// A round pipe full of water. Flow is positive from → to.
struct HydraulicPipeParams {
  std::string id;
  HydraulicNodeIndex from;
  HydraulicNodeIndex to;
  double length_m = 0.0;
  double inner_diameter_m = 0.0;
  double roughness_m = 0.0;
  double fittings_ratio = 0.0;  ///< sum of loss coefficients ζ
  /// Present: friction after Hazen and Williams with this coefficient C, instead of a Darcy law.
  std::optional<double> hazen_williams_ratio;
  bool has_check_valve = false;  ///< lets water through from → to only
  bool is_open = true;           ///< false: a closed valve lets nothing through
};

/// Lift of a pump at full speed as lift(m) = shut_off − coefficient · m^exponent, with m in kg/s.
struct PumpCurve {
  double shut_off_pa = 0.0;
  double coefficient = 0.0;  ///< Pa per (kg/s)^exponent
  double exponent = 2.0;     ///< above 0, to 20
};

/// A pump lifts water from → to and lets none back. Its lift follows a curve through given points,
/// a formula, or a constant power put into the water (lift · m / ρ = power).
struct HydraulicPumpParams {
  std::string id;
  HydraulicNodeIndex from;
  HydraulicNodeIndex to;
  std::optional<PumpCurve> curve;
  std::vector<double> point_kg_s;  ///< ascending; with point_pa a curve of straight pieces
  std::vector<double> point_pa;    ///< descending
  std::optional<double> power_w;
  double speed_ratio = 1.0;  ///< over full speed; affinity laws m ~ n, lift ~ n²
  bool is_on = true;
};

enum class ValveKind : std::uint8_t {
  kThrottle,              ///< loss ζ of its fittings_ratio, nothing else
  kPressureReducing,      ///< holds the pressure at `to` down to its setting
  kPressureSustaining,    ///< holds the pressure at `from` up to its setting
  kPressureBreaker,       ///< takes its setting off the pressure, whatever flows
  kDifferentialPressure,  ///< holds sensed_high − sensed_low at its setting
  kFlowLimit,             ///< lets no more through than its setting
};

/// A valve from → to. All but the pressure breaker only ever throttle: when their setting cannot be
/// reached they stand open; reducing, sustaining and limiting valves let no water back.
struct HydraulicValveParams {
  std::string id;
  HydraulicNodeIndex from;
  HydraulicNodeIndex to;
  ValveKind kind = ValveKind::kThrottle;
  double setting_pa = 0.0;         ///< gauge pressure, or difference; unused by throttle and limit
  double setting_kg_s = 0.0;       ///< of a flow limit
  HydraulicNodeIndex sensed_high;  ///< of a differential-pressure valve
  HydraulicNodeIndex sensed_low;
  double diameter_m = 0.0;
  double fittings_ratio = 0.0;  ///< loss coefficient ζ when open, on the diameter
  bool is_open = true;          ///< false: shut by hand
  bool is_fixed_open = false;   ///< true: stands open and controls nothing
};

/// A pump whose speed follows what it is told to hold:  p_to − p_from = lift,  gauge to gauge,
/// whatever flows and whichever way. The lift itself is an input of the moment.
struct HydraulicLiftParams {
  std::string id;
  HydraulicNodeIndex from;
  HydraulicNodeIndex to;
  bool is_on = true;  ///< false: lets nothing through
};

/// The tables of a network of pipes, pumps and valves through which water of given density flows.
struct HydraulicNetwork {
  Table<HydraulicNodeIndex, HydraulicNodeParams> nodes;
  Table<HydraulicPipeIndex, HydraulicPipeParams> pipes;
  Table<HydraulicPumpIndex, HydraulicPumpParams> pumps;
  Table<HydraulicValveIndex, HydraulicValveParams> valves;
  Table<HydraulicLiftIndex, HydraulicLiftParams> lifts;
  /// Pressures are gauge to the ambient pressure at the node's own height (true) or to one and the
  /// same pressure everywhere (false).
  bool is_gauge_local = true;
};

/// Errors: InvalidArgument with every field that is wrong, as "pipes[12].length_m": an index
/// outside its table, a link that ends where it begins, a length or diameter that is not positive,
/// a pump with no lift law or with several, a curve that does not fall, a setting that is not
/// finite, and a network in which no node is held.
absl::Status Validate(const HydraulicNetwork& network);

}  // namespace models
