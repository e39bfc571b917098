#include "solvers/heat/network_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"
#include "solvers/heat/consumer_step.h"

// Order of a step, everything constant in it:
//   1  pumps' duty from what plants are able to do
//   2  thermostats ask, valves want: by rooms and arriving water at the end of the step before
//   3  flows and pressures, where valves moved
//   4  plants' supply from the flow and the return of the step before
//   5  pipes; substations answer to what arrives; plants' heat from what came back
//   6  rooms
// Nothing is written into the state before 5 has succeeded.

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatNodeIndex;
using models::HeatPipeIndex;
using models::HeatProducerIndex;

// Flows as small as the hydraulics are exact.
constexpr double kStillKgS = 1e-9;
// As NetworkWaterParams::settle_share.
constexpr double kSettledShare = NetworkWaterParams{}.settle_share;
// Water is never sent out colder than it came by more than this to pay back what was borrowed.
constexpr double kMostPaidBackK = 5.0;

absl::Status CheckParams(const models::HeatNetwork& network, const NetworkRunParams& params) {
  models::FieldChecks checks;
  checks.Positive("step_s", params.step_s);
  checks.Positive("valve_differential_bar", params.valve_differential_bar);
  checks.NotNegative("valve_dead_share", params.valve_dead_share);
  checks.Positive("resolve_s", params.resolve_s);
  checks.Collect("supply_curve", models::Validate(params.supply_curve));
  const std::size_t consumers = network.consumers.size();
  const bool are_given = params.buildings.empty() && !params.given_consumers.empty();
  if (!are_given && params.buildings.size() != consumers)
    checks.Report("buildings",
                  absl::StrCat("are ", params.buildings.size(), ", consumers ", consumers));
  if (are_given ? params.given_consumers.size() != consumers : !params.given_consumers.empty())
    checks.Report("given_consumers",
                  absl::StrCat("are ", params.given_consumers.size(),
                               " in place of all buildings, consumers ", consumers));
  for (std::size_t row = 0; row < params.given_consumers.size(); ++row)
    checks.Collect(absl::StrCat("given_consumers[", row, "]"),
                   Validate(params.given_consumers[row]));
  for (std::size_t row = 0; row < params.buildings.size(); ++row)
    checks.Collect(absl::StrCat("buildings[", row, "]"), models::Validate(params.buildings[row]));
  if (params.plants.size() != network.producers.size())
    checks.Report("plants", absl::StrCat("are ", params.plants.size(), ", producers ",
                                         network.producers.size()));
  for (std::size_t row = 0; row < params.plants.size(); ++row)
    checks.Collect(absl::StrCat("plants[", row, "]"), models::Validate(params.plants[row]));
  return checks.ToStatus();
}

absl::Status CheckInputs(const NetworkRunInputs& inputs, std::size_t producers,
                         std::size_t given_consumers) {
  models::FieldChecks checks;
  if (!(std::abs(inputs.outdoor_degc) <= 60.0))
    checks.Report("outdoor_degc", absl::StrCat("must lie in [-60, 60], is ", inputs.outdoor_degc));
  checks.NotNegative("hot_water_ratio", inputs.hot_water_ratio);
  if (!std::isfinite(inputs.supply_offset_k)) checks.Report("supply_offset_k", "is no number");
  if (inputs.target_degc && !std::isfinite(*inputs.target_degc))
    checks.Report("target_degc", "is no number");
  if (inputs.consumer_heat_w.size() != given_consumers)
    checks.Report("consumer_heat_w", absl::StrCat("are ", inputs.consumer_heat_w.size(),
                                                  ", given consumers ", given_consumers));
  for (std::size_t row = 0; row < inputs.consumer_heat_w.size(); ++row)
    if (const double heat_w = inputs.consumer_heat_w[row]; !(heat_w >= 0.0 && heat_w < 1e12))
      checks.NotNegative(absl::StrCat("consumer_heat_w[", row, "]"), heat_w);
  if (inputs.plants.size() != producers)
    checks.Report("plants", absl::StrCat("are ", inputs.plants.size(), ", producers ", producers));
  for (std::size_t row = 0; row < inputs.plants.size(); ++row)
    if (const double share = inputs.plants[row].heat_share; !(share >= 0.0 && share <= 1.0))
      checks.Share(absl::StrCat("plants[", row, "].heat_share"), share);
  return checks.ToStatus();
}

