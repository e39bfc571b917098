#include "solvers/heat/steady_heat.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "solvers/gmres.h"
#include "solvers/heat/link_network.h"
#include "solvers/heat/network_flows.h"
#include "solvers/heat/network_sides.h"
#include "solvers/heat/temperature_sweep.h"
#include "solvers/heat/worst_point.h"
#include "solvers/value_checks.h"

namespace solvers::heat {
namespace {

using models::HeatConsumerIndex;
using models::HeatNodeIndex;
using models::HeatProducerIndex;

// A consumer that gets its water nearly as cold as it leaves counts as cooling it by this much.
constexpr double kSmallestCoolingK = 0.5;
// Newton's method changes no flow by more than this factor in one round.
constexpr double kLargestGrowth = 3.0;
// While temperatures are this far from settled, hydraulics need not be solved to the end.
constexpr double kLooseAboveK = 1e-4;
constexpr double kLooseKgSPerK = 1e-3;
constexpr double kLooseBarPerK = 1e-3;
// From here on the response of loops is taken along.
constexpr double kNearK = 0.5;
// After a step along the loops that went wrong so many rounds go without them.
constexpr int kPlainRounds = 4;
// Rounds of Newton's method before flows follow temperatures instead, this share of the way.
constexpr int kNewtonRounds = 40;
constexpr double kDampedShare = 0.5;
constexpr int kMaxBasis = 12;
constexpr double kGmresRatio = 0.01;
// Properties of water follow temperatures to within this.
constexpr double kPropertyToleranceK = 1e-7;

// Consumers of a cold network take negative heat: their water comes back warmer.
double SignOf(double heat_w) { return heat_w < 0.0 ? -1.0 : 1.0; }

}  // namespace

SteadyHeatInputs MakeSteadyHeatInputs(const models::HeatNetwork& network) {
  SteadyHeatInputs inputs;
  for (const auto& consumer : network.consumers) {
    inputs.consumer_heat_w.push_back(consumer.heat_w);
    inputs.consumer_flow_kg_s.push_back(consumer.mass_flow_kg_s);
    inputs.consumer_return_degc.push_back(consumer.return_degc);
  }
  for (const auto& producer : network.producers)
    inputs.producer_supply_degc.push_back(producer.supply_degc);
  return inputs;
}

struct SteadyHeat::Built {
  explicit Built(const models::HeatNetwork& tables)
      : network(tables),
        links(MakeLinkNetwork(tables)),
        hydraulics(Hydraulics::Make(models::MakeHydraulicNetwork(tables))),
        sides(MakeNetworkSides(tables)) {}
  const models::HeatNetwork& network;
  models::HeatNetwork links;  // what temperatures see
  Hydraulics hydraulics;
  std::vector<Hydraulics> sides;  ///< supply and return, where neither looks at the other
};

namespace {

// Water of one side, or of both at once, with the rows of the whole network.
struct SideFlows {
  SideFlows(const Hydraulics& built, const HydraulicInputs& still)
      : hydraulics(&built), workspace(built.MakeWorkspace()), water(still) {}
  const Hydraulics* hydraulics;
  std::unique_ptr<Hydraulics::Workspace> workspace;
  HydraulicInputs water;
  std::vector<double> start_kg_s;
  HydraulicSolution solution;
};

}  // namespace

struct SteadyHeat::Workspace::Parts {
  Parts(const Built& built, const SteadyHeatOptions& steady_options)
      : network(built.network),
        links(built.links),
        options(steady_options),
        sweep(links, options.water),
        water(MakeStillInputs(network, {options.water.DensityKgM3(kNominalDegC),
                                        options.water.HeatCapacityJPerKgK(kNominalDegC),
                                        options.water.ViscosityPaS(kNominalDegC)})),
        gmres(static_cast<int>(network.consumers.size()), kMaxBasis),
        balance_kg_s(network.nodes.size()),
        missing_kg_s(network.consumers.size()),
        slope_kg_s_per_k(network.consumers.size()),
        change_kg_s(network.consumers.size()),
        plain_change_kg_s(network.consumers.size()),
        outflow_change_kg_s(network.nodes.size()) {
    for (const Hydraulics& side : built.sides) sides.emplace_back(side, water);
    if (sides.empty()) sides.emplace_back(built.hydraulics, water);
  }

