#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/heat_relief.h"
#include "solvers/heat_year.h"

namespace solvers {

/// The electricity peak at one bus with and without district heating, each in its own quarter.
struct HeatBusPeak {
  models::BusIndex bus;
  double with_mw = 0.0;            ///< as it is
  double without_direct_mw = 0.0;  ///< the network's heat made by direct electricity
  double without_pump_mw = 0.0;    ///< made by local heat pumps
  double heat_mw = 0.0;            ///< network heat at this bus in the quarter of with_mw
};

/// Peaks over a stretch at every bus that district heating touches: where its plants stand and
/// where the loads of its municipality do. Buildings lie where the municipality's general loads do,
/// by their cold-morning MW. What loads hold of the plants' draw goes with the network.
///   with(b) = load(b) + Σ (draw − power − held) at b
///   without(b) = load(b) − Σ draw held at b + Σ w(b) · delivered / η
struct HeatBusPeaks {
  std::vector<HeatBusPeak> buses;
  HeatBusPeak region;  ///< joint peak of all of them; its bus is not set
};

/// Errors: as of ForEachHeatStep.
absl::StatusOr<HeatBusPeaks> CalcHeatBusPeaks(const models::Region& region,
                                              const models::OsloCalendar& calendar,
                                              const HeatStretch& stretch,
                                              const ReliefParams& params);

}  // namespace solvers