double CalcOpenKgS(const models::SubstationParams& substation) {
  return substation.space_flow_max_kg_s +
         (substation.hot_water ? substation.hot_water_flow_max_kg_s : 0.0);
}

/// Air, and all that is warm with it, at rest where thermostats give what is lost:
///   K (T_set − T) = H (T − T_o) − G, not less than nothing and not more than the radiators' heat
models::BuildingState MakeRestingRooms(const models::BuildingParams& building,
                                       double outdoor_degc) {
  const double loss_w_per_k = models::CalcBuildingLossWPerK(building);
  const double asked_w = std::clamp(
      building.controller_w_per_k *
          (loss_w_per_k * (building.set_point_degc - outdoor_degc) - building.internal_gain_w) /
          (loss_w_per_k + building.controller_w_per_k),
      0.0, building.heat_max_w);
  models::BuildingParams resting = building;
  resting.set_point_degc = outdoor_degc + (asked_w + building.internal_gain_w) / loss_w_per_k;
  return models::MakeBuildingState(resting, outdoor_degc);
}

}  // namespace

NetworkRunInputs MakeNetworkRunInputs(const models::HeatNetwork& network, double outdoor_degc) {
  return {.outdoor_degc = outdoor_degc,
          .hot_water_ratio = 0.0,
          .plants = std::vector<PlantInputs>(network.producers.size())};
}

struct NetworkRun::Built {
  Built(const models::HeatNetwork& given_network, NetworkRunParams given, TransientHeat made)
      : network(given_network),
        params(std::move(given)),
        transient(std::move(made)),
        water(given_network, {.water = params.heat.water,
                              .hydraulics = params.hydraulics,
                              .valve_differential_bar = params.valve_differential_bar}) {
    for (const auto& building : params.buildings) {
      steppers.emplace_back(building.building, params.step_s);
      open_kg_s.push_back(CalcOpenKgS(building.substation));
    }
    for (const auto& consumer : params.given_consumers) open_kg_s.push_back(consumer.flow_max_kg_s);
  }
  bool has_buildings() const { return !params.buildings.empty(); }
  const models::HeatNetwork& network;
  NetworkRunParams params;
  TransientHeat transient;
  NetworkWater water;
  std::vector<BuildingStepper> steppers;  // [consumer]
  std::vector<double> open_kg_s;          // [consumer]
};

struct NetworkRun::Workspace::Parts {
  explicit Parts(const Built& given)
      : built(given),
        water(given.water.MakeWorkspace()),
        transient(given.transient.MakeWorkspace()),
        limited(given.params.buildings) {
    const std::size_t consumers = given.network.consumers.size();
    draw.wanted_kg_s.resize(consumers);
    draw.open_kg_s = given.open_kg_s;
    valves.resize(consumers);
    asked_w.resize(consumers);
    hot_water_w.resize(consumers);
    heat.consumers.resize(consumers);
    heat.step_s = given.params.step_s;
    for (const auto& pipe : given.network.pipes) heat.ground_degc.push_back(pipe.ground_degc);
  }

  void DecideDuty(const NetworkRunInputs& inputs);
  void AskConsumers(const NetworkRunInputs& inputs, const NetworkRunState& state);
  void AskGivenConsumers(const NetworkRunInputs& inputs, const NetworkRunState& state);
  bool MustSolve(const NetworkRunState& state) const;
  absl::Status SolveWater(const NetworkRunState& state);
  void SetPlants(const NetworkRunInputs& inputs, const NetworkFlows& flows,
                 const NetworkRunState& state, double target_degc);
  absl::Status MoveWater(const NetworkRunInputs& inputs, const NetworkFlows& flows,
                         const std::vector<ValveFlows>& standing, NetworkRunState& state,
                         NetworkRunResult& result);
  models::SubstationResult AnswerWater(std::size_t row, const NetworkRunInputs& inputs,
                                       const std::vector<ValveFlows>& standing,
                                       const NetworkRunState& state, double flow_kg_s,
                                       double supply_degc) const;
  void RunPlants(const NetworkRunInputs& inputs, NetworkRunState& state, NetworkRunResult& result);
  void WarmRooms(const NetworkRunInputs& inputs, NetworkRunState& state, NetworkRunResult& result);

