#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"
#include "models/heat/heated_building.h"
#include "models/heat/supply_curve.h"
#include "models/plants/network_plant.h"
#include "solvers/heat/building_step.h"
#include "solvers/heat/given_consumer.h"
#include "solvers/heat/network_alarms.h"
#include "solvers/heat/network_water.h"
#include "solvers/heat/steady_heat.h"
#include "solvers/heat/transient_heat.h"

namespace solvers::heat {

/// What is built besides the pipes.
struct NetworkRunParams {
  double step_s = 60.0;
  models::SupplyCurveParams supply_curve;
  std::vector<models::HeatedBuildingParams> buildings;  ///< [consumer]
  std::vector<GivenConsumerParams> given_consumers;     ///< [consumer] in place of buildings
  std::vector<models::NetworkPlantParams> plants;       ///< [producer]
  TransientHeatParams heat;                             ///< its water is that of all parts
  HydraulicOptions hydraulics;
  double valve_differential_bar = 0.6;  ///< with which open substations pass their largest flow
  HeatLimitParams limits;
  /// Valves move, and hydraulics are solved, once one of them would by this share of its largest
  /// flow, and after `resolve_s` whatever happens.
  double valve_dead_share = 0.002;
  double resolve_s = 900.0;
};

/// What a plant is able to do at a moment.
struct PlantInputs {
  double heat_share = 1.0;  ///< of its largest heat; 0: its heat is out
  bool has_pump = true;     ///< false: its pumps are out as well
};

/// One step; everything is constant in it.
struct NetworkRunInputs {
  double outdoor_degc = 0.0;
  double hot_water_ratio = 1.0;              ///< over each building's yearly mean
  double supply_offset_k = 0.0;              ///< on the supply curve
  std::vector<PlantInputs> plants;           ///< [producer]
  std::optional<double> target_degc = {};    ///< of all plants, in place of the curve's
  std::vector<double> consumer_heat_w = {};  ///< [consumer] asked for, of given consumers
};

/// All at full power, nobody draws hot water.
NetworkRunInputs MakeNetworkRunInputs(const models::HeatNetwork& network, double outdoor_degc);

/// What both valves of a consumer let through.
struct ValveFlows {
  double space_kg_s = 0.0;
  double hot_water_kg_s = 0.0;
};

/// A plant regulates by the return of the step before; what it gives away beyond its heat until it
/// has noticed is borrowed from its own water.
struct PlantState {
  double return_degc = 0.0;
  double borrowed_j = 0.0;
};

/// What memory carries from step to step. Copies are independent: a scenario branches by copying.
struct NetworkRunState {
  double time_s = 0.0;
  TransientHeatState pipes;
  std::vector<models::BuildingState> buildings;  ///< [consumer] of buildings
  std::vector<double> arriving_degc;             ///< [consumer]
  std::vector<PlantState> plants;                ///< [producer]
  // The moment for which hydraulics were solved last, and where valves stand since.
  NetworkFlows flows;
  PumpDuty duty;
  std::vector<ValveFlows> valves;   ///< [consumer] as passing
  std::vector<double> wanted_kg_s;  ///< [consumer]
  double since_solved_s = 0.0;
  bool is_solved = false;
};

/// Both sides of every balance, means over a step.
struct NetworkRunEnergy {
  double made_w = 0.0;    ///< by plants
  double taken_w = 0.0;   ///< by consumers
  double lost_w = 0.0;    ///< by pipes
  double stored_w = 0.0;  ///< in water, walls and plants' own water
  double electricity_w = 0.0;
  double fuel_w = 0.0;
  double space_w = 0.0;       ///< into rooms, of what is taken
  double left_w = 0.0;        ///< made − taken − lost − stored
  double rooms_left_w = 0.0;  ///< largest |residual| of a building's balance
  double left_ratio = 0.0;    ///< |left_w| over the largest term
};

/// Means over the step, if not said otherwise.
struct NetworkRunResult {
  /// Not empty: something could not be solved, and why. Flows are then those before; when
  /// `is_stale`, temperatures and rooms, too, stay as they were.
  std::string failure;
  bool is_stale = false;
  bool is_solved_anew = false;  ///< hydraulics were solved in this step
  double target_degc = 0.0;     ///< of all plants
  TransientHeatResult heat;
  std::vector<double> pressure_bar;        ///< [node] gauge; NaN where nothing holds it
  std::vector<double> consumer_flow_kg_s;  ///< [consumer]
  std::vector<double> space_w;             ///< [consumer] into rooms, or what is given
  std::vector<double> missing_w;           ///< [consumer] asked for and not got, hot water included
  std::vector<double> room_degc;           ///< [consumer] air of buildings
  std::vector<double> plant_supply_degc;   ///< [producer]
  std::vector<double> plant_heat_w;        ///< [producer] never above what it can give
  std::vector<double> plant_electricity_w;  ///< [producer]
  std::vector<double> plant_fuel_w;         ///< [producer]
  int short_consumers = 0;                  ///< whose pressure lets less through than they want
  NetworkRunEnergy energy;
  NetworkAlarms alarms;
};

/// A district-heating network in motion: plants, pipes, substations and rooms in steps of one
/// length.
///   supply    of all plants by the supply curve, colder where their heat does not do
///   valves    of substations as thermostats ask (BuildingStepper::CalcAskedHeatW) with the water
///             that arrived in the step before, SolveConsumerFlow; no more than pressure allows,
///             NetworkWater
///   pipes     TransientHeat; substations meet the water that arrives with the valves as they
///             stand: water that is not needed returns as it came
///   rooms     BuildingStepper
///   given     instead of substations and rooms: valves for the water that arrived in the step
///             before, CalcGivenFlowKgS; heat of what arrives, CalcGivenHeatW
///   plants    heat Q = clamp(c m (T_supply − T_return) + borrowed/dt, 0, Q_max); the rest stays
///             borrowed
/// A plant whose heat is out and that gives a flow stops; one that holds pressure hands over to
/// others that have heat and hold pressure, and circulates the water cold when there are none. When
/// no pump of a pressure holder is left water stands.
/// Energy closes to rounding in every step. Immutable; threads work side by side, each with its own
/// workspace.
class NetworkRun {
 public:
  class Workspace;

