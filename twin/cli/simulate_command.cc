#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_split.h"
#include "twin/cli/client.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/scenario_commands.h"
#include "twin/cli/simulation.h"

namespace twin::cli {

int RunAndPrintSimulation(const SimulationQuestion& question, bool is_json) {
  const auto report = RunSimulation(question);
  if (!report.ok()) return Fail(report.status());
  std::printf("%s\n", is_json ? ToJson(*report).c_str() : DescribeSimulation(*report).c_str());
  return kOk;
}

void AddSimulationOptions(CLI::App& command, SimulationQuestion& question) {
  AddOfflineRegionOptions(command, question.region);
  command.add_option("--threads", question.threads, "for branches side by side; change no bit")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command
      .add_option(
          "--series", question.series,
          "values to print with --json: SERIES, or SERIES/ELEMENT by id or name; by commas. "
          "'twin export --list' lists the series")
      ->delimiter(',');
}

void AddSimulate(CLI::App& app, int& exit_code) {
  struct Options {
    SimulationQuestion question;
    bool is_json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("simulate", "Run a period without a server: totals, residuals, hash");
  SimulationQuestion& question = options->question;
  command->add_option("--from", question.from, "first quarter, UTC, e.g. 2026-01-26T00:00:00Z");
  command->add_option("--to", question.to, "end, UTC, exclusive");
  command->add_option("--scenario", question.scenario_file,
                      "what happens and what branches try; says from and to unless given here");
  command
      ->add_option("--fidelity", question.fidelity,
                   "live: the living twin's step. planning: that of a planning year, without "
                   "scenario, rooms and patches")
      ->check(CLI::IsMember({"live", "planning"}))
      ->capture_default_str();
  command->add_option("--seed", question.seed, "of the weather")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command
      ->add_option("--weather-year", question.weather_year,
                   "stretch of the weather record that is replayed; 0 runs with the calendar")
      ->capture_default_str();
  AddSimulationOptions(*command, question);
  command->add_flag("--json", options->is_json, "print proto JSON (SimulationReport)");
  command->footer(
      "The run begins at rest: reservoirs at their normal filling, rooms warm, tanks half full.\n"
      "Same period, seed, region and program: same hash, whatever the number of threads.\n"
      "Example: twin simulate --from 2026-01-26T00:00:00Z --to 2026-02-02T00:00:00Z\n"
      "         twin simulate --scenario data/ostlandet/scenarios/cold_tuesday.json --json");
  command->callback([options, &exit_code] {
    exit_code = RunAndPrintSimulation(options->question, options->is_json);
  });
}

}  // namespace twin::cli
