#include "twin/cli/simulation.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "models/planning_region.h"
#include "twin/cli/text_file.h"
#include "twin/config.h"
#include "twin/convert/branch_convert.h"
#include "twin/convert/scenario_file.h"
#include "twin/convert/simulation_convert.h"
#include "twin/convert/time_convert.h"
#include "twin/planning/planning_run.h"
#include "twin/scenario/simulate.h"
#include "twin/store/schema.h"
#include "twin/version.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

// A file's own trouble, told with its name.
absl::Status InFile(const std::string& path, const absl::Status& status) {
  return {status.code(), absl::StrCat(path, ": ", status.message())};
}

absl::StatusOr<scenario::Scenario> MakeScenario(const SimulationQuestion& question) {
  scenario::Scenario scenario;
  if (!question.scenario_file.empty()) {
    TWIN_ASSIGN_OR_RETURN(const std::string json, ReadTextFile(question.scenario_file));
    auto parsed = convert::ParseScenarioFile(json);
    if (!parsed.ok()) return InFile(question.scenario_file, parsed.status());
    scenario = *std::move(parsed);
  } else {
    scenario.weather_year = {static_cast<std::uint64_t>(question.seed), question.weather_year};
    if (question.from.empty() || question.to.empty()) {
      return absl::InvalidArgumentError("--from and --to are needed (or a scenario file)");
    }
  }
  if (!question.from.empty()) {
    TWIN_ASSIGN_OR_RETURN(scenario.from, ParseStart(question.from));
  }
  if (!question.to.empty()) {
    TWIN_ASSIGN_OR_RETURN(scenario.to, ParseStart(question.to));
  }
  if (scenario.to <= scenario.from) {
    return models::errors::InvalidField("--to", "must be later than --from");
  }
  return scenario;
}

pb::ModelKey MakeKey(const scenario::Scenario& scenario, const models::Region& region,
                     pb::Fidelity fidelity) {
  pb::ModelKey key;
  key.set_model_revision(kModelRevision);
  key.set_data_revision(region.data_revision);
  key.set_growth_scenario(models::kNoGrowth);
  key.set_weather_year(scenario.weather_year.year);
  key.set_fidelity(fidelity);
  key.set_seed(static_cast<std::int64_t>(scenario.weather_year.seed));
  return key;
}

absl::StatusOr<pb::SimulationReport> RunLive(const SimulationQuestion& question,
                                             scenario::Scenario scenario, const Stepper& stepper) {
  auto resolved = convert::ResolveScenario(std::move(scenario), stepper.names());
  if (!resolved.ok()) return InFile(question.scenario_file, resolved.status());
  std::vector<scenario::SeriesColumn> columns;
  for (const std::string& text : question.series) {
    TWIN_ASSIGN_OR_RETURN(const auto named, scenario::FindColumns(stepper, text));
    columns.insert(columns.end(), named.begin(), named.end());
  }
  TWIN_ASSIGN_OR_RETURN(const std::vector<scenario::SimulatedRun> runs,
                        scenario::Simulate(stepper, *resolved, question.threads, columns));
  pb::SimulationReport report = convert::ToProto(*resolved, runs, columns, stepper.region());
  *report.mutable_key() = MakeKey(*resolved, stepper.region(), pb::FIDELITY_LIVE);
  return report;
}

absl::StatusOr<pb::SimulationReport> RunPlanning(const SimulationQuestion& question,
                                                 const scenario::Scenario& scenario,
                                                 const models::Region& region) {
  if (!question.scenario_file.empty() || !question.series.empty()) {
    return absl::InvalidArgumentError(
        "--fidelity planning knows neither patches nor series: leave --scenario and --series out");
  }
  TWIN_ASSIGN_OR_RETURN(const planning::PlanningRun run,
                        planning::RunPlanning(region, scenario.weather_year, scenario.from,
                                              scenario.to, question.threads));
  pb::SimulationReport report;
  *report.mutable_from() = convert::ToTimestamp(scenario.from);
  *report.mutable_to() = convert::ToTimestamp(scenario.to);
  *report.mutable_key() = MakeKey(scenario, region, pb::FIDELITY_PLANNING);
  *report.mutable_trunk()->mutable_from() = report.from();
  *report.mutable_trunk()->mutable_totals() = convert::ToProto(run.totals, region);
  report.mutable_trunk()->set_final_state_hash(store::ToHex(run.final_hash));
  return report;
}