  absl::Status Run(const SteadyHeatInputs& moment, bool starts_warm, SteadyHeatSolution& solution);
  absl::Status Settle(bool starts_warm, int last_round, bool is_damped,
                      SteadyHeatSolution& solution);

  static constexpr double kNominalDegC = 80.0;  // before any temperature is known
  const models::HeatNetwork& network;
  const models::HeatNetwork& links;
  const SteadyHeatOptions options;
  TemperatureSweep sweep;
  HydraulicInputs water;
  std::vector<SideFlows> sides;  ///< supply, return; or both at once
  Gmres gmres;
  std::vector<double> balance_kg_s;
  std::vector<double> missing_kg_s, slope_kg_s_per_k, change_kg_s, plain_change_kg_s,
      last_flow_kg_s;                                         // [consumer]
  std::vector<double> outflow_change_kg_s, flow_change_kg_s;  // [node], [link]
  const SteadyHeatInputs* inputs = nullptr;
  double lift_change_bar = 0.0;  // of producers that hold pressure

 private:
  HeatNodeIndex SupplyOf(std::size_t row) const {
    return network.consumers[HeatConsumerIndex(row)].supply;
  }
  bool IsReturn(std::size_t node) const {
    return network.nodes[HeatNodeIndex(node)].side == models::HeatSide::kReturn;
  }
  bool HasReturn() const { return options.consumers == ConsumerMode::kReturnTemperature; }
  absl::Status StartFlows(bool starts_warm, SteadyHeatSolution& solution);
  bool AreApart() const { return sides.size() > 1; }
  HydraulicOptions LoosenedOptions(double unsettled_k) const;
  absl::Status SolveFlows(double unsettled_k, bool is_warm, bool with_return,
                          SteadyHeatSolution& solution);
  absl::Status SolveSide(std::size_t side, double unsettled_k, bool is_warm,
                         SteadyHeatSolution& solution);
  absl::Status SweepSupply(SteadyHeatSolution& solution);
  void SweepReturn(SteadyHeatSolution& solution);
  double FallJPerKg(std::size_t row, const SteadyHeatSolution& solution) const;
  double SafeFallJPerKg(std::size_t row, const SteadyHeatSolution& solution) const;
  double WorstErrorK(const SteadyHeatSolution& solution, std::size_t& worst) const;
  void TakeStep(const std::vector<double>& change, SteadyHeatSolution& solution);
  void TakePlainStep(SteadyHeatSolution& solution);
  void TakeDampedStep(SteadyHeatSolution& solution);
  void ChangeFlows(bool is_near, SteadyHeatSolution& solution);
  void Write(SteadyHeatSolution& solution) const;
};

// As if water arrived as hot (for cooling: as cold) as any producer feeds it in, or as it did the
// last time.
absl::Status SteadyHeat::Workspace::Parts::StartFlows(bool starts_warm,
                                                      SteadyHeatSolution& solution) {
  if (!HasReturn()) {
    solution.consumer_flow_kg_s = inputs->consumer_flow_kg_s;
    return absl::OkStatus();
  }
  double hottest_degc = -std::numeric_limits<double>::infinity(), coldest_degc = -hottest_degc;
  for (const double supply_degc : inputs->producer_supply_degc) {
    hottest_degc = std::max(hottest_degc, supply_degc);
    coldest_degc = std::min(coldest_degc, supply_degc);
  }
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    double& flow_kg_s = solution.consumer_flow_kg_s[row];
    flow_kg_s = 0.0;
    const double heat_w = inputs->consumer_heat_w[row];
    if (heat_w == 0.0) continue;
    const double return_degc = inputs->consumer_return_degc[row];
    const double sign = SignOf(heat_w), best_degc = heat_w > 0.0 ? hottest_degc : coldest_degc;
    if (!(sign * (best_degc - return_degc) > 0.0))
      return absl::FailedPreconditionError(absl::StrFormat(
          "consumer %s is to return water at %.4g °C, and no producer feeds in any %s %.4g °C",
          network.consumers[HeatConsumerIndex(row)].id, return_degc,
          heat_w > 0.0 ? "above" : "below", best_degc));
    const double last_degc = starts_warm ? solution.consumer_supply_degc[row] : best_degc;
    const double supply_degc =
        sign * (last_degc - return_degc) > kSmallestCoolingK ? last_degc : best_degc;
    flow_kg_s = heat_w / (options.water.EnthalpyJPerKg(supply_degc) -
                          options.water.EnthalpyJPerKg(return_degc));
  }
  return absl::OkStatus();
}

