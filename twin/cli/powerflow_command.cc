#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "twin/cli/case_power_flow.h"
#include "twin/cli/case_report.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

namespace twin::cli {
namespace {

struct PowerFlowCommand {
  std::string case_file;
  CasePowerFlowOptions options;
  bool is_json = false;
};

int Run(const PowerFlowCommand& command) {
  const auto loaded = LoadCase(command.case_file);
  if (!loaded.ok()) return FailWithBadData(loaded.status());
  const auto began = std::chrono::steady_clock::now();
  const auto answer = SolveCase(*loaded, command.options);
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - began;
  if (!answer.ok()) {
    if (command.is_json)
      std::fputs(MakeFailureJson(answer.status(), spent.count()).c_str(), stdout);
    return Fail(answer.status());
  }
  const std::string text =
      command.is_json ? MakePowerFlowJson(*loaded, *answer) : MakePowerFlowText(*loaded, *answer);
  std::fputs(text.c_str(), stdout);
  return kOk;
}

}  // namespace

void AddPowerFlow(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<PowerFlowCommand>();
  CLI::App* sub = app.add_subcommand("powerflow", "AC power flow of a MATPOWER case");
  sub->add_option("case", command->case_file,
                  "MATPOWER file (.m), or a folder made by twin region from-case")
      ->required();
  const std::map<std::string, CaseStart> starts{
      {"file", CaseStart::kFile}, {"flat", CaseStart::kFlat}, {"dc", CaseStart::kDc}};
  sub->add_option("--start", command->options.start,
                  "where the iteration begins: file (the stored voltages), flat, dc")
      ->transform(CLI::CheckedTransformer(starts))
      ->default_str("file");
  sub->add_option("--tolerance", command->options.tolerance_pu,
                  "largest mismatch left at a bus, per unit on 100 MVA")
      ->check(CLI::Range(1e-13, 1.0))
      ->capture_default_str();
  sub->add_flag("--q-limits", command->options.enforces_q_limits,
                "keep generators within their reactive limits; a bus at its limit lets its "
                "voltage go");
  sub->add_flag("--json", command->is_json, "print JSON");
  sub->footer(
      "Ratios and phase shifts stay as the file has them, loads draw constant power, one slack "
      "bus\n"
      "(type 3) takes the difference. Angles stand on the file's angle of that bus. Loading is "
      "the\n"
      "apparent current over what rate A allows at nominal voltage, |S|/(V rate A), the larger of\n"
      "both ends. Buses that no branch in service connects with the slack bus have no voltage.\n"
      "The first line names the attempt that gave the answer: block Newton, Newton with pivoting,\n"
      "damped Newton, DC start, flat start; they are made in this order.\n"
      "In JSON a bus's id is its number, a branch's id its row in the file, counted from 1.\n"
      "Exit code 1 and \"converged\": false with a reason when there is no solution, 3 for a file\n"
      "that cannot be read (line and column on stderr).\n"
      "Example: twin powerflow case118.m\n"
      "         twin powerflow case118.m --q-limits --json | python3 -m json.tool | head");
  sub->callback([command, &exit_code] { exit_code = Run(*command); });
}

}  // namespace twin::cli
