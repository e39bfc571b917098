#include "twin/alarms/alarm_rules.h"

#include <algorithm>
#include <optional>
#include <string>

#include "twin/frame.h"
#include "twin/limit_breaches.h"

namespace twin::alarms {
namespace {

// Of a system's demand: what a solver's tolerance may leave is no alarm.
constexpr double kLeastUnservedMw = 0.1;
constexpr double kLeastLostShare = 1e-6;

class Finder {
 public:
  Finder(const models::Region& region, const FrameLayout& layout, std::span<const double> frame,
         const Hysteresis& hysteresis)
      : region_(region), layout_(layout), frame_(frame), hysteresis_(hysteresis) {}

  std::vector<AlarmSignal> Find() && {
    FindBranches();
    FindBuses();
    FindHeat();
    FindStaleParts();
    std::sort(signals_.begin(), signals_.end(),
              [](const AlarmSignal& a, const AlarmSignal& b) { return a.key < b.key; });
    return std::move(signals_);
  }

 private:
  double At(Series series, std::size_t row) const { return layout_.Value(series, frame_, row); }
  void Add(AlarmKind kind, const std::string& id, bool is_beyond, double value, double limit) {
    signals_.push_back({{kind, id}, is_beyond, value, limit});
  }

  void FindBranches() {
    for (std::size_t row = 0; row < region_.grid.branches.size(); ++row) {
      const models::BranchParams& branch = region_.grid.branches[models::BranchIndex(row)];
      const double loading_share = At(Series::kBranchLoading, row);
      if (!branch.is_monitored || loading_share <= 1.0 - hysteresis_.loading_share) continue;
      Add(AlarmKind::kOverload, branch.id,
          FindBranchBreach(region_.grid, row, loading_share).has_value(), loading_share, 1.0);
    }
  }

  void FindBuses() {
    for (std::size_t row = 0; row < region_.grid.buses.size(); ++row) {
      const models::BusParams& bus = region_.grid.buses[models::BusIndex(row)];
      if (!bus.is_monitored) continue;
      const bool is_energised = At(Series::kBusEnergised, row) > 0.5;
      const double vm_pu = At(Series::kBusVoltage, row);
      if (!is_energised) {
        Add(AlarmKind::kDeEnergised, bus.id, true, 0.0, bus.v_min_pu);
        continue;
      }
      const bool is_beyond = FindBusBreach(region_.grid, row, true, vm_pu).has_value();
      if (vm_pu < bus.v_min_pu + hysteresis_.voltage_pu) {
        Add(AlarmKind::kUndervoltage, bus.id, is_beyond, vm_pu, bus.v_min_pu);
      } else if (vm_pu > bus.v_max_pu - hysteresis_.voltage_pu) {
        Add(AlarmKind::kOvervoltage, bus.id, is_beyond, vm_pu, bus.v_max_pu);
      }
    }
  }

  void FindHeat() {
    for (std::size_t i = 0; i < region_.heat_systems.size(); ++i) {
      const models::HeatSystemIndex index(i);
      const models::HeatSystemParams& system = region_.heat_systems[index];
      const double unserved_mw = At(Series::kHeatUnserved, i);
      if (unserved_mw > hysteresis_.heat_unserved_mw) {
        Add(AlarmKind::kHeatUnserved, system.id, unserved_mw > kLeastUnservedMw, unserved_mw, 0.0);
      }
      const std::size_t first = layout_.FirstPlant(index);
      for (std::size_t plant = 0; plant < system.plants.size(); ++plant) {
        const double lost_share = At(Series::kPlantLost, first + plant);
        if (lost_share <= kLeastLostShare) continue;
        Add(AlarmKind::kHeatPlantLost, system.plants[plant].id, true, lost_share, 0.0);
      }
    }
  }

  void FindStaleParts() {
    for (std::size_t part = 0; part < kPartCount; ++part) {
      if (At(Series::kPartStale, part) < 0.5) continue;
      Add(AlarmKind::kPartStale, PartName(static_cast<Part>(part)), true, 1.0, 0.0);
    }
  }

  const models::Region& region_;
  const FrameLayout& layout_;
  const std::span<const double> frame_;
  const Hysteresis hysteresis_;
  std::vector<AlarmSignal> signals_;
};

}  // namespace

std::vector<AlarmSignal> FindSecuritySignals(const models::Region& region,
                                             const security::Security& security,
                                             const Hysteresis& hysteresis) {
  std::vector<AlarmSignal> signals;
  for (std::size_t k = 0; k < security.margins.size(); ++k) {
    const double loading_share = security.margins[k].loading_share;
    if (loading_share <= 1.0 - hysteresis.loading_share) continue;
    signals.push_back({{AlarmKind::kInsecure, region.grid.branches[models::BranchIndex(k)].id},
                       loading_share > 1.0,
                       loading_share,
                       1.0});
  }
  std::sort(signals.begin(), signals.end(),
            [](const AlarmSignal& a, const AlarmSignal& b) { return a.key < b.key; });
  return signals;
}

std::vector<AlarmSignal> FindAlarmSignals(const models::Region& region, const FrameLayout& layout,
                                          std::span<const double> frame,
                                          const Hysteresis& hysteresis) {
  return Finder(region, layout, frame, hysteresis).Find();
}

}  // namespace twin::alarms