HydraulicOptions SteadyHeat::Workspace::Parts::LoosenedOptions(double unsettled_k) const {
  HydraulicOptions how = options.hydraulics;
  if (unsettled_k > 0.0) {
    how.needs_pressures = false;
    how.flow_tolerance_kg_s = std::max(how.flow_tolerance_kg_s, kLooseKgSPerK * unsettled_k);
    how.pressure_tolerance_bar = std::max(how.pressure_tolerance_bar, kLooseBarPerK * unsettled_k);
  }
  return how;
}

absl::Status SteadyHeat::Workspace::Parts::SolveSide(std::size_t k, double unsettled_k,
                                                     bool is_warm, SteadyHeatSolution& solution) {
  SideFlows& side = sides[k];
  side.water.held_pressure_bar = water.held_pressure_bar;
  side.water.lift_bar = water.lift_bar;
  for (std::size_t node = 0; node < water.outflow_kg_s.size(); ++node)
    side.water.outflow_kg_s[node] =
        AreApart() && IsReturn(node) != (k == 1) ? 0.0 : water.outflow_kg_s[node];
  if (!options.water.is_constant() && solution.iterations > 1) {
    for (std::size_t link = 0; link < links.pipes.size(); ++link) {
      const double mean_degc = sweep.MeanPipeDegC(link);
      side.water.density_kg_m3[link] = options.water.DensityKgM3(mean_degc);
      side.water.viscosity_pa_s[link] = options.water.ViscosityPaS(mean_degc);
    }
  }
  const bool has_start = is_warm && side.start_kg_s.size() == side.water.density_kg_m3.size();
  absl::Status status = side.hydraulics->Solve(side.water, LoosenedOptions(unsettled_k),
                                               has_start ? &side.start_kg_s : nullptr,
                                               *side.workspace, side.solution);
  solution.hydraulic_iterations += side.solution.iterations;
  side.start_kg_s = side.solution.flow_kg_s;
  return status;
}

// Water that returns is solved only when that counts, and only once where it does not change.
absl::Status SteadyHeat::Workspace::Parts::SolveFlows(double unsettled_k, bool is_warm,
                                                      bool with_return,
                                                      SteadyHeatSolution& solution) {
  FillNetworkFlows(network, solution.consumer_flow_kg_s, water, lift_change_bar);
  ++solution.iterations;
  if (absl::Status status = SolveSide(0, unsettled_k, is_warm, solution); !status.ok())
    return status;
  solution.hydraulics = sides[0].solution;
  if (!with_return || !AreApart()) return absl::OkStatus();
  if (absl::Status status = SolveSide(1, unsettled_k, is_warm, solution); !status.ok())
    return status;
  AddReturnSide(network, sides[1].solution, solution.hydraulics);
  return absl::OkStatus();
}

