#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"
#include "models/heat/water_law.h"
#include "solvers/heat/hydraulics.h"

namespace solvers::heat {

/// What is known of a consumer besides the heat it takes.
enum class ConsumerMode : std::uint8_t { kMassFlow, kReturnTemperature };

/// Control of pumps by the consumer that has least pressure between supply and return.
struct WorstPointParams {
  double differential_bar = 0.8;  ///< wanted there
  double lift_min_bar = 1.0;      ///< across every producer that has a lift
  /// Largest lift across any of them; absent: no more than the tables say.
  std::optional<double> lift_max_bar;
};

struct WorstPointResult {
  models::HeatConsumerIndex consumer;  ///< the worst; invalid when nobody takes water
  double differential_bar = 0.0;       ///< what it has
  double lift_change_bar = 0.0;        ///< of all producers that have a lift, to the tables'
  bool is_held = false;                ///< it has what is wanted, or there is nobody to hold it for
  int solves = 0;                      ///< besides the first
};

struct SteadyHeatOptions {
  HydraulicOptions hydraulics;
  ConsumerMode consumers = ConsumerMode::kMassFlow;
  models::WaterLaw water = models::WaterLaw::Constant();
  std::optional<WorstPointParams> worst_point;  ///< absent: lifts are those of the tables
  double temperature_tolerance_k = 1e-8;
  int max_iterations = 240;
};

/// What changes from moment to moment in a network that stays as it is built.
struct SteadyHeatInputs {
  /// [consumer] Negative in a cold network, which takes heat out of rooms: the return is the
  /// warmer.
  std::vector<double> consumer_heat_w;
  std::vector<double> consumer_flow_kg_s;    ///< [consumer] read in mode kMassFlow
  std::vector<double> consumer_return_degc;  ///< [consumer] read in mode kReturnTemperature
  std::vector<double> producer_supply_degc;  ///< [producer]
};

/// As the tables say.
SteadyHeatInputs MakeSteadyHeatInputs(const models::HeatNetwork& network);

struct SteadyHeatSolution {
  HydraulicSolution hydraulics;
  std::vector<double> node_degc;             ///< [node] NaN where there is no pipe
  std::vector<double> pipe_outlet_degc;      ///< [pipe] where the water leaves; ground when still
  std::vector<double> pipe_loss_w;           ///< [pipe]
  std::vector<double> consumer_flow_kg_s;    ///< [consumer]
  std::vector<double> consumer_supply_degc;  ///< [consumer]
  std::vector<double> consumer_return_degc;  ///< [consumer]
  std::vector<double> producer_flow_kg_s;    ///< [producer] into its supply node
  /// [producer] out of its return node: the same, unless several producers hold pressure, whose
  /// sides then balance each for itself.
  std::vector<double> producer_back_flow_kg_s;
  std::vector<double> producer_return_degc;     ///< [producer] what arrives to be heated
  std::vector<double> producer_heat_w;          ///< [producer]
  std::optional<WorstPointResult> worst_point;  ///< present when it was asked for
  int iterations = 0;                           ///< flows and temperatures together
  int hydraulic_iterations = 0;                 ///< sum over them
};

/// Steady flows, pressures and temperatures. Flows of consumers that give a return temperature are
/// the unknowns of Newton's method on  m (h(T_supply) − h(T_return)) = q  with the response of
/// temperatures to flows from TemperatureSweep; hydraulics take as many steps in a round as its
/// residual is worth. Density, viscosity and heat capacity follow the temperatures of the last
/// round. Where no valve looks at both sides and no producer holds a lift alone, the return side is
/// solved only when the supply side is settled: it has no say in it. Pumps and valves pass water on
/// as warm as it comes; the heat of a pump's work is left out. What is built is analysed once; one
/// object per network, threads need one workspace each.
class SteadyHeat {
 public:
  class Workspace;

  /// `network` must have passed Validate and outlive this.
  /// Errors: InvalidArgument when two producers that hold pressure share a node, or one holds a
  /// lift that follows from what others hold.
  static absl::StatusOr<SteadyHeat> Make(const models::HeatNetwork& network);
  ~SteadyHeat();
  SteadyHeat(SteadyHeat&&) noexcept;
  SteadyHeat& operator=(SteadyHeat&&) noexcept;

  const Hydraulics& hydraulics() const;
  /// The options belong to the workspace: water decides what is kept in it.
  std::unique_ptr<Workspace> MakeWorkspace(const SteadyHeatOptions& options) const;

  /// Writes into `solution`, whose vectors keep their memory. Where the options ask for it, lifts
  /// of producers follow the worst consumer, see HoldWorstPoint. When `starts_warm`, what
  /// `solution` holds of a like moment is where the flows begin. Errors: InvalidArgument when a
  /// vector has the wrong length or a number is not finite; FailedPrecondition naming the consumer
  /// that asks for a return temperature above all that is fed in (for cooling: below), as of
  /// Hydraulics::Solve, and when the flow of a consumer does not settle.
  absl::Status Solve(const SteadyHeatInputs& inputs, bool starts_warm, Workspace& workspace,
                     SteadyHeatSolution& solution) const;

 private:
  struct Built;
  explicit SteadyHeat(std::unique_ptr<const Built> built);
  std::unique_ptr<const Built> built_;
};

class SteadyHeat::Workspace {
 public:
  Workspace(const Built& built, const SteadyHeatOptions& options);
  ~Workspace();

 private:
  friend class SteadyHeat;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// One network as its tables stand, once.
absl::StatusOr<SteadyHeatSolution> SolveSteadyHeat(const models::HeatNetwork& network,
                                                   const SteadyHeatOptions& options);

}  // namespace solvers::heat