  const Built& built;
  std::unique_ptr<NetworkWater::Workspace> water;
  std::unique_ptr<TransientHeat::Workspace> transient;
  PumpDuty duty;
  NetworkDraw draw;
  NetworkFlows flows;
  std::vector<ValveFlows> valves;                     // [consumer] as wanted, then as passing
  std::vector<double> asked_w, hot_water_w;           // [consumer]
  std::vector<models::HeatedBuildingParams> limited;  // [building] with valves as they stand
  TransientHeatInputs heat;
};

void NetworkRun::Workspace::Parts::DecideDuty(const NetworkRunInputs& inputs) {
  const auto& producers = built.network.producers.rows();
  bool has_holder = false, has_hot_holder = false;
  for (std::size_t row = 0; row < producers.size(); ++row) {
    if (!producers[row].lift_bar || !inputs.plants[row].has_pump) continue;
    has_holder = true;
    has_hot_holder = has_hot_holder || inputs.plants[row].heat_share > 0.0;
  }
  duty.stands = !has_holder;
  duty.runs.assign(producers.size(), 0);
  if (duty.stands) return;
  for (std::size_t row = 0; row < producers.size(); ++row) {
    const bool circulates_cold = producers[row].lift_bar.has_value() && !has_hot_holder;
    duty.runs[row] =
        inputs.plants[row].has_pump && (inputs.plants[row].heat_share > 0.0 || circulates_cold);
  }
}

void NetworkRun::Workspace::Parts::AskConsumers(const NetworkRunInputs& inputs,
                                                const NetworkRunState& state) {
  const double heat_capacity = built.params.heat.water.heat_capacity_j_per_kg_k;
  for (std::size_t row = 0; row < valves.size(); ++row) {
    const models::HeatedBuildingParams& building = built.params.buildings[row];
    asked_w[row] = built.steppers[row].CalcAskedHeatW(state.buildings[row], inputs.outdoor_degc);
    hot_water_w[row] = inputs.hot_water_ratio * building.building.hot_water_mean_w;
    valves[row] = {};
    draw.wanted_kg_s[row] = 0.0;
    if (std::isnan(state.arriving_degc[row])) continue;
    const models::SubstationResult wanted =
        SolveConsumerFlow(building, state.buildings[row].air_degc, asked_w[row],
                          {.arriving_degc = state.arriving_degc[row],
                           .outdoor_degc = inputs.outdoor_degc,
                           .hot_water_w = hot_water_w[row],
                           .heat_capacity_j_per_kg_k = heat_capacity});
    valves[row] = {.space_kg_s = wanted.space.flow_kg_s,
                   .hot_water_kg_s = wanted.hot_water.flow_kg_s};
    draw.wanted_kg_s[row] = wanted.space.flow_kg_s + wanted.hot_water.flow_kg_s;
  }
}

void NetworkRun::Workspace::Parts::AskGivenConsumers(const NetworkRunInputs& inputs,
                                                     const NetworkRunState& state) {
  const double heat_capacity = built.params.heat.water.heat_capacity_j_per_kg_k;
  for (std::size_t row = 0; row < valves.size(); ++row) {
    asked_w[row] = inputs.consumer_heat_w[row];
    const double arriving_degc = state.arriving_degc[row];
    valves[row] = {};
    if (!std::isnan(arriving_degc))
      valves[row].space_kg_s = CalcGivenFlowKgS(built.params.given_consumers[row], asked_w[row],
                                                arriving_degc, heat_capacity);
    draw.wanted_kg_s[row] = valves[row].space_kg_s;
  }
}