absl::Status SteadyHeat::Workspace::Parts::SweepSupply(SteadyHeatSolution& solution) {
  balance_kg_s = water.outflow_kg_s;  // of the return side not read before it is solved
  for (std::size_t link = 0; link < links.pipes.size(); ++link) {
    const auto& params = links.pipes[models::HeatPipeIndex(link)];
    balance_kg_s[params.from.value()] += solution.hydraulics.flow_kg_s[link];
    balance_kg_s[params.to.value()] -= solution.hydraulics.flow_kg_s[link];
  }
  std::size_t lift = links.pipes.size();
  for (std::size_t row = 0; row < network.producers.size(); ++row) {
    const auto& producer = network.producers[HeatProducerIndex(row)];
    if (!producer.HoldsLiftOnly()) continue;
    const double flow_kg_s = solution.producer_flow_kg_s[row] =
        solution.hydraulics.flow_kg_s[lift++];
    balance_kg_s[producer.supply.value()] -= flow_kg_s;
    balance_kg_s[producer.back.value()] += flow_kg_s;
  }
  if (absl::Status status = sweep.SetFlows(solution.hydraulics.flow_kg_s); !status.ok())
    return status;
  sweep.ClearFeeds();
  for (std::size_t row = 0; row < network.producers.size(); ++row) {
    const auto& producer = network.producers[HeatProducerIndex(row)];
    if (!producer.HoldsLiftOnly())
      solution.producer_flow_kg_s[row] = producer.HoldsPressure()
                                             ? balance_kg_s[producer.supply.value()]
                                             : *producer.mass_flow_kg_s;
    sweep.Feed(producer.supply, solution.producer_flow_kg_s[row],
               inputs->producer_supply_degc[row]);
  }
  sweep.RunSupply();
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const auto& consumer = network.consumers[HeatConsumerIndex(row)];
    const double supply_degc = sweep.node_degc()[consumer.supply.value()];
    const double flow_kg_s = solution.consumer_flow_kg_s[row];
    solution.consumer_supply_degc[row] = supply_degc;
    solution.consumer_return_degc[row] =
        HasReturn() || flow_kg_s <= 0.0
            ? inputs->consumer_return_degc[row]
            : options.water.TemperatureDegC(options.water.EnthalpyJPerKg(supply_degc) -
                                            inputs->consumer_heat_w[row] / flow_kg_s);
  }
  return absl::OkStatus();
}

void SteadyHeat::Workspace::Parts::SweepReturn(SteadyHeatSolution& solution) {
  for (std::size_t row = 0; row < network.consumers.size(); ++row)
    sweep.Feed(network.consumers[HeatConsumerIndex(row)].back, solution.consumer_flow_kg_s[row],
               solution.consumer_return_degc[row]);
  for (std::size_t row = 0; row < network.producers.size(); ++row)
    if (solution.producer_flow_kg_s[row] < 0.0)  // water runs back through it unchanged
      sweep.Feed(network.producers[HeatProducerIndex(row)].back, -solution.producer_flow_kg_s[row],
                 sweep.node_degc()[network.producers[HeatProducerIndex(row)].supply.value()]);
  sweep.RunReturn();
}

// Of the enthalpy of a consumer's water.
double SteadyHeat::Workspace::Parts::FallJPerKg(std::size_t row,
                                                const SteadyHeatSolution& solution) const {
  return options.water.EnthalpyJPerKg(solution.consumer_supply_degc[row]) -
         options.water.EnthalpyJPerKg(solution.consumer_return_degc[row]);
}

// The same, but never less, nor the other way, than a consumer of this heat can use.
double SteadyHeat::Workspace::Parts::SafeFallJPerKg(std::size_t row,
                                                    const SteadyHeatSolution& solution) const {
  const double sign = SignOf(inputs->consumer_heat_w[row]);
  const double least =
      kSmallestCoolingK * options.water.HeatCapacityJPerKgK(solution.consumer_supply_degc[row]);
  return sign * std::max(sign * FallJPerKg(row, solution), least);
}

double SteadyHeat::Workspace::Parts::WorstErrorK(const SteadyHeatSolution& solution,
                                                 std::size_t& worst) const {
  if (!HasReturn()) return 0.0;
  double worst_k = 0.0;
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const double flow_kg_s = solution.consumer_flow_kg_s[row];
    if (flow_kg_s <= 0.0) continue;
    const double error_k =
        std::abs(FallJPerKg(row, solution) - inputs->consumer_heat_w[row] / flow_kg_s) /
        options.water.HeatCapacityJPerKgK(solution.consumer_supply_degc[row]);
    if (error_k <= worst_k) continue;
    worst_k = error_k;
    worst = row;
  }
  return worst_k;
}