double SimulatedSeconds(const pb::SimulationReport& report) {
  double seconds = static_cast<double>(report.to().seconds() - report.from().seconds());
  for (const pb::SimulatedRun& branch : report.branches()) {
    seconds += static_cast<double>(report.to().seconds() - branch.from().seconds());
  }
  return seconds;
}

}  // namespace

absl::StatusOr<pb::SimulationReport> RunSimulation(const SimulationQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(scenario::Scenario scenario, MakeScenario(question));
  TWIN_ASSIGN_OR_RETURN(const auto stepper,
                        MakeOfflineStepper(question.region, scenario.weather_year));
  const auto began = std::chrono::steady_clock::now();
  TWIN_ASSIGN_OR_RETURN(pb::SimulationReport report,
                        question.fidelity == "planning"
                            ? RunPlanning(question, scenario, stepper->region())
                            : RunLive(question, std::move(scenario), *stepper));
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
  report.set_code_version(kCodeVersion);
  report.set_data_notice(stepper->region().notice);
  report.set_threads(static_cast<int>(question.threads));
  report.set_wall_s(wall.count());
  report.set_speed_ratio(SimulatedSeconds(report) / wall.count());
  return report;
}

std::string DescribeSimulation(const pb::SimulationReport& report) {
  std::string text;
  if (!report.title_en().empty()) {
    absl::StrAppend(&text, report.title_nb(), "\n", report.title_en(), "\n");
  }
  std::vector<const pb::SimulatedRun*> runs{&report.trunk()};
  for (const pb::SimulatedRun& branch : report.branches()) runs.push_back(&branch);
  const auto row = [&](const char* name, const auto& value) {
    absl::StrAppendFormat(&text, "  %-34s", name);
    for (const pb::SimulatedRun* run : runs) absl::StrAppendFormat(&text, " %18s", value(*run));
    text += "\n";
  };
  const auto number = [](double value) { return absl::StrFormat("%.2f", value); };
  using Run = pb::SimulatedRun;
  row("", [](const Run& run) { return run.name().substr(0, 18); });
  row("quarters", [](const Run& run) { return absl::StrCat(run.totals().quarters()); });
  row("demand, GWh", [&](const Run& run) { return number(run.totals().demand_mwh() / 1e3); });
  row("electric heat beside it, GWh",
      [&](const Run& run) { return number(run.totals().heat_electricity_mwh() / 1e3); });
  row("losses, GWh", [&](const Run& run) { return number(run.totals().losses_mwh() / 1e3); });
  row("net import, GWh",
      [&](const Run& run) { return number(run.totals().net_import_mwh() / 1e3); });
  row("electricity not served, MWh",
      [&](const Run& run) { return number(run.totals().unserved_mwh()); });
  row("import beyond limits, MWh",
      [&](const Run& run) { return number(run.totals().import_beyond_limits_mwh()); });
  row("heat asked for, GWh",
      [&](const Run& run) { return number(run.totals().heat_demand_mwh() / 1e3); });
  row("heat not served, MWh",
      [&](const Run& run) { return number(run.totals().heat_unserved_mwh()); });
  row("coldest room, degC",
      [&](const Run& run) { return number(run.totals().coldest_room_degc()); });
  row("heat costs, MNOK",
      [&](const Run& run) { return number(run.totals().heat_cost_nok() / 1e6); });
  row("heat emissions, t",
      [&](const Run& run) { return number(run.totals().heat_emission_kg() / 1e3); });
  row("highest loading, % of rating",
      [&](const Run& run) { return number(100.0 * run.totals().highest_loading_share()); });
  row("quarters with a broken limit",
      [](const Run& run) { return absl::StrCat(run.totals().violated_quarters()); });
  row("quarters with a stale part",
      [](const Run& run) { return absl::StrCat(run.totals().stale_quarters()); });
  row("worst residual, MW", [](const Run& run) {
    return absl::StrFormat(
        "%.1e", std::max(run.totals().worst_residual_mw(), run.totals().worst_heat_residual_mw()));
  });
  row("final state", [](const Run& run) { return run.final_state_hash().substr(0, 16); });
  absl::StrAppendFormat(&text, "%.1f s, %.0f times as fast as the clock. %s\n", report.wall_s(),
                        report.speed_ratio(), report.data_notice());
  return text;
}

}  // namespace twin::cli
