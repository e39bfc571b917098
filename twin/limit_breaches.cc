#include "twin/limit_breaches.h"

namespace twin {
namespace {

// A hair's breadth of slack, so that rounding raises no alarm.
constexpr double kVoltageSlackPu = 1e-6;
constexpr double kLoadingSlackShare = 1e-6;

}  // namespace

std::optional<Breach> FindBranchBreach(const models::ElectricityGrid& grid, std::size_t row,
                                       double loading_share) {
  if (!grid.branches[models::BranchIndex(row)].is_monitored) return std::nullopt;
  if (loading_share <= 1.0 + kLoadingSlackShare) return std::nullopt;
  return Breach{BreachKind::kOverload, row, loading_share, 1.0};
}

std::optional<Breach> FindBusBreach(const models::ElectricityGrid& grid, std::size_t row,
                                    bool is_energised, double vm_pu) {
  const models::BusParams& bus = grid.buses[models::BusIndex(row)];
  if (!bus.is_monitored) return std::nullopt;
  if (!is_energised) return Breach{BreachKind::kDeEnergised, row, 0.0, bus.v_min_pu};
  if (vm_pu < bus.v_min_pu - kVoltageSlackPu) {
    return Breach{BreachKind::kUndervoltage, row, vm_pu, bus.v_min_pu};
  }
  if (vm_pu > bus.v_max_pu + kVoltageSlackPu) {
    return Breach{BreachKind::kOvervoltage, row, vm_pu, bus.v_max_pu};
  }
  return std::nullopt;
}

std::vector<Breach> FindBreaches(const models::Region& region, const FrameLayout& layout,
                                 std::span<const double> frame) {
  std::vector<Breach> breaches;
  const auto take = [&breaches](const std::optional<Breach>& breach) {
    if (breach.has_value()) breaches.push_back(*breach);
  };
  const auto loading_share = layout.Of(Series::kBranchLoading, frame);
  for (std::size_t row = 0; row < region.grid.branches.size(); ++row) {
    take(FindBranchBreach(region.grid, row, loading_share[row]));
  }
  const auto vm_pu = layout.Of(Series::kBusVoltage, frame);
  const auto is_energised = layout.Of(Series::kBusEnergised, frame);
  for (std::size_t row = 0; row < region.grid.buses.size(); ++row) {
    take(FindBusBreach(region.grid, row, is_energised[row] > 0.5, vm_pu[row]));
  }
  return breaches;
}

}  // namespace twin