// With a = heat still missing over the fall of enthalpy, and b = −m c/fall for each consumer,
// Newton's step solves  Δm − b ΔT(Δm) = a. In trees the response of the sweep is exact. Loops lead
// flows elsewhere, too: GMRES, with the sweep's response as its preconditioner.
void SteadyHeat::Workspace::Parts::ChangeFlows(bool is_near, SteadyHeatSolution& solution) {
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    missing_kg_s[row] = slope_kg_s_per_k[row] = change_kg_s[row] = 0.0;
    const double flow_kg_s = solution.consumer_flow_kg_s[row];
    if (flow_kg_s <= 0.0) continue;
    const double capacity = options.water.HeatCapacityJPerKgK(solution.consumer_supply_degc[row]);
    const double safe_fall = SafeFallJPerKg(row, solution);
    missing_kg_s[row] =
        (inputs->consumer_heat_w[row] - flow_kg_s * FallJPerKg(row, solution)) / safe_fall;
    slope_kg_s_per_k[row] = -flow_kg_s * capacity / safe_fall;
  }
  const auto respond = [this](std::span<const double> asked, std::span<double> change) {
    sweep.ClearAsked();
    for (std::size_t row = 0; row < asked.size(); ++row)
      sweep.Ask(SupplyOf(row), asked[row], slope_kg_s_per_k[row]);
    sweep.Respond();
    for (std::size_t row = 0; row < asked.size(); ++row)
      change[row] = asked[row] + slope_kg_s_per_k[row] * sweep.RiseK(SupplyOf(row));
  };
  const auto apply = [this](std::span<const double> change, std::span<double> asked) {
    std::fill(outflow_change_kg_s.begin(), outflow_change_kg_s.end(), 0.0);
    for (std::size_t row = 0; row < change.size(); ++row) {
      outflow_change_kg_s[SupplyOf(row).value()] += change[row];
      if (AreApart()) continue;
      outflow_change_kg_s[network.consumers[HeatConsumerIndex(row)].back.value()] -= change[row];
    }
    sides[0].hydraulics->RespondToOutflow(outflow_change_kg_s, *sides[0].workspace,
                                          flow_change_kg_s);
    sweep.RiseWith(flow_change_kg_s);
    for (std::size_t row = 0; row < change.size(); ++row)
      asked[row] = change[row] - slope_kg_s_per_k[row] * sweep.RiseK(SupplyOf(row));
  };
  respond(missing_kg_s, plain_change_kg_s);
  double norm = 0.0;
  for (const double missing : missing_kg_s) norm += missing * missing;
  if (!is_near || sides[0].hydraulics->is_tree() ||
      !gmres.Solve(apply, respond, missing_kg_s, kGmresRatio * std::sqrt(norm), change_kg_s).ok())
    change_kg_s = plain_change_kg_s;
  last_flow_kg_s = solution.consumer_flow_kg_s;
  TakeStep(change_kg_s, solution);
}

void SteadyHeat::Workspace::Parts::TakePlainStep(SteadyHeatSolution& solution) {
  solution.consumer_flow_kg_s = last_flow_kg_s;
  TakeStep(plain_change_kg_s, solution);
}

// Part of the way to the flow that today's temperature asks for, as water in pipes would let it.
void SteadyHeat::Workspace::Parts::TakeDampedStep(SteadyHeatSolution& solution) {
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    const double flow_kg_s = solution.consumer_flow_kg_s[row];
    change_kg_s[row] = 0.0;
    if (flow_kg_s <= 0.0) continue;
    change_kg_s[row] =
        kDampedShare * (inputs->consumer_heat_w[row] / SafeFallJPerKg(row, solution) - flow_kg_s);
  }
  TakeStep(change_kg_s, solution);
}

void SteadyHeat::Workspace::Parts::TakeStep(const std::vector<double>& change,
                                            SteadyHeatSolution& solution) {
  for (std::size_t row = 0; row < network.consumers.size(); ++row) {
    double& flow_kg_s = solution.consumer_flow_kg_s[row];
    flow_kg_s =
        std::clamp(flow_kg_s + change[row], flow_kg_s / kLargestGrowth, flow_kg_s * kLargestGrowth);
  }
}

void SteadyHeat::Workspace::Parts::Write(SteadyHeatSolution& solution) const {
  solution.node_degc = sweep.node_degc();
  solution.pipe_outlet_degc.assign(
      sweep.outlet_degc().begin(),
      sweep.outlet_degc().begin() + static_cast<std::ptrdiff_t>(network.pipes.size()));
  for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe)
    solution.pipe_loss_w[pipe] = sweep.PipeLossW(pipe);
  for (std::size_t row = 0; row < network.producers.size(); ++row) {
    const auto& producer = network.producers[HeatProducerIndex(row)];
    const double return_degc = solution.node_degc[producer.back.value()];
    solution.producer_return_degc[row] = return_degc;
    const double flow_kg_s = solution.producer_flow_kg_s[row];
    solution.producer_back_flow_kg_s[row] =
        producer.HoldsPressure() ? -balance_kg_s[producer.back.value()] : flow_kg_s;
    solution.producer_heat_w[row] =
        flow_kg_s > 0.0
            ? flow_kg_s * (options.water.EnthalpyJPerKg(inputs->producer_supply_degc[row]) -
                           options.water.EnthalpyJPerKg(return_degc))
            : 0.0;
  }
}

