#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "models/base/status_macros.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/plan_commands.h"
#include "twin/plans/heat_match.h"

namespace twin::cli {
namespace {

struct MatchOptions {
  std::string region_directory = "data/ostlandet";
  plans::HeatMatchQuestion question;
  std::vector<std::string> plan_files;
  std::string source_id;
  bool is_english = false;
  std::size_t most = 30;
  bool is_json = false;
};

absl::StatusOr<std::string> Match(const MatchOptions& options) {
  TWIN_ASSIGN_OR_RETURN(plans::Surroundings loaded,
                        plans::LoadSurroundings(options.region_directory));
  const auto around = std::make_shared<const plans::Surroundings>(std::move(loaded));
  std::vector<plans::PlanCheck> checks;
  for (const std::string& file : options.plan_files) {
    plans::PlanCheckQuestion question{.region_directory = options.region_directory,
                                      .file = file,
                                      .assumptions_file = plans::FindAssumptionsBeside(file)};
    question.weather_year = options.question.weather_year;
    question.has_last_year_series = true;
    TWIN_ASSIGN_OR_RETURN(plans::PlanCheck check, plans::CheckPlanFile(question, around));
    checks.push_back(std::move(check));
  }
  std::vector<const plans::PlanCheck*> pointers;
  for (const plans::PlanCheck& check : checks) pointers.push_back(&check);
  TWIN_ASSIGN_OR_RETURN(const plans::RegionMatches matches,
                        plans::MatchRegion(*around, options.question, pointers));
  if (!options.source_id.empty()) {
    return plans::MakeCostBenefitDraft(*around, matches, options.source_id, !options.is_english);
  }
  return options.is_json ? plans::MakeMatchJson(*around, matches)
                         : plans::MakeMatchText(*around, matches, options.most);
}

int Run(const MatchOptions& options) {
  const auto text = Match(options);
  if (!text.ok()) return FailWithBadData(text.status());
  std::fputs(text->c_str(), stdout);
  return kOk;
}

}  // namespace

void AddHeatMatch(CLI::App& heat, int& exit_code) {
  auto options = std::make_shared<MatchOptions>();
  CLI::App* command = heat.add_subcommand(
      "match",
      "Every source of surplus heat for every demand: distance, lift, hours, season, MW of "
      "electricity freed, cost");
  command->add_option("--region", options->region_directory, "folder of the region's tables")
      ->capture_default_str();
  command->add_option("--plan", options->plan_files,
                      "plans whose heat is a demand too; the CSV of the same name beside each is "
                      "its assumptions");
  command
      ->add_option("--weather-year", options->question.weather_year,
                   "stretch of the weather record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  command->add_flag("!--only-running", options->question.has_planned,
                    "leave out sources that are planned");
  command->add_option("--top", options->most, "lines to print")->capture_default_str();
  auto* draft = command->add_option("--draft", options->source_id,
                                    "id of a source: print the open summary of its cost-benefit "
                                    "analysis (Energy Act 7-2) instead");
  command->add_flag("--english", options->is_english, "the draft in English")->needs(draft);
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer("Example: twin heat match --top 10");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace twin::cli