bool NetworkRun::Workspace::Parts::MustSolve(const NetworkRunState& state) const {
  if (!state.is_solved || !(state.duty == duty)) return true;
  if (state.since_solved_s >= built.params.resolve_s) return true;
  // Who is short of pressure is looked after until flows have settled.
  if (state.flows.unsettled_share > kSettledShare) return true;
  for (std::size_t row = 0; row < valves.size(); ++row)
    if (std::abs(draw.wanted_kg_s[row] - state.wanted_kg_s[row]) >
        built.params.valve_dead_share * draw.open_kg_s[row])
      return true;
  return false;
}

absl::Status NetworkRun::Workspace::Parts::SolveWater(const NetworkRunState& state) {
  if (absl::Status status =
          built.water.Solve(draw, duty, state.is_solved ? &state.flows : nullptr, *water, flows);
      !status.ok())
    return status;
  for (std::size_t row = 0; row < valves.size(); ++row) {
    const double wanted_kg_s = draw.wanted_kg_s[row];
    const double passing_ratio =
        wanted_kg_s > 0.0 ? flows.consumer_flow_kg_s[row] / wanted_kg_s : 0.0;
    valves[row].space_kg_s *= passing_ratio;
    valves[row].hot_water_kg_s *= passing_ratio;
  }
  return absl::OkStatus();
}

void NetworkRun::Workspace::Parts::SetPlants(const NetworkRunInputs& inputs,
                                             const NetworkFlows& now, const NetworkRunState& state,
                                             double target_degc) {
  const double heat_capacity = built.params.heat.water.heat_capacity_j_per_kg_k;
  heat.producer_supply_degc.resize(state.plants.size());
  for (std::size_t row = 0; row < state.plants.size(); ++row) {
    const models::NetworkPlantParams& plant = built.params.plants[row];
    const PlantState& before = state.plants[row];
    const double max_w = inputs.plants[row].heat_share * plant.heat_max_w;
    const double supply_degc = models::CalcPlantSupplyDegC(
        plant, {.flow_w_per_k = heat_capacity * now.producer_flow_kg_s[row],
                .return_degc = before.return_degc,
                .target_degc = target_degc,
                .heat_max_w = max_w - before.borrowed_j / built.params.step_s});
    heat.producer_supply_degc[row] = std::max(supply_degc, before.return_degc - kMostPaidBackK);
  }
}

models::SubstationResult NetworkRun::Workspace::Parts::AnswerWater(
    std::size_t row, const NetworkRunInputs& inputs, const std::vector<ValveFlows>& standing,
    const NetworkRunState& state, double flow_kg_s, double supply_degc) const {
  const double heat_capacity = built.params.heat.water.heat_capacity_j_per_kg_k;
  if (built.has_buildings())
    return SolveConsumerFlow(
        limited[row], state.buildings[row].air_degc,
        standing[row].space_kg_s > kStillKgS ? asked_w[row] : 0.0,
        {.arriving_degc = supply_degc,
         .outdoor_degc = inputs.outdoor_degc,
         .hot_water_w = standing[row].hot_water_kg_s > kStillKgS ? hot_water_w[row] : 0.0,
         .heat_capacity_j_per_kg_k = heat_capacity});
  models::SubstationResult got;
  got.heat_w = got.space.heat_w = CalcGivenHeatW(built.params.given_consumers[row], asked_w[row],
                                                 supply_degc, heat_capacity * flow_kg_s);
  return got;
}

