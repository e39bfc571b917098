#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "solvers/parallel_for.h"
#include "twin/cli/case_outages.h"
#include "twin/cli/case_report.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

namespace twin::cli {
namespace {

struct OutagesCommand {
  std::string case_file;
  OutageQuestion question;
  double limit_percent = 100.0;
  double emergency_percent = 100.0;
  std::optional<double> margin_percent;
  std::string screen = "none";
  bool is_all = false;
  bool is_json = false;
};

solvers::ContingencyScreen ScreenOf(const OutagesCommand& command) {
  if (command.screen == "1p1q") return solvers::ContingencyScreen::kStep;
  const bool is_linear = command.screen == "dc" || command.is_all;
  return is_linear ? solvers::ContingencyScreen::kLinear : solvers::ContingencyScreen::kNone;
}

int Run(const OutagesCommand& command) {
  const auto loaded = LoadCase(command.case_file);
  if (!loaded.ok()) return FailWithBadData(loaded.status());
  OutageQuestion question = command.question;
  question.limit_share = command.limit_percent / 100.0;
  question.emergency.rating_share = command.emergency_percent / 100.0;
  question.screen = ScreenOf(command);
  question.measures_misses = command.is_all;
  if (command.margin_percent.has_value()) {
    question.screen_margin_share = *command.margin_percent / 100.0;
  }
  question.threads = solvers::CountWorkThreads();
  const auto answer = SolveOutages(*loaded, question);
  if (!answer.ok()) {
    if (command.is_json) std::fputs(MakeFailureJson(answer.status(), 0.0).c_str(), stdout);
    return Fail(answer.status());
  }
  const std::string text = command.is_json ? MakeOutagesJson(*loaded, question, *answer)
                                           : MakeOutagesText(*loaded, question, *answer);
  std::fputs(text.c_str(), stdout);
  return kOk;
}

}  // namespace

void AddOutages(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<OutagesCommand>();
  CLI::App* sub = app.add_subcommand("n-1", "What every single outage does to a MATPOWER case");
  sub->add_option("case", command->case_file,
                  "MATPOWER file (.m), or a folder made by twin region from-case")
      ->required();
  sub->add_option("--limit-percent", command->limit_percent,
                  "loading from here on is an overload, percent of the emergency rating")
      ->check(CLI::Range(1.0, 1000.0))
      ->capture_default_str();
  sub->add_option("--emergency-percent", command->emergency_percent,
                  "emergency rating, percent of rate A")
      ->check(CLI::Range(50.0, 300.0))
      ->capture_default_str();
  sub->add_option("--emergency-minutes", command->question.emergency.duration_min,
                  "how long the emergency rating holds; told, not calculated with")
      ->check(CLI::Range(0.0, 10080.0));
  sub->add_flag("--generators", command->question.has_generators, "lose every generator, too");
  sub->add_flag("--busbars", command->question.has_busbars,
                "lose every busbar, too, with all that hangs on it");
  sub->add_flag("--parallel-circuits", command->question.has_parallel_circuits,
                "lose lines side by side between two busbars together, too, as on common masts");
  sub->add_option("--mast", command->question.masts,
                  "rows of branches that are lost together: 5+6; may be given again");
  sub->add_flag("--q-limits", command->question.enforces_q_limits,
                "keep generators within their reactive limits");
  sub->add_option("--screen", command->screen,
                  "AC only where an estimate comes near a limit: dc, active flows by the linear\n"
                  "network, blind to voltages; 1p1q, flows and voltages by one Newton step")
      ->check(CLI::IsMember({"none", "dc", "1p1q"}))
      ->capture_default_str();
  sub->add_option(
         "--screen-margin-percent", command->margin_percent,
         "estimated loadings this close below the limit are confirmed by AC; default 15 for "
         "dc, 5 for 1p1q")
      ->check(CLI::Range(0.0, 1000.0));
  sub->add_option("--screen-margin-pu", command->question.screen_margin_pu,
                  "estimated voltages this close within their limits are confirmed by AC (1p1q); "
                  "default 0.005")
      ->check(CLI::Range(0.0, 1.0));
  sub->add_flag("--measure-misses,--all", command->is_all,
                "AC for all, too, and what the screen (dc unless said) would have missed");
  sub->add_flag("--json", command->is_json, "print JSON");
  sub->footer(
      "Every line and transformer in service is lost once and the power flow solved anew; what an\n"
      "outage cuts off is lost load. Single branches are solved in batches around the intact\n"
      "network, the rest and what is left one by one. Loadings are shares of rate A; an outage\n"
      "overloads what it lifts above the limit and by more than 1 % of rate A above the intact\n"
      "network's loading; what that breaks already is listed apart. Without ratings nothing is\n"
      "ranked. With --screen an outage that the estimate clears is shown with it, and one without\n"
      "a solution may stay unseen; what cuts something off and busbars are always solved, with\n"
      "1p1q masts, too, and units whose bus or reactive limit gives way. Exit code 1 when the\n"
      "intact network has no solution.\n"
      "Example: twin n-1 case118.m --limit-percent 90\n"
      "         twin n-1 case118.m --generators --mast 66+67 --json\n"
      "         twin n-1 case118.m --screen 1p1q --measure-misses");
  sub->callback([command, &exit_code] { exit_code = Run(*command); });
}

}  // namespace twin::cli
