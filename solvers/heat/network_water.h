#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "models/heat/heat_network.h"
#include "models/heat/water.h"
#include "solvers/heat/hydraulics.h"

namespace solvers::heat {

/// What pumps do at a moment, besides what is built.
struct PumpDuty {
  /// [producer] 0: gives no water and holds no lift. One that held pressure holds it no longer,
  /// unless no other does: the vessel at the return node of the first is then all that holds it.
  std::vector<char> runs;
  /// No pump runs: water stands, under the pressure that the first pressure holder keeps on the
  /// return side. `runs` is not read.
  bool stands = false;
  bool operator==(const PumpDuty&) const = default;
};

/// What consumers ask of the water.
struct NetworkDraw {
  std::vector<double> wanted_kg_s;  ///< [consumer]
  /// [consumer] what its valves let through fully open, under `valve_differential_bar` and above.
  std::vector<double> open_kg_s;
};

struct NetworkWaterParams {
  models::Water water;
  HydraulicOptions hydraulics;
  double valve_differential_bar = 0.6;
  /// Consumers that are short of pressure get what their valves let through, to this share of
  /// their largest flow.
  double settle_share = 1e-3;
  int max_rounds = 60;
};

/// Water that moves, and the pressures that move it.
struct NetworkFlows {
  HydraulicSolution hydraulics;
  std::vector<double> consumer_flow_kg_s;  ///< [consumer]
  std::vector<double> producer_flow_kg_s;  ///< [producer] negative: back through it
  std::vector<char> is_short;              ///< [consumer] gets less than it wants
  int short_consumers = 0;
  int rounds = 0;                ///< hydraulics were solved
  double unsettled_share = 0.0;  ///< largest, over settle_share when rounds ran out
};

/// Flows of a network whose consumers' valves let through no more than pressure allows:
///   m = min(m_wanted, m_open √(Δp/Δp_valve)),  m_open also the most,  Δp from the hydraulics of m
/// Producers that give a flow give no more than consumers draw, all in one ratio. When nobody is
/// short one solution of the hydraulics is the answer. Otherwise flows are found by rounds in which
/// all of the pressure lost on the way to a consumer and back is taken to grow with the square of
/// its own flow,
///   y' = m_open² H/(Δp_valve + m_open² (H − Δp)/y),  y = m²,  H the lift of the pumps:
/// exact where all flows shrink together, and without overshoot where others' flows stay. Where
/// pressure is the wrong way round 1e-4 of the largest flow is left.
/// Consumers cut off from all pressure get nothing. Immutable; one workspace per thread.
class NetworkWater {
 public:
  class Workspace;

  /// `network` must have passed Validate and outlive this.
  NetworkWater(const models::HeatNetwork& network, NetworkWaterParams params);

  std::unique_ptr<Workspace> MakeWorkspace() const;

  /// `start`: flows of a like moment, or null. Answers do not depend on the workspace's past. What
  /// is built is analysed anew at the first use of each duty; otherwise nothing is allocated once
  /// vectors have their sizes. `flows` must not be `start`.
  /// Errors: as of Hydraulics::Solve; FailedPrecondition when no running producer has a lift.
  absl::Status Solve(const NetworkDraw& draw, const PumpDuty& duty, const NetworkFlows* start,
                     Workspace& workspace, NetworkFlows& flows) const;

 private:
  struct Variant;
  absl::Status SolveOnce(const PumpDuty& duty, const std::vector<double>* start_kg_s,
                         Workspace& workspace, NetworkFlows& flows) const;
  bool Limit(const NetworkDraw& draw, double lift_bar, NetworkFlows& flows) const;
  void FindProducerFlows(Workspace& workspace, NetworkFlows& flows) const;
  double LiftBar(const PumpDuty& duty) const;

  const models::HeatNetwork& network_;
  NetworkWaterParams params_;
  models::HydraulicNetwork layout_;
  std::size_t first_holder_;
};

class NetworkWater::Workspace {
 public:
  Workspace();
  ~Workspace();

 private:
  friend class NetworkWater;
  std::vector<std::unique_ptr<Variant>> variants_;
  Variant* current_ = nullptr;
  HydraulicInputs inputs_;
  std::vector<double> start_kg_s_, away_kg_s_;
};

}  // namespace solvers::heat
