#pragma once

#include <span>
#include <vector>

#include "models/region.h"
#include "twin/alarms/alarm.h"
#include "twin/frame_layout.h"
#include "twin/security/security.h"

namespace twin::alarms {

/// How far inside a limit a value must be again before its alarm is over.
struct Hysteresis {
  double loading_share = 0.02;
  double voltage_pu = 0.005;
  double heat_unserved_mw = 0.05;
};

/// What a frame says of one element that is beyond a limit, or inside it by less than the
/// hysteresis: then an alarm stays, but none is raised.
struct AlarmSignal {
  AlarmKey key;
  bool is_beyond = false;
  double value_in_unit = 0.0;
  double limit_in_unit = 0.0;
};

/// All signals of a frame, by key. Of the grid as FindBreaches: monitored elements only.
std::vector<AlarmSignal> FindAlarmSignals(const models::Region& region, const FrameLayout& layout,
                                          std::span<const double> frame,
                                          const Hysteresis& hysteresis = {});

/// Branches that a single outage would overload, or nearly: by their highest loading after any.
std::vector<AlarmSignal> FindSecuritySignals(const models::Region& region,
                                             const security::Security& security,
                                             const Hysteresis& hysteresis = {});

}  // namespace twin::alarms
