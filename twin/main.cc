// The program `twin`: one binary, one subcommand per task.
#include <CLI/CLI.hpp>

#include "twin/cli/capacity_commands.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/plan_commands.h"
#include "twin/cli/scenario_commands.h"
#include "twin/version.h"

int main(int argc, char** argv) {
  CLI::App app(
      "A living twin of the electricity grid and the district heating of Østlandet.\n"
      "The grid is synthetic: public facts and typical values, not the real one.");
  app.set_version_flag("--version", std::string("twin ") + twin::kCodeVersion);
  app.require_subcommand(1);
  app.footer(
      "Try:  twin serve --speed x900      then, in another shell:\n"
      "      twin watch\n"
      "      twin status --json\n"
      "      twin capacity --at Hamang --kind load --mw 20\n"
      "      twin scenario create \"what if\"\n"
      "      twin powerflow case118.m\n"
      "Exit codes: 0 done, 1 refused or not there, 2 wrong usage, 3 bad data or disk, 130 "
      "stopped.");

  int exit_code = twin::cli::kOk;
  twin::cli::AddServe(app, exit_code);
  twin::cli::AddStatus(app, exit_code);
  twin::cli::AddWatch(app, exit_code);
  twin::cli::AddStep(app, exit_code);
  twin::cli::AddClock(app, exit_code);
  twin::cli::AddPatch(app, exit_code);
  twin::cli::AddAlarms(app, exit_code);
  twin::cli::AddAudit(app, exit_code);
  twin::cli::AddPolicy(app, exit_code);
  twin::cli::AddSecurity(app, exit_code);
  twin::cli::AddScenario(app, exit_code);
  twin::cli::AddCompare(app, exit_code);
  twin::cli::AddReplay(app, exit_code);
  twin::cli::AddLookAhead(app, exit_code);
  twin::cli::AddSimulate(app, exit_code);
  twin::cli::AddExport(app, exit_code);
  twin::cli::AddStore(app, exit_code);
  twin::cli::AddValidate(app, exit_code);
  twin::cli::AddCapacity(app, exit_code);
  twin::cli::AddFindSites(app, exit_code);
  twin::cli::AddBench(app, exit_code);
  twin::cli::AddPowerFlow(app, exit_code);
  twin::cli::AddOutages(app, exit_code);
  twin::cli::AddHeat(app, exit_code);
  twin::cli::AddPlan(app, exit_code);
  twin::cli::AddRegion(app, exit_code);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // CLI11 speaks in exceptions; they end here
    return app.exit(error) == 0 ? twin::cli::kOk : twin::cli::kUsage;
  }
  return exit_code;
}