absl::Status NetworkRun::Workspace::Parts::MoveWater(const NetworkRunInputs& inputs,
                                                     const NetworkFlows& now,
                                                     const std::vector<ValveFlows>& standing,
                                                     NetworkRunState& state,
                                                     NetworkRunResult& result) {
  const double heat_capacity = built.params.heat.water.heat_capacity_j_per_kg_k;
  const std::size_t consumers = valves.size();
  heat.flow_kg_s.assign(now.hydraulics.flow_kg_s.begin(), now.hydraulics.flow_kg_s.end());
  heat.producer_flow_kg_s.assign(now.producer_flow_kg_s.begin(), now.producer_flow_kg_s.end());
  for (std::size_t row = 0; row < consumers; ++row) {
    heat.consumers[row] = {.mode = ConsumerDraw::Mode::kReturnTemperature,
                           .flow_kg_s = now.consumer_flow_kg_s[row]};
    if (!built.has_buildings()) continue;
    limited[row].substation.space_flow_max_kg_s = standing[row].space_kg_s;
    limited[row].substation.hot_water_flow_max_kg_s = standing[row].hot_water_kg_s;
  }
  result.space_w.assign(consumers, 0.0);
  result.missing_w.assign(consumers, 0.0);
  const auto answer = [&](double part_s, const std::vector<double>& supply_degc,
                          std::vector<double>& return_degc) {
    const double share = part_s / built.params.step_s;
    for (std::size_t row = 0; row < consumers; ++row) {
      const double flow_kg_s = now.consumer_flow_kg_s[row];
      return_degc[row] = supply_degc[row];
      result.missing_w[row] += share * (asked_w[row] + hot_water_w[row]);
      if (!(flow_kg_s > 0.0) || std::isnan(supply_degc[row])) continue;
      const models::SubstationResult got =
          AnswerWater(row, inputs, standing, state, flow_kg_s, supply_degc[row]);
      return_degc[row] -= got.heat_w / (heat_capacity * flow_kg_s);
      result.space_w[row] += share * got.space.heat_w;
      result.missing_w[row] -= share * got.heat_w;
    }
  };
  return built.transient.Advance(heat, SubstationCall(answer), state.pipes, *transient,
                                 result.heat);
}

void NetworkRun::Workspace::Parts::RunPlants(const NetworkRunInputs& inputs, NetworkRunState& state,
                                             NetworkRunResult& result) {
  const std::size_t producers = state.plants.size();
  result.plant_supply_degc.assign(heat.producer_supply_degc.begin(),
                                  heat.producer_supply_degc.end());
  result.plant_heat_w.resize(producers);
  result.plant_electricity_w.resize(producers);
  result.plant_fuel_w.resize(producers);
  NetworkRunEnergy& energy = result.energy;
  energy = {.taken_w = result.heat.taken_w,
            .lost_w = result.heat.lost_w,
            .stored_w = result.heat.stored_w};
  const double step_s = built.params.step_s;
  for (std::size_t row = 0; row < producers; ++row) {
    PlantState& plant = state.plants[row];
    const double given_w = result.heat.producer_heat_w[row];
    const double max_w = inputs.plants[row].heat_share * built.params.plants[row].heat_max_w;
    const double made_w = std::clamp(given_w + plant.borrowed_j / step_s, 0.0, max_w);
    const double borrowed_w = given_w - made_w;
    plant.borrowed_j += borrowed_w * step_s;
    energy.stored_w -= borrowed_w;
    const double return_degc = result.heat.producer_return_degc[row];
    if (std::isfinite(return_degc)) plant.return_degc = return_degc;
    const models::NetworkPlantEnergy drawn = models::CalcPlantEnergy(
        built.params.plants[row], made_w, result.plant_supply_degc[row], plant.return_degc);
    result.plant_heat_w[row] = made_w;
    result.plant_electricity_w[row] = drawn.electricity_w;
    result.plant_fuel_w[row] = drawn.fuel_w;
    energy.made_w += made_w;
    energy.electricity_w += drawn.electricity_w;
    energy.fuel_w += drawn.fuel_w;
  }
  energy.left_w = energy.made_w - energy.taken_w - energy.lost_w - energy.stored_w;
  const double largest_w = std::max({energy.made_w, std::abs(energy.taken_w),
                                     std::abs(energy.lost_w), std::abs(energy.stored_w)});
  energy.left_ratio = largest_w > 0.0 ? std::abs(energy.left_w) / largest_w : 0.0;
}

