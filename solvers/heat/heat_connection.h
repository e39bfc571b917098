#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"
#include "solvers/heat/heat_limits.h"
#include "solvers/heat/steady_heat.h"

namespace solvers::heat {

/// "How much more heat can be taken here?"
struct HeatConnectionQuery {
  models::HeatNodeIndex supply;
  models::HeatNodeIndex back;  ///< return node
  double return_degc = 50.0;   ///< of the applicant
  double cap_w = 50e6;         ///< more than this is not looked for
  double tolerance_w = 1e3;    ///< how finely the answer is found
};

/// The network as the applicant would meet it.
struct HeatConnectionMoment {
  double heat_w = 0.0;  ///< what the applicant takes
  double flow_kg_s = 0.0;
  double supply_degc = 0.0;
  double differential_bar = 0.0;
};

struct HeatConnectionAnswer {
  double available_w = 0.0;  ///< solved, and keeps every limit; 0 when nothing can be taken
  bool is_capped = false;    ///< cap_w itself keeps every limit
  /// What stops more: the first limit to break, as it stands a tolerance above `available_w`. Its
  /// row may be that of the applicant itself, the last of the consumers. Absent when capped, and
  /// when what stops it is that there is no solution: `no_solution` then says why.
  std::optional<HeatLimit> binding;
  std::string no_solution;
  HeatConnectionMoment before;     ///< without taking anything: flow zero, what the nodes have
  HeatConnectionMoment reached;    ///< at `available_w`
  std::vector<HeatLimit> nearest;  ///< at `available_w`, nearest of every kind, most used first
  std::vector<HeatLimit> broken_today;  ///< without the applicant, most used first
  int solves = 0;
};

/// A limit that is broken already binds once it is this share of its limit worse.
inline constexpr double kHeatWorseningRatio = 0.01;

/// Largest heat that a consumer between two nodes can take while every limit is kept, all others
/// taking what the tables say at their return temperatures, pumps giving the lift of the tables.
/// The largest used_ratio over all limits grows with the heat; where it passes 1 is bracketed
/// by [0, cap] and closed in on by false position and halving, every point a steady solution warm
/// from the last. One falls: little heat lets water cool on its way. The applicant's own supply
/// temperature is therefore judged at the most that all other limits leave; too cold there, nothing
/// is available.
/// Errors: InvalidArgument with every field of the query or the limits that is wrong at once; as
/// of SteadyHeat when there is no solution without the applicant.
absl::StatusOr<HeatConnectionAnswer> CalcHeatConnection(const models::HeatNetwork& network,
                                                        const HeatConnectionQuery& query,
                                                        const HeatLimitParams& limits,
                                                        const SteadyHeatOptions& options);

}  // namespace solvers::heat
