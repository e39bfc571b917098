#include "twin/cli/bench_heat.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_format.h"
#include "solvers/heat/network_flows.h"
#include "solvers/heat/steady_heat.h"
#include "solvers/heat/transient_heat.h"
#include "twin/cli/machine_name.h"

namespace twin::cli {
namespace {

using Clock = std::chrono::steady_clock;
using solvers::heat::HydraulicInputs;
using solvers::heat::Hydraulics;
using solvers::heat::HydraulicSolution;

constexpr double kMovedRatio = 1.02;
constexpr double kStepS = 60.0;
// Steps that warm the rings of parcels up before any is timed.
constexpr int kStepsBefore = 200;

absl::StatusOr<HeatTime> Measure(int repeats, absl::FunctionRef<absl::Status()> work) {
  std::vector<double> spent_ms;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const Clock::time_point began = Clock::now();
    if (absl::Status status = work(); !status.ok()) return status;
    spent_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
  }
  std::sort(spent_ms.begin(), spent_ms.end());
  return HeatTime{spent_ms.front(), spent_ms[spent_ms.size() / 2]};
}

class Bench {
 public:
  Bench(const models::HeatNetwork& network, int repeats)
      : network_(network), water_(models::MakeHydraulicNetwork(network)) {
    bench_.machine = ReadMachineName();
    bench_.repeats = repeats;
    inputs_[0] = solvers::heat::MakeStillInputs(network, models::Water());
    std::vector<double> flow_kg_s;
    for (const auto& consumer : network.consumers) flow_kg_s.push_back(consumer.mass_flow_kg_s);
    solvers::heat::FillNetworkFlows(network, flow_kg_s, inputs_[0]);
    inputs_[1] = inputs_[0];
    for (double& outflow_kg_s : inputs_[1].outflow_kg_s) outflow_kg_s *= kMovedRatio;
  }

  absl::StatusOr<HeatBench> Run() {
    if (absl::Status status = MeasureHydraulics(); !status.ok()) return status;
    if (absl::Status status = MeasureCoupled(); !status.ok()) return status;
    if (absl::Status status = MeasureSteps(); !status.ok()) return status;
    return bench_;
  }

 private:
  absl::Status Take(HeatTime& into, absl::FunctionRef<absl::Status()> work) {
    const auto time = Measure(bench_.repeats, work);
    if (!time.ok()) return time.status();
    into = *time;
    return absl::OkStatus();
  }

  absl::Status MeasureHydraulics() {
    HydraulicSolution solution;
    absl::Status status = Take(bench_.from_tables, [&] {
      const Hydraulics made = Hydraulics::Make(water_);
      return made.Solve(inputs_[0], {}, nullptr, *made.MakeWorkspace(), solution);
    });
    hydraulics_.emplace(Hydraulics::Make(water_));
    workspace_ = hydraulics_->MakeWorkspace();
    status.Update(Take(bench_.cold, [&] {
      return hydraulics_->Solve(inputs_[0], {}, nullptr, *workspace_, solution);
    }));
    bench_.cold_iterations = solution.iterations;
    bench_.unknown_count = hydraulics_->unknown_count();
    std::vector<double> start_kg_s = solution.flow_kg_s;
    int moved = 0;
    status.Update(Take(bench_.warm, [&] {
      moved = 1 - moved;
      absl::Status solved =
          hydraulics_->Solve(inputs_[moved], {}, &start_kg_s, *workspace_, solution);
      start_kg_s.swap(solution.flow_kg_s);
      return solved;
    }));
    bench_.warm_iterations = solution.iterations;
    return status;
  }

  absl::Status MeasureCoupled() {
    const auto steady = solvers::heat::SteadyHeat::Make(network_);
    if (!steady.ok()) return steady.status();
    const auto workspace =
        steady->MakeWorkspace({.consumers = solvers::heat::ConsumerMode::kReturnTemperature});
    auto moment = solvers::heat::MakeSteadyHeatInputs(network_);
    solvers::heat::SteadyHeatSolution solution;
    absl::Status status =
        Take(bench_.coupled, [&] { return steady->Solve(moment, false, *workspace, solution); });
    bench_.coupled_rounds = solution.iterations;
    bench_.coupled_iterations = solution.hydraulic_iterations;
    bool is_moved = false;
    status.Update(Take(bench_.coupled_warm, [&] {
      is_moved = !is_moved;
      for (double& heat_w : moment.consumer_heat_w)
        heat_w *= is_moved ? kMovedRatio : 1.0 / kMovedRatio;
      return steady->Solve(moment, true, *workspace, solution);
    }));
    bench_.coupled_warm_rounds = solution.iterations;
    return status;
  }

