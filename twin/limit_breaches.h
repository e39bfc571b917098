#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "models/region.h"
#include "twin/frame_layout.h"

namespace twin {

/// What of a frame breaks a limit.
enum class BreachKind { kOverload, kUndervoltage, kOvervoltage, kDeEnergised };

/// One broken limit of one element.
struct Breach {
  BreachKind kind = BreachKind::kOverload;
  std::size_t row = 0;  ///< branch for an overload, else bus
  double value_pu = 0.0;
  double limit_pu = 0.0;
  double excess_pu() const { return std::abs(value_pu - limit_pu); }
};

/// The limit that a branch loaded so breaks, or a bus with such a voltage; nothing for what is not
/// monitored. A value on its limit, within rounding, breaks nothing.
std::optional<Breach> FindBranchBreach(const models::ElectricityGrid& grid, std::size_t row,
                                       double loading_share);
std::optional<Breach> FindBusBreach(const models::ElectricityGrid& grid, std::size_t row,
                                    bool is_energised, double vm_pu);

/// Every limit broken in the frame, of monitored elements only. Branches first, then buses, each in
/// table order.
std::vector<Breach> FindBreaches(const models::Region& region, const FrameLayout& layout,
                                 std::span<const double> frame);

}  // namespace twin
