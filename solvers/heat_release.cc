#include "solvers/heat_release.h"

#include <algorithm>

namespace solvers {
namespace {

// Called upon before: more heat of a MWh; the first row of equals.
bool IsBefore(const AvailablePlant& a, const AvailablePlant& b) {
  return a.efficiency_ratio != b.efficiency_ratio ? a.efficiency_ratio > b.efficiency_ratio
                                                  : a.plant < b.plant;
}

// The best user of electricity behind `last`; null when there is none.
const AvailablePlant* FindNext(const models::HeatSystemParams& system,
                               const std::vector<AvailablePlant>& order,
                               const AvailablePlant* last) {
  const AvailablePlant* next = nullptr;
  for (const AvailablePlant& each : order) {
    if (!system.plants[each.plant].uses_electricity || each.max_mw <= 0.0) continue;
    if (last != nullptr && !IsBefore(*last, each)) continue;
    if (next == nullptr || IsBefore(each, *next)) next = &each;
  }
  return next;
}

}  // namespace

double CalcReleasableMw(const models::HeatSystemParams& system,
                        const std::vector<AvailablePlant>& order, const ReleaseMoment& moment) {
  double left_mw = moment.load_mw - moment.discharge_most_mw;
  for (const AvailablePlant& each : order) {
    if (!system.plants[each.plant].uses_electricity) left_mw -= each.max_mw;
  }
  double kept_mw = 0.0;
  const AvailablePlant* each = nullptr;
  while (left_mw > 0.0 && (each = FindNext(system, order, each)) != nullptr) {
    const models::HeatPlantParams& plant = system.plants[each->plant];
    const double heat_mw = std::min(std::max(left_mw, plant.running.stable_min_mw), each->max_mw);
    kept_mw += CalcElectricityMw(plant, heat_mw, each->efficiency_ratio, each->full_mw);
    left_mw -= heat_mw;
  }
  return std::max(moment.electricity_mw - kept_mw, 0.0);
}

}  // namespace solvers