// Where water can come from two sides a consumer that draws more may get colder water, and steady
// states end or turn unstable for Newton's method as heat changes. Flows then follow temperatures
// slowly from where they are, as in pipes they would.
absl::Status SteadyHeat::Workspace::Parts::Run(const SteadyHeatInputs& moment, bool starts_warm,
                                               SteadyHeatSolution& solution) {
  inputs = &moment;
  solution.iterations = solution.hydraulic_iterations = 0;
  if (absl::Status status = StartFlows(starts_warm, solution); !status.ok()) return status;
  for (SideFlows& side : sides) {
    side.start_kg_s.clear();
    if (starts_warm) side.start_kg_s = solution.hydraulics.flow_kg_s;
  }
  const bool may_damp = HasReturn() && options.max_iterations > kNewtonRounds;
  absl::Status status =
      Settle(starts_warm, may_damp ? kNewtonRounds : options.max_iterations, false, solution);
  if (may_damp && absl::IsFailedPrecondition(status))
    status = Settle(true, options.max_iterations, true, solution);
  return status;
}

absl::Status SteadyHeat::Workspace::Parts::Settle(bool starts_warm, int last_round, bool is_damped,
                                                  SteadyHeatSolution& solution) {
  const bool is_constant = options.water.is_constant();
  // Zero: hydraulics are solved to the end, and what is found then counts.
  double unsettled_k = HasReturn() || !is_constant ? 1.0 : 0.0;
  double last_error_k = std::numeric_limits<double>::infinity(), near_k = kNearK;
  int plain_rounds = 0;
  // What returns is solved when what arrives is settled.
  bool with_return = !HasReturn() || !AreApart();
  for (bool is_warm = starts_warm;; is_warm = true) {
    if (absl::Status status = SolveFlows(unsettled_k, is_warm, with_return, solution); !status.ok())
      return status;
    absl::Status status = SweepSupply(solution);
    if (!status.ok() &&
        unsettled_k > 0.0) {  // what is left of hydraulics solved loosely may circle
      unsettled_k = 0.0;
      status = SolveFlows(unsettled_k, true, with_return, solution);
      if (status.ok()) status = SweepSupply(solution);
    }
    if (!status.ok()) return status;
    if (!is_constant && with_return) SweepReturn(solution);
    std::size_t worst = 0;
    const double error_k = WorstErrorK(solution, worst);
    const bool is_settled = error_k <= options.temperature_tolerance_k &&
                            (is_constant || sweep.worst_change_k() <= kPropertyToleranceK);
    if (is_settled && unsettled_k == 0.0) {
      if (with_return) break;
      with_return = true;
      if (!is_constant) continue;
      status = SolveSide(1, 0.0, starts_warm, solution);
      if (!status.ok()) return status;
      AddReturnSide(network, sides[1].solution, solution.hydraulics);
      if (status = SweepSupply(solution); !status.ok()) return status;
      break;
    }
    if (solution.iterations >= last_round)
      return absl::FailedPreconditionError(
          HasReturn()
              ? absl::StrFormat("heat network: the flow of consumer %s did not settle in "
                                "%d rounds: water at %.4g °C, %.3g K left",
                                network.consumers[HeatConsumerIndex(worst)].id, solution.iterations,
                                solution.consumer_supply_degc[worst], error_k)
              : absl::StrFormat("heat network: temperatures did not settle in %d rounds",
                                solution.iterations));
    if (error_k > options.temperature_tolerance_k) {
      if (is_damped) {
        TakeDampedStep(solution);
      } else if (error_k >
                 last_error_k) {  // the step along the loops went wrong: back, and without them
        near_k = 0.3 * last_error_k;
        plain_rounds = 0;
        last_error_k = std::numeric_limits<double>::infinity();
        TakePlainStep(solution);
      } else {
        if (++plain_rounds >= kPlainRounds) near_k = kNearK;
        const bool is_near = error_k < near_k;
        last_error_k = is_near ? error_k : std::numeric_limits<double>::infinity();
        ChangeFlows(is_near, solution);
      }
    }
    unsettled_k = error_k > kLooseAboveK ? error_k : 0.0;
  }
  if (is_constant) SweepReturn(solution);
  Write(solution);
  return absl::OkStatus();
}

