#include "twin/heat/network_motion.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "models/base/status_macros.h"
#include "solvers/heat/worst_point.h"

namespace twin::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatPipeIndex;
using solvers::heat::NetworkRun;
using solvers::heat::NetworkRunInputs;
using solvers::heat::NetworkRunParams;
using solvers::heat::SteadyHeatSolution;

constexpr double kSteelJPerM3K = 7800.0 * 480.0;
// Largest flow of a customer's valve over that of the coldest day.
constexpr double kValveReserveRatio = 2.0;
// Plants give what it takes as long as the system serves all: never bound by this.
constexpr double kBoundlessRatio = 10.0;
// Of a plant without heat whose pumps go on: at nothing they would stop.
constexpr double kColdShare = 1e-12;
// A share that is less is rounding of what a frame holds.
constexpr double kServedShare = 1e-6;

NetworkRunParams MakeParams(const NetworkModel& model, const SteadyHeatSolution& coldest,
                            double design_w) {
  NetworkRunParams params;
  params.supply_curve.points = {{0.0, model.site().spec.supply_degc}};
  const auto& consumers = model.network().consumers;
  for (std::size_t row = 0; row < consumers.size(); ++row)
    params.given_consumers.push_back(
        {.return_degc = consumers[HeatConsumerIndex(row)].return_degc,
         .flow_max_kg_s = kValveReserveRatio * coldest.consumer_flow_kg_s[row]});
  params.plants.assign(model.network().producers.size(),
                       {.heat_max_w = kBoundlessRatio * design_w,
                        .sink_max_degc = std::max(90.0, model.site().spec.supply_degc)});
  params.heat.wall.capacity_j_per_m3_k = kSteelJPerM3K;
  params.hydraulics = model.options().hydraulics;
  params.limits = model.limits();
  return params;
}

double CalcStoredAtGroundJ(const NetworkModel& model, const NetworkRun& run) {
  SteadyHeatSolution cold;
  const auto& network = model.network();
  cold.hydraulics.flow_kg_s.assign(network.pipes.size(), 0.0);
  cold.node_degc.assign(network.nodes.size(), 0.0);
  for (std::size_t row = 0; row < network.pipes.size(); ++row)
    cold.pipe_outlet_degc.push_back(network.pipes[HeatPipeIndex(row)].ground_degc);
  cold.producer_return_degc.assign(network.producers.size(), 0.0);
  return run.MakeState(cold).pipes.stored_j;
}

double Sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

absl::StatusOr<std::unique_ptr<const NetworkMotion>> NetworkMotion::Make(
    const NetworkModel& model) {
  const models::HeatNetworkMoment coldest = models::CalcColdestMoment(model.site());
  TWIN_ASSIGN_OR_RETURN(NetworkSolution solution, SolveNetwork(model, model.At(coldest), coldest));
  double design_w = 0.0;
  for (const auto& consumer : model.network().consumers) design_w += consumer.heat_w;
  NetworkRunParams params = MakeParams(model, solution.water, design_w);
  TWIN_ASSIGN_OR_RETURN(NetworkRun run, NetworkRun::Make(model.network(), params));
  params.step_s = models::kSecondsPerQuarter;
  TWIN_ASSIGN_OR_RETURN(NetworkRun quarter_run,
                        NetworkRun::Make(model.network(), std::move(params)));
  std::unique_ptr<NetworkMotion> motion(
      new NetworkMotion(model, std::move(solution.water), std::move(run), std::move(quarter_run)));
  motion->design_w_ = design_w;
  motion->above_0_degc_j_ = CalcStoredAtGroundJ(model, motion->run_);
  return std::unique_ptr<const NetworkMotion>(std::move(motion));
}

NetworkMotion::NetworkMotion(const NetworkModel& model, SteadyHeatSolution coldest, NetworkRun run,
                             NetworkRun quarter_run)
    : model_(model),
      coldest_(std::move(coldest)),
      run_(std::move(run)),
      quarter_run_(std::move(quarter_run)) {}

NetworkMotionState NetworkMotion::Begin(const NetworkDrive& drive) const {
  const auto steady = SolveNetwork(model_, model_.At(drive.moment), drive.moment);
  NetworkMotionState state;
  state.run = run_.MakeState(steady.ok() ? steady->water : coldest_);
  return state;
}