  /// `network` must have passed Validate and outlive this.
  /// Errors: InvalidArgument with every field of the parameters that is wrong at once, as
  /// "buildings[3].building.heat_max_w"; as of TransientHeat::Make.
  static absl::StatusOr<NetworkRun> Make(const models::HeatNetwork& network,
                                         NetworkRunParams params);
  ~NetworkRun();
  NetworkRun(NetworkRun&&) noexcept;
  NetworkRun& operator=(NetworkRun&&) noexcept;

  const models::HeatNetwork& network() const;
  const NetworkRunParams& params() const;
  std::unique_ptr<Workspace> MakeWorkspace() const;

  /// Rooms at rest with their thermostats, supply pipes at the curve's temperature, return pipes at
  /// `return_degc`. Pipes are at rest only after water has passed them.
  NetworkRunState MakeState(double outdoor_degc, double return_degc) const;
  /// Pipes as they are in a steady state of the same tables, straight between their ends. Rooms of
  /// buildings at rest at 0 °C outdoors; given consumers have none. Hydraulics are solved in the
  /// first step.
  NetworkRunState MakeState(const SteadyHeatSolution& steady) const;

  /// Moves `state` by one step and writes what happened in it. Once vectors have their size and
  /// rings have grown, nothing is allocated. What cannot be solved is a result, see
  /// NetworkRunResult::failure.
  /// Errors, which leave `state` as it was: InvalidArgument when a number is not finite or out of
  /// range, or a vector has the wrong length.
  absl::Status Advance(const NetworkRunInputs& inputs, NetworkRunState& state, Workspace& workspace,
                       NetworkRunResult& result) const;

 private:
  struct Built;
  explicit NetworkRun(std::unique_ptr<const Built> built);
  std::unique_ptr<const Built> built_;
};

class NetworkRun::Workspace {
 public:
  explicit Workspace(const Built& built);
  ~Workspace();

 private:
  friend class NetworkRun;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace solvers::heat
