#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ostlandet/twin/v1/scenario.pb.h"
#include "twin/cli/offline_region.h"

namespace twin::cli {

/// What is simulated without a running twin.
struct SimulationQuestion {
  OfflineRegion region;
  std::string from;           ///< RFC 3339; empty: as the scenario file says
  std::string to;             ///< exclusive; likewise
  std::string scenario_file;  ///< empty: nothing happens
  std::int64_t seed = 1;      ///< of the weather; a scenario file says its own
  int weather_year = 0;
  std::string fidelity = "live";    ///< or "planning"
  std::vector<std::string> series;  ///< "SERIES" or "SERIES/ELEMENT"
  std::size_t threads = 1;
};

/// Runs it by the step of the living twin, or at planning fidelity. Errors: what region, scenario
/// file and times lack; NotFound for series; InvalidArgument for a scenario at planning fidelity.
absl::StatusOr<ostlandet::twin::v1::SimulationReport> RunSimulation(
    const SimulationQuestion& question);

/// For people: one column for each run.
std::string DescribeSimulation(const ostlandet::twin::v1::SimulationReport& report);

/// Options that every simulating command has: region, threads, series.
void AddSimulationOptions(CLI::App& command, SimulationQuestion& question);
/// Prints the report, or what is wrong; the exit code.
int RunAndPrintSimulation(const SimulationQuestion& question, bool is_json);

}  // namespace twin::cli