void NetworkRun::Workspace::Parts::WarmRooms(const NetworkRunInputs& inputs, NetworkRunState& state,
                                             NetworkRunResult& result) {
  result.room_degc.resize(built.steppers.size());
  for (std::size_t row = 0; row < built.steppers.size(); ++row) {
    const BuildingStepResult rooms = built.steppers[row].Advance(
        state.buildings[row], {.outdoor_degc = inputs.outdoor_degc, .heat_w = result.space_w[row]});
    state.buildings[row] = rooms.state;
    result.room_degc[row] = rooms.mean_air_degc;
    result.energy.rooms_left_w = std::max(result.energy.rooms_left_w, std::abs(rooms.residual_w));
  }
  for (std::size_t row = 0; row < valves.size(); ++row) {
    result.energy.space_w += result.space_w[row];
    const double arriving_degc = result.heat.consumer_supply_degc[row];
    if (std::isfinite(arriving_degc)) state.arriving_degc[row] = arriving_degc;
  }
}

NetworkRun::NetworkRun(std::unique_ptr<const Built> built) : built_(std::move(built)) {}
NetworkRun::~NetworkRun() = default;
NetworkRun::NetworkRun(NetworkRun&&) noexcept = default;
NetworkRun& NetworkRun::operator=(NetworkRun&&) noexcept = default;
NetworkRun::Workspace::Workspace(const Built& built) : parts_(std::make_unique<Parts>(built)) {}
NetworkRun::Workspace::~Workspace() = default;

absl::StatusOr<NetworkRun> NetworkRun::Make(const models::HeatNetwork& network,
                                            NetworkRunParams params) {
  if (absl::Status status = CheckParams(network, params); !status.ok()) return status;
  absl::StatusOr<TransientHeat> transient = TransientHeat::Make(network, params.heat);
  if (!transient.ok()) return transient.status();
  return NetworkRun(
      std::make_unique<const Built>(network, std::move(params), *std::move(transient)));
}

const models::HeatNetwork& NetworkRun::network() const { return built_->network; }
const NetworkRunParams& NetworkRun::params() const { return built_->params; }
std::unique_ptr<NetworkRun::Workspace> NetworkRun::MakeWorkspace() const {
  return std::make_unique<Workspace>(*built_);
}

NetworkRunState NetworkRun::MakeState(double outdoor_degc, double return_degc) const {
  const models::HeatNetwork& network = built_->network;
  const double supply_degc = models::CalcCurveSupplyDegC(built_->params.supply_curve, outdoor_degc);
  std::vector<double> pipe_degc;
  for (const auto& pipe : network.pipes)
    pipe_degc.push_back(network.nodes[pipe.from].side == models::HeatSide::kSupply ? supply_degc
                                                                                   : return_degc);
  NetworkRunState state;
  state.pipes = built_->transient.MakeState(pipe_degc, pipe_degc);
  for (const auto& building : built_->params.buildings)
    state.buildings.push_back(MakeRestingRooms(building.building, outdoor_degc));
  state.arriving_degc.assign(network.consumers.size(), supply_degc);
  state.plants.assign(network.producers.size(), {.return_degc = return_degc});
  return state;
}

NetworkRunState NetworkRun::MakeState(const SteadyHeatSolution& steady) const {
  const models::HeatNetwork& network = built_->network;
  std::vector<double> from_degc, to_degc;
  for (std::size_t row = 0; row < network.pipes.size(); ++row) {
    const models::HeatPipeParams& pipe = network.pipes[HeatPipeIndex(row)];
    const double flow_kg_s = steady.hydraulics.flow_kg_s[row];
    const double outlet_degc = steady.pipe_outlet_degc[row];
    from_degc.push_back(flow_kg_s > 0.0 ? steady.node_degc[pipe.from.value()] : outlet_degc);
    to_degc.push_back(flow_kg_s < 0.0 ? steady.node_degc[pipe.to.value()] : outlet_degc);
  }
  NetworkRunState state;
  state.pipes = built_->transient.MakeState(from_degc, to_degc);
  for (const auto& building : built_->params.buildings)
    state.buildings.push_back(MakeRestingRooms(building.building, 0.0));
  state.arriving_degc = steady.consumer_supply_degc;
  for (std::size_t row = 0; row < network.producers.size(); ++row) {
    const HeatNodeIndex back = network.producers[HeatProducerIndex(row)].back;
    const double arriving_degc = steady.producer_return_degc[row];
    state.plants.push_back({.return_degc = std::isfinite(arriving_degc)
                                               ? arriving_degc
                                               : steady.node_degc[back.value()]});
  }
  return state;
}

