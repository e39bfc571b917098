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
      "Engines take turns within each repeat, to 1e-8 pu, from a DC start (cold, reused) or from\n"
      "the solution (time series: loads moved by up to 5 % each; N-1: branches whose loss cuts\n"
      "nothing off, at most 64 one at a time, at most 2,048 in the batch). Flows of all branches\n"
      "are included, in the batch loadings and limits, too; reading and printing are not. klu is\n"
      "the plain Newton with KLU on a pattern analysed once, what the others are measured "
      "against;\n"
      "block: 2 x 2 blocks without pivoting; lanes: that, one power flow per SIMD lane; batch:\n"
      "chord Newton around one factor, on one thread and on two.\n"
      "Example: twin bench powerflow case1354pegase.m --json");
  sub->callback([command, &exit_code] { exit_code = Run(*command); });
}

}  // namespace twin::cli
