#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ostlandet/twin/v1/scenario.pb.h"
#include "twin/cli/target_options.h"

namespace twin::cli {

/// What the commands that change a twin or a branch are given. Each kind of change uses some.
struct PatchOptions {
  Target target;
  std::string branch;  ///< empty: the living twin
  std::string from;
  std::string to;
  std::string request_id;
  bool validate_only = false;
  std::string element;
  double value = 0.0;
  double reactive_mvar = 0.0;
  double ratio = 1.0;
  std::string heat_system;
  std::string bus;
  std::string former = "direct";
  double source_degc = 0.0;
  double cooled_to_degc = 0.0;
  double ramp_h = 0.0;
  double sun_ratio = 1.0;
  double inflow_ratio = 1.0;
  std::string state;  ///< of a switch, or the source of a plant
  double energy_mwh = 0.0;
  double efficiency_share = 0.88;
  double charge_from_h = 0.0;
  double discharge_from_h = 16.0;
  std::vector<double> hours_nok_per_mwh;
  double rebound_share = 0.0;
  double rebound_h = 4.0;
};

/// Sends the patch with the options' times and prints the answer. Returns the exit code.
int Apply(const PatchOptions& options, ostlandet::twin::v1::Patch patch);

using Options = std::shared_ptr<PatchOptions>;

/// A subcommand of `patch` that takes --from, --to and where to send it, besides its own.
CLI::App* AddKind(CLI::App& patch, const Options& options, const char* name, const char* help,
                  const std::function<int(const PatchOptions&)>& run, int& exit_code);

/// One subcommand for each change of weather and grid, and of heat.
void AddGridChanges(CLI::App& patch, const Options& options, int& exit_code);
void AddHeatChanges(CLI::App& patch, const Options& options, int& exit_code);

}  // namespace twin::cli