absl::Status NetworkRun::Advance(const NetworkRunInputs& inputs, NetworkRunState& state,
                                 Workspace& workspace, NetworkRunResult& result) const {
  Workspace::Parts& parts = *workspace.parts_;
  const NetworkRunParams& params = built_->params;
  if (absl::Status status =
          CheckInputs(inputs, built_->network.producers.size(), params.given_consumers.size());
      !status.ok())
    return status;
  if (state.buildings.size() != params.buildings.size() ||
      state.plants.size() != params.plants.size())
    return absl::InvalidArgumentError(absl::StrCat(
        "network run: state of ", state.buildings.size(), " buildings and ", state.plants.size(),
        " plants, there are ", params.buildings.size(), " and ", params.plants.size()));
  result.failure.clear();
  result.is_stale = false;
  result.target_degc = inputs.target_degc.value_or(
      models::CalcCurveSupplyDegC(params.supply_curve, inputs.outdoor_degc) +
      inputs.supply_offset_k);
  parts.DecideDuty(inputs);
  if (built_->has_buildings()) {
    parts.AskConsumers(inputs, state);
  } else {
    parts.AskGivenConsumers(inputs, state);
  }
  const bool must_solve = parts.MustSolve(state);
  absl::Status solved = must_solve ? parts.SolveWater(state) : absl::OkStatus();
  result.is_solved_anew = must_solve && solved.ok();
  if (!solved.ok()) result.failure = std::string(solved.message());
  const bool has_flows = result.is_solved_anew || state.is_solved;
  if (has_flows) {
    const NetworkFlows& flows = result.is_solved_anew ? parts.flows : state.flows;
    parts.SetPlants(inputs, flows, state, result.target_degc);
    absl::Status moved = parts.MoveWater(
        inputs, flows, result.is_solved_anew ? parts.valves : state.valves, state, result);
    if (!moved.ok()) {
      absl::StrAppend(&result.failure, result.failure.empty() ? "" : "; ", moved.message());
      result.is_stale = true;
    }
  } else {
    result.is_stale = true;
  }
  state.time_s += params.step_s;
  if (result.is_stale) {
    result.is_solved_anew = false;
    return absl::OkStatus();
  }

  state.since_solved_s += params.step_s;
  if (result.is_solved_anew) {
    std::swap(state.flows, parts.flows);
    state.duty = parts.duty;
    state.valves = parts.valves;
    state.wanted_kg_s = parts.draw.wanted_kg_s;
    state.since_solved_s = params.step_s;
    state.is_solved = true;
  } else if (!solved.ok()) {
    state.since_solved_s = params.resolve_s;  // again in the next step
  }
  parts.RunPlants(inputs, state, result);
  parts.WarmRooms(inputs, state, result);
  result.pressure_bar.assign(state.flows.hydraulics.pressure_bar.begin(),
                             state.flows.hydraulics.pressure_bar.end());
  result.consumer_flow_kg_s.assign(state.flows.consumer_flow_kg_s.begin(),
                                   state.flows.consumer_flow_kg_s.end());
  result.short_consumers = state.flows.short_consumers;
  FindNetworkAlarms(built_->network, params.limits, params.heat.water,
                    {.pressure_bar = result.pressure_bar,
                     .node_degc = result.heat.node_degc,
                     .pipe_flow_kg_s = state.flows.hydraulics.flow_kg_s,
                     .consumer_wanted_kg_s = parts.draw.wanted_kg_s,
                     .consumer_supply_degc = result.heat.consumer_supply_degc,
                     .producer_heat_w = result.plant_heat_w},
                    result.alarms);
  return absl::OkStatus();
}

}  // namespace solvers::heat