  absl::Status MeasureSteps() {
    const auto transient = solvers::heat::TransientHeat::Make(network_, {});
    if (!transient.ok()) return transient.status();
    const auto workspace = transient->MakeWorkspace();
    const auto steady = solvers::heat::SolveSteadyHeat(network_, {});
    if (!steady.ok()) return steady.status();
    const std::size_t pipes = network_.pipes.size();
    auto state =
        transient->MakeState(std::vector<double>(pipes, 80.0), std::vector<double>(pipes, 80.0));
    solvers::heat::TransientHeatInputs step{.step_s = kStepS};
    for (const auto& pipe : network_.pipes) step.ground_degc.push_back(pipe.ground_degc);
    for (const auto& consumer : network_.consumers)
      step.consumers.push_back({.mode = solvers::heat::ConsumerDraw::Mode::kReturnTemperature,
                                .flow_kg_s = consumer.mass_flow_kg_s,
                                .return_degc = consumer.return_degc});
    step.flow_kg_s = steady->hydraulics.flow_kg_s;
    solvers::heat::TransientHeatResult result;
    int count = 0;
    const auto advance = [&] {
      step.producer_supply_degc.clear();
      for (const auto& producer : network_.producers)
        step.producer_supply_degc.push_back(producer.supply_degc - 5.0 +
                                            5.0 * std::sin(0.02 * ++count));
      return transient->Advance(step, std::nullopt, state, *workspace, result);
    };
    for (int k = 0; k < kStepsBefore; ++k)
      if (absl::Status status = advance(); !status.ok()) return status;
    absl::Status status = Take(bench_.transport_step, advance);
    std::vector<double> start_kg_s = steady->hydraulics.flow_kg_s;
    HydraulicSolution solution;
    int moved = 0;
    status.Update(Take(bench_.transient_step, [&] {
      moved = 1 - moved;
      absl::Status solved =
          hydraulics_->Solve(inputs_[moved], {}, &start_kg_s, *workspace_, solution);
      if (!solved.ok()) return solved;
      start_kg_s = solution.flow_kg_s;
      step.flow_kg_s = solution.flow_kg_s;
      for (std::size_t row = 0; row < step.consumers.size(); ++row)
        step.consumers[row].flow_kg_s =
            network_.consumers[models::HeatConsumerIndex(row)].mass_flow_kg_s *
            (moved == 1 ? kMovedRatio : 1.0);
      return advance();
    }));
    return status;
  }

  const models::HeatNetwork& network_;
  const models::HydraulicNetwork water_;
  HydraulicInputs inputs_[2];
  std::optional<Hydraulics> hydraulics_;
  std::unique_ptr<Hydraulics::Workspace> workspace_;
  HeatBench bench_;
};

}  // namespace

absl::StatusOr<HeatBench> MeasureHeat(const models::HeatNetwork& network, int repeats) {
  return Bench(network, repeats).Run();
}

std::string MakeHeatBenchJson(const models::HeatNetwork& network, const HeatBench& bench) {
  using Json = nlohmann::ordered_json;
  const auto time = [](const HeatTime& measured) {
    return Json{{"median_ms", measured.median_ms}, {"min_ms", measured.min_ms}};
  };
  Json json{{"machine", bench.machine},
            {"threads", 1},
            {"repeats", bench.repeats},
            {"nodes", network.nodes.size()},
            {"pipes", network.pipes.size()},
            {"consumers", network.consumers.size()},
            {"unknowns", bench.unknown_count},
            {"from_tables", time(bench.from_tables)},
            {"cold", time(bench.cold)},
            {"warm", time(bench.warm)},
            {"coupled", time(bench.coupled)},
            {"coupled_warm", time(bench.coupled_warm)},
            {"transient_step", time(bench.transient_step)},
            {"transport_step", time(bench.transport_step)}};
  json["cold"]["iterations"] = bench.cold_iterations;
  json["warm"]["iterations"] = bench.warm_iterations;
  json["coupled"]["rounds"] = bench.coupled_rounds;
  json["coupled"]["iterations"] = bench.coupled_iterations;
  json["coupled_warm"]["rounds"] = bench.coupled_warm_rounds;
  return json.dump(1) + "\n";
}

std::string MakeHeatBenchText(const models::HeatNetwork& network, const HeatBench& bench) {
  const auto row = [](const char* name, const HeatTime& time, const std::string& note) {
    return absl::StrFormat("  %-44s %9.3f %9.3f  %s\n", name, time.median_ms, time.min_ms, note);
  };
  return absl::StrFormat(
             "%s, one core, %d repeats; %d nodes, %d pipes, %d unknown pressures\n"
             "  %-44s %9s %9s\n",
             bench.machine, bench.repeats, network.nodes.size(), network.pipes.size(),
             bench.unknown_count, "milliseconds", "median", "least") +
         row("hydraulics from the tables", bench.from_tables, "") +
         row("hydraulics, nothing known", bench.cold,
             absl::StrFormat("%d iterations", bench.cold_iterations)) +
         row("hydraulics, demand moved by 2 %", bench.warm,
             absl::StrFormat("%d iterations", bench.warm_iterations)) +
         row("with temperatures, nothing known", bench.coupled,
             absl::StrFormat("%d rounds, %d iterations", bench.coupled_rounds,
                             bench.coupled_iterations)) +
         row("with temperatures, demand moved by 2 %", bench.coupled_warm,
             absl::StrFormat("%d rounds", bench.coupled_warm_rounds)) +
         row("a step of 60 s with hydraulics", bench.transient_step, "") +
         row("a step of 60 s, temperatures alone", bench.transport_step, "");
}

}  // namespace twin::cli
