#pragma once

#include <cstddef>
#include <cstdint>

namespace data {

/// The most a plan's file may hold. A municipality's whole plan stays far below; what lies above is
/// refused before it costs time or memory.
struct PlanLimits {
  std::uintmax_t bytes = 64u << 20;
  std::size_t features = 100'000;
  std::size_t vertices = 500'000;  ///< of all features together
  std::size_t depth = 64;          ///< elements, arrays or objects inside one another
  std::size_t problems = 200;      ///< diagnostics of one file, then it says so and stops
};
inline constexpr PlanLimits kPlanLimits;

}  // namespace data
