#pragma once

#include <cstdint>
#include <string>

namespace twin::planning {

/// What a planning base was computed from; equal keys give equal bytes on one instruction path.
struct PlanningKey {
  int model_revision = 0;
  std::string data_revision;
  int planning_year = 0;
  std::string growth_scenario = "base";
  std::uint64_t seed = 1;  ///< of the weather record
  int weather_year = 0;    ///< stretch of the record that is replayed
  bool operator==(const PlanningKey&) const = default;
};

/// First 32 hexadecimal digits of SHA-256 over the key's parts (FORMAT.md, section 11).
std::string CalcKeyHash(const PlanningKey& key);

}  // namespace twin::planning
