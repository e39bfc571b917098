#include "twin/cli/heat_case.h"

#include <chrono>
#include <filesystem>

#include "absl/strings/match.h"
#include "data/heat_geojson_reader.h"
#include "data/heat_network_loader.h"
#include "models/base/units.h"
#include "twin/cli/heat_alarms.h"

namespace twin::cli {
namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

}  // namespace

bool IsEpanetFile(const std::string& path) {
  return absl::EndsWithIgnoreCase(path, ".inp") && !std::filesystem::is_directory(path);
}

absl::StatusOr<models::HeatNetwork> LoadHeatCase(const std::string& path,
                                                 data::Diagnostics* notes) {
  data::Diagnostics diagnostics;
  models::HeatNetwork network = std::filesystem::is_directory(path)
                                    ? data::LoadHeatNetwork(path, diagnostics, notes)
                                    : data::LoadHeatGeojson(path, diagnostics, notes);
  if (!diagnostics.empty()) return data::ToStatus(diagnostics);
  return network;
}

absl::StatusOr<data::EpanetCase> LoadEpanet(const std::string& path) {
  data::Diagnostics diagnostics;
  data::EpanetCase epanet = data::LoadEpanetCase(path, diagnostics);
  if (!diagnostics.empty()) return data::ToStatus(diagnostics);
  return epanet;
}

models::FrictionOptions MakeFriction(FrictionChoice choice) {
  switch (choice) {
    case FrictionChoice::kColebrook:
      return {models::FrictionLaw::kColebrook, models::LowFlowLaw::kTurbulentOnly};
    case FrictionChoice::kSwameeJain:
      return {models::FrictionLaw::kSwameeJain, models::LowFlowLaw::kTurbulentOnly};
    case FrictionChoice::kAllRegimes:
      break;
  }
  return {};
}

solvers::heat::SteadyHeatOptions MakeSteadyOptions(const HeatCaseOptions& options) {
  solvers::heat::SteadyHeatOptions steady{.consumers = options.consumers};
  steady.hydraulics.friction = MakeFriction(options.friction);
  steady.worst_point = options.worst_point;
  if (options.water == WaterChoice::kIf97) steady.water = models::WaterLaw::Fitted();
  return steady;
}

absl::StatusOr<HeatCaseAnswer> SolveHeatCase(const models::HeatNetwork& network,
                                             const HeatCaseOptions& options) {
  const Clock::time_point began = Clock::now();
  const solvers::heat::SteadyHeatOptions steady = MakeSteadyOptions(options);
  auto solution = solvers::heat::SolveSteadyHeat(network, steady);
  if (!solution.ok()) return solution.status();
  const double solve_ms = MillisecondsSince(began);
  auto alarms = FindHeatAlarms(network, *solution, options.limits, steady);
  return HeatCaseAnswer{*std::move(solution), solve_ms, std::move(alarms)};
}

absl::StatusOr<EpanetAnswer> SolveEpanet(const data::EpanetCase& epanet) {
  const Clock::time_point began = Clock::now();
  const auto hydraulics = solvers::heat::Hydraulics::Make(epanet.network);
  const auto workspace = hydraulics.MakeWorkspace();
  solvers::heat::HydraulicInputs inputs{.outflow_kg_s = epanet.outflow_kg_s};
  for (const double pressure_pa : epanet.held_pressure_pa)
    inputs.held_pressure_bar.push_back(pressure_pa / models::kPaPerBar);
  const std::size_t links =
      epanet.network.pipes.size() + epanet.network.pumps.size() + epanet.network.valves.size();
  inputs.density_kg_m3.assign(links, epanet.density_kg_m3);
  inputs.viscosity_pa_s.assign(links, epanet.viscosity_pa_s);
  EpanetAnswer answer;
  absl::Status status =
      hydraulics.Solve(inputs, {.friction = epanet.friction}, nullptr, *workspace, answer.solution);
  if (!status.ok()) return status;
  answer.solve_ms = MillisecondsSince(began);
  return answer;
}

}  // namespace twin::cli
