#include <cstdio>
#include <memory>
#include <string>

#include "solvers/parallel_for.h"
#include "twin/cli/bench_powerflow.h"
#include "twin/cli/bench_stream.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

namespace twin::cli {
namespace {

struct BenchCommand {
  std::string case_file;
  int repeats = 7;
  StreamQuestion stream{.steps = 0};  // none asked for
  bool is_json = false;
};

constexpr std::size_t kMostStreamSteps = 10'000'000;

int RunStream(const BenchCommand& command, const LoadedCase& loaded) {
  const auto bench = MeasureStream(loaded, command.stream);
  if (!bench.ok()) return Fail(bench.status());
  const std::string text = command.is_json ? MakeStreamJson(loaded, command.stream, *bench)
                                           : MakeStreamText(loaded, command.stream, *bench);
  std::fputs(text.c_str(), stdout);
  return kOk;
}

int Run(const BenchCommand& command) {
  const auto loaded = LoadCase(command.case_file);
  if (!loaded.ok()) return FailWithBadData(loaded.status());
  if (command.stream.steps > 0) return RunStream(command, *loaded);
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
  sub->add_option("--stream-steps", command->stream.steps,
                  "instead: so many steps of a time series, streamed; tells the peak memory")
      ->check(CLI::Range(std::size_t{1}, kMostStreamSteps));
  sub->add_option("--threads", command->stream.threads, "of the streamed steps")
      ->check(CLI::Range(std::size_t{1}, solvers::CountWorkThreads()))
      ->capture_default_str();
  sub->add_flag("--q-limits", command->stream.enforces_q_limits,
                "keep generators within their reactive limits in the streamed steps");
  sub->add_flag("--json", command->is_json, "print JSON");
  sub->footer(
      "Engines take turns within each repeat, to 1e-8 pu, from a DC start (cold, reused) or from\n"
      "the solution (time series: loads moved by up to 5 % each; N-1: branches whose loss cuts\n"
      "nothing off, at most 64 one at a time, all in the batch). Flows of all branches\n"
      "are included, in the batch loadings and limits, too; reading and printing are not. klu is\n"
      "the plain Newton with KLU on a pattern analysed once, what the others are measured "
      "against;\n"
      "block: 2 x 2 blocks without pivoting; lanes: that, one power flow per SIMD lane; batch:\n"
      "chord Newton around one factor, on one thread and on two.\n"
      "Example: twin bench powerflow case1354pegase.m --json\n"
      "         twin bench powerflow case9241pegase.m --stream-steps 8760");
  sub->callback([command, &exit_code] { exit_code = Run(*command); });
}

}  // namespace twin::cli
