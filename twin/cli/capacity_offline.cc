#include "twin/cli/capacity_offline.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <utility>

#include "absl/strings/str_format.h"
#include "data/region_loader.h"
#include "models/base/status_macros.h"
#include "twin/cli/folder_access.h"
#include "twin/config.h"
#include "twin/store/file_io.h"

namespace twin::cli {
namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void ShowProgress(int planning_year, const capacity::Progress& progress) {
  if (isatty(STDERR_FILENO) == 0) return;
  if (progress.stage == capacity::Stage::kReady || progress.stage == capacity::Stage::kFailed) {
    std::fprintf(stderr, "\r\033[K");
  } else {
    std::fprintf(
        stderr, "\r\033[Kplanning year %d: %s, %zu of %zu parts, %.0f s", planning_year,
        progress.stage == capacity::Stage::kStates ? "states (1 of 2)" : "outages (2 of 2)",
        progress.done, progress.total, progress.stage_s);
  }
  std::fflush(stderr);
}

}  // namespace

void AddPlanningYearOptions(CLI::App& command, models::PlanningYear& year) {
  command
      .add_option("--year,--planning-year", year.year,
                  "year that is planned for, with the announced projects that stand by then and "
                  "demand as grown until then; default: as the twin")
      ->check(CLI::Range(models::kFirstPlanningYear, models::kLastPlanningYear));
  command.add_option("--pace", year.pace, "of the projects: early, base or late; default: base")
      ->check(CLI::IsMember({"early", "base", "late"}));
  command
      .add_option("--growth", year.growth,
                  "of demand: none, low, base or high; default: base where the region has a table")
      ->check(CLI::IsMember({"none", "low", "base", "high"}));
  command.add_flag("--with-queue", year.has_queue,
                   "with large loads that wait in the queue or are announced, beside those with a "
                   "reservation");
}

absl::StatusOr<OfflinePlanner> StartOffline(const OfflineOptions& options) {
  Config config;
  TWIN_RETURN_IF_ERROR(ApplyEnvironment(config));
  config.data_directory = options.data_directory;
  if (!options.region_directory.empty()) config.region_directory = options.region_directory;
  if (options.year.year != 0) config.planning_year = options.year.year;
  if (!options.year.pace.empty()) config.planning_pace = options.year.pace;
  if (options.year.has_queue) config.planning_queue = true;
  if (!options.year.growth.empty()) config.planning_growth = options.year.growth;
  if (!options.weather.files.empty()) config.weather_series = options.weather.files;
  if (!options.weather.names.empty()) config.weather_names = options.weather.names;
  TWIN_RETURN_IF_ERROR(Validate(config));
  TWIN_ASSIGN_OR_RETURN(const models::Quarter start, ParseStart(config.start));
  TWIN_RETURN_IF_ERROR(store::MakeFolder(config.data_directory));
  TWIN_ASSIGN_OR_RETURN(access::Identity identity,
                        AdmitToFolder(config.data_directory, options.token_file, options.action));
  TWIN_ASSIGN_OR_RETURN(store::LockFile lock, store::LockFile::Acquire(config.data_directory));
  TWIN_ASSIGN_OR_RETURN(auto region, data::LoadRegion(config.region_directory));
  TWIN_RETURN_IF_ERROR(ApplyWeather({config.weather_series, config.weather_names}, region));
  auto shared_region = std::make_shared<const models::Region>(std::move(region));

  services::PlannerOptions planner_options;
  planner_options.data_directory = config.data_directory;
  TWIN_ASSIGN_OR_RETURN(planner_options.task,
                        services::MakePlanningTask(config, shared_region, start));
  TWIN_ASSIGN_OR_RETURN(
      planner_options.tables,
      services::LoadAnswerTables(config.region_directory, *shared_region, config.planning_pace));
  planner_options.threads = options.threads;
  planner_options.weather_years = options.weather_years;
  const int planning_year = planner_options.task.key.planning_year;
  const auto began = Clock::now();
  auto states_ms = std::make_shared<std::atomic<double>>(0.0);
  planner_options.on_progress = [planning_year, began, states_ms](const auto& progress) {
    const bool is_first = progress.stage == capacity::Stage::kOutages && states_ms->load() == 0.0;
    if (is_first) states_ms->store(MillisecondsSince(began));
    ShowProgress(planning_year, progress);
  };
  TWIN_ASSIGN_OR_RETURN(auto planner,
                        services::Planner::Start(shared_region, std::move(planner_options)));
  return OfflinePlanner{std::move(identity), std::move(lock), began, states_ms, std::move(planner)};
}

absl::StatusOr<BuildTimes> WaitUntilReady(OfflinePlanner& offline) {
  TWIN_RETURN_IF_ERROR(offline.planner->engine().Wait());
  const double all_ms = MillisecondsSince(offline.began);
  const double states_ms = offline.states_ms->load();
  const double base_ms = states_ms > 0.0 ? states_ms : all_ms;
  return BuildTimes{base_ms, all_ms - base_ms};
}

}  // namespace twin::cli