absl::StatusOr<SteadyHeat> SteadyHeat::Make(const models::HeatNetwork& network) {
  if (absl::Status status = CheckHolders(network); !status.ok()) return status;
  return SteadyHeat(std::make_unique<const Built>(network));
}

SteadyHeat::SteadyHeat(std::unique_ptr<const Built> built) : built_(std::move(built)) {}
SteadyHeat::~SteadyHeat() = default;
SteadyHeat::SteadyHeat(SteadyHeat&&) noexcept = default;
SteadyHeat& SteadyHeat::operator=(SteadyHeat&&) noexcept = default;

const Hydraulics& SteadyHeat::hydraulics() const { return built_->hydraulics; }

std::unique_ptr<SteadyHeat::Workspace> SteadyHeat::MakeWorkspace(
    const SteadyHeatOptions& options) const {
  return std::make_unique<Workspace>(*built_, options);
}

SteadyHeat::Workspace::Workspace(const Built& built, const SteadyHeatOptions& options)
    : parts_(std::make_unique<Parts>(built, options)) {}
SteadyHeat::Workspace::~Workspace() = default;

absl::Status SteadyHeat::Solve(const SteadyHeatInputs& inputs, bool starts_warm,
                               Workspace& workspace, SteadyHeatSolution& solution) const {
  const std::size_t consumers = built_->network.consumers.size();
  const std::size_t producers = built_->network.producers.size();
  const std::size_t pipes = built_->network.pipes.size();
  const std::size_t links = workspace.parts_->water.density_kg_m3.size();
  absl::Status status = CheckValues(inputs.consumer_heat_w, consumers, "consumer_heat_w");
  status.Update(CheckValues(inputs.consumer_flow_kg_s, consumers, "consumer_flow_kg_s"));
  status.Update(CheckValues(inputs.consumer_return_degc, consumers, "consumer_return_degc"));
  status.Update(CheckValues(inputs.producer_supply_degc, producers, "producer_supply_degc"));
  if (!status.ok()) return status;
  starts_warm = starts_warm && solution.consumer_supply_degc.size() == consumers &&
                solution.hydraulics.flow_kg_s.size() == links;
  solution.pipe_loss_w.resize(pipes);
  solution.consumer_flow_kg_s.resize(consumers);
  solution.consumer_supply_degc.resize(consumers);
  solution.consumer_return_degc.resize(consumers);
  solution.producer_flow_kg_s.resize(producers);
  solution.producer_back_flow_kg_s.resize(producers);
  solution.producer_return_degc.resize(producers);
  solution.producer_heat_w.resize(producers);
  Workspace::Parts& parts = *workspace.parts_;
  parts.lift_change_bar = 0.0;
  solution.worst_point.reset();
  if (status = parts.Run(inputs, starts_warm, solution); !status.ok()) return status;
  if (!parts.options.worst_point) return absl::OkStatus();
  return HoldWorstPoint(
      built_->network, *parts.options.worst_point,
      [&](double change_bar) {
        parts.lift_change_bar = change_bar;
        return parts.Run(inputs, true, solution);
      },
      solution);
}

absl::StatusOr<SteadyHeatSolution> SolveSteadyHeat(const models::HeatNetwork& network,
                                                   const SteadyHeatOptions& options) {
  const absl::StatusOr<SteadyHeat> steady = SteadyHeat::Make(network);
  if (!steady.ok()) return steady.status();
  const auto workspace = steady->MakeWorkspace(options);
  SteadyHeatSolution solution;
  absl::Status status = steady->Solve(MakeSteadyHeatInputs(network), false, *workspace, solution);
  if (!status.ok()) return status;
  return solution;
}

}  // namespace solvers::heat
