#include <cstdio>
#include <memory>
#include <string>

#include "twin/cli/bench_powerflow.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

namespace twin::cli {
namespace {

struct BenchCommand {
  std::string case_file;
  int repeats = 7;
  bool is_json = false;
};

int Run(const BenchCommand& command) {
  const auto loaded = LoadCase(command.case_file);
  if (!loaded.ok()) return FailWithBadData(loaded.status());
  const auto bench = MeasurePowerFlow(*loaded, command.repeats);
  if (!bench.ok()) return Fail(bench.status());
  const std::string text =
      command.is_json ? MakeBenchJson(*loaded, *bench) : MakeBenchText(*loaded, *bench);
  std::fputs(text.c_str(), stdout);
  return kOk;
}

}  // namespace

void AddBenchPowerFlow(CLI::App& bench, int& exit_code) {
  auto command = std::make_shared<BenchCommand>();
  CLI::App* sub = bench.add_subcommand(
      "powerflow", "Solves a MATPOWER case cold, again, in a time series and without branches");
  sub->add_option("case", command->case_file, "MATPOWER file (.m)")->required();
  sub->add_option("--repeats", command->repeats, "of everything; medians are shown")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  sub->add_flag("--json", command->is_json, "print JSON");
  sub->footer(
      "Every engine on one thread, in turn within each repeat, to 1e-8 pu, from a DC start (cold,\n"
      "reused) or from the solution (time series: loads moved by up to 5 % each; N-1: up to 64\n"
      "branches whose loss cuts nothing off). Flows of all branches included, reading and "
      "printing\n"
      "not. klu is the plain Newton with KLU, what the others are measured against.\n"
      "Example: twin bench powerflow case1354pegase.m --json");
  sub->callback([command, &exit_code] { exit_code = Run(*command); });
}

}  // namespace twin::cli
