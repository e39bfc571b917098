#include "twin/limit_breaches.h"

namespace twin {
namespace {

// A hair's breadth of slack, so that rounding raises no alarm.
constexpr double kVoltageSlackPu = 1e-6;
constexpr double kLoadingSlackShare = 1e-6;

}  // namespace

std::vector<Breach> FindBreaches(const models::Region& region, const FrameLayout& layout,
                                 std::span<const double> frame) {
  std::vector<Breach> breaches;
  const auto loading_share = layout.Of(Series::kBranchLoading, frame);
  for (std::size_t row = 0; row < region.grid.branches.size(); ++row) {
    if (!region.grid.branches[models::BranchIndex(row)].is_monitored) continue;
    if (loading_share[row] <= 1.0 + kLoadingSlackShare) continue;
    breaches.push_back({BreachKind::kOverload, row, loading_share[row], 1.0});
  }
  const auto vm_pu = layout.Of(Series::kBusVoltage, frame);
  const auto is_energised = layout.Of(Series::kBusEnergised, frame);
  for (std::size_t row = 0; row < region.grid.buses.size(); ++row) {
    const models::BusParams& bus = region.grid.buses[models::BusIndex(row)];
    if (!bus.is_monitored) continue;
    if (!(is_energised[row] > 0.5)) {
      breaches.push_back({BreachKind::kDeEnergised, row, 0.0, bus.v_min_pu});
    } else if (vm_pu[row] < bus.v_min_pu - kVoltageSlackPu) {
      breaches.push_back({BreachKind::kUndervoltage, row, vm_pu[row], bus.v_min_pu});
    } else if (vm_pu[row] > bus.v_max_pu + kVoltageSlackPu) {
      breaches.push_back({BreachKind::kOvervoltage, row, vm_pu[row], bus.v_max_pu});
    }
  }
  return breaches;
}

}  // namespace twin
