#pragma once

#include <optional>
#include <string>

#include "data/epanet_document.h"

namespace data {

/// What the format's units are worth. Its own rounded factors between flow units are used, and all
/// flows go by way of cubic feet per second as there, so that heads agree.
struct EpanetUnits {
  bool is_metric = false;
  double flow_m3_per_s = 0.0;        ///< one unit of flow
  double length_m = 0.0;             ///< one unit of length, height and head: foot or metre
  double diameter_m = 0.0;           ///< inch or millimetre
  double roughness_m = 0.0;          ///< thousandth of a foot, or millimetre
  double pressure_head_m = 0.0;      ///< head of one unit of pressure: psi, metre or kilopascal
  double power_head_m4_per_s = 0.0;  ///< head times flow of one unit of power: hp or kW
};

/// The sections OPTIONS and TIMES, as far as the hydraulics of time 0 depend on them.
struct EpanetOptions {
  EpanetUnits units;
  bool is_hazen_williams = true;
  double specific_gravity_ratio = 1.0;
  double viscosity_m2_per_s = 0.0;  ///< kinematic
  double demand_multiplier_ratio = 1.0;
  std::string default_pattern_id = "1";
  double pattern_start_s = 0.0;
  double pattern_step_s = 3600.0;
  double clock_start_s = 0.0;  ///< time of day at time 0
};

/// Hours of a time in the format's words: "5", "5:30", "1:50 PM", "90 MIN". None when it is no
/// time. `unit` may be empty.
std::optional<double> ParseEpanetHours(const std::string& time, const std::string& unit);

/// Reports wrong values, C-M friction and pressure-driven demand, which are not supported.
/// Options that do not change the answer are skipped; unknown ones are noted.
EpanetOptions ReadEpanetOptions(const EpanetDocument& document, Diagnostics& notes);

}  // namespace data