NetworkRunInputs NetworkMotion::MakeInputs(const NetworkDrive& drive,
                                           const NetworkMotionState& state) const {
  const auto& network = model_.network();
  NetworkRunInputs inputs = solvers::heat::MakeNetworkRunInputs(network, 0.0);
  inputs.target_degc = drive.moment.supply_degc;
  double asked_share = drive.moment.demand_share + drive.unserved_share;
  if (asked_share < 0.0) asked_share = 0.0;  // no number stays none: that is told
  for (const auto& consumer : network.consumers)
    inputs.consumer_heat_w.push_back(asked_share * consumer.heat_w);
  if (drive.unserved_share <= kServedShare) return inputs;
  const double lost_w = state.run.is_solved ? state.last.energy.lost_w : 0.0;
  const double most_w = std::max(0.0, drive.moment.demand_share) * design_w_ + lost_w;
  std::vector<double> flow_kg_s = model_.generated().producer_design_w;
  if (state.run.is_solved && Sum(state.last.heat.producer_flow_kg_s) > 0.0)
    for (std::size_t row = 0; row < flow_kg_s.size(); ++row)
      flow_kg_s[row] = std::max(0.0, state.last.heat.producer_flow_kg_s[row]);
  const double all_kg_s = Sum(flow_kg_s);
  for (std::size_t row = 0; row < inputs.plants.size(); ++row) {
    const double share = most_w / run_.params().plants[row].heat_max_w * flow_kg_s[row] / all_kg_s;
    inputs.plants[row].heat_share = std::clamp(share, kColdShare, 1.0);
  }
  return inputs;
}

namespace {

void Step(const NetworkRun& run, const NetworkRunInputs& inputs, models::Minute minute,
          NetworkRun::Workspace& workspace, NetworkMotionState& state) {
  const absl::Status status = run.Advance(inputs, state.run, workspace, state.last);
  std::string failure = status.ok() ? state.last.failure : std::string(status.message());
  if (!failure.empty() && state.failure.empty()) state.failing_since = minute;
  state.failure = std::move(failure);
}

}  // namespace

void NetworkMotion::Advance(const NetworkDrive& drive, models::Minute minute,
                            NetworkMotionWorkspace& workspace, NetworkMotionState& state) const {
  Step(run_, MakeInputs(drive, state), minute, *workspace.minutes, state);
}

void NetworkMotion::AdvanceQuarter(const NetworkDrive& drive, models::Quarter quarter,
                                   NetworkMotionWorkspace& workspace,
                                   NetworkMotionState& state) const {
  Step(quarter_run_, MakeInputs(drive, state), quarter.start_minute(), *workspace.quarters, state);
}

NetworkMinute NetworkMotion::Tell(const NetworkDrive& drive, models::Minute minute,
                                  const NetworkMotionState& state) const {
  NetworkMinute told;
  told.minute = minute;
  told.failure = state.failure;
  told.failing_since = state.failing_since;
  if (!state.run.is_solved) return told;
  const solvers::heat::NetworkRunResult& last = state.last;
  NetworkSolution solution;
  solution.moment = drive.moment;
  SteadyHeatSolution& water = solution.water;
  water.hydraulics = state.run.flows.hydraulics;
  water.node_degc = last.heat.node_degc;
  water.pipe_outlet_degc = last.heat.pipe_outlet_degc;
  water.pipe_loss_w = last.heat.pipe_loss_w;
  water.consumer_flow_kg_s = last.consumer_flow_kg_s;
  water.consumer_supply_degc = last.heat.consumer_supply_degc;
  water.consumer_return_degc = last.heat.consumer_return_degc;
  water.producer_flow_kg_s = last.heat.producer_flow_kg_s;
  water.producer_back_flow_kg_s = last.heat.producer_flow_kg_s;
  water.producer_return_degc = last.heat.producer_return_degc;
  water.producer_heat_w = last.plant_heat_w;
  const auto& network = model_.network();
  solution.lift_spare_bar = solvers::heat::HoldWorstPointBar(network, {}, water);
  solution.limits =
      solvers::heat::FindHeatLimits(network, water, model_.limits(), model_.options());
  told.solution = std::make_shared<const NetworkSolution>(std::move(solution));
  told.energy = last.energy;
  told.plant_supply_degc = last.plant_supply_degc;
  told.missing_w = Sum(last.missing_w);
  told.stored_j = state.run.pipes.stored_j - above_0_degc_j_;
  told.short_consumers = last.short_consumers;
  return told;
}

}  // namespace twin::heat
