#include "twin/services/planner.h"

#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "models/base/status_macros.h"
#include "models/planning_region.h"
#include "twin/planning/planned_weather.h"
#include "twin/thread_priority.h"
#include "twin/version.h"

namespace twin::services {
namespace {

constexpr double kStatesPartRatio = 0.1;

// On a thread of its own, so that the caller's stays what it is; threads started there inherit it.
void RunAtLowPriority(const std::function<void()>& work) {
  std::thread([&] {
    LowerThreadPriority();
    work();
  }).join();
}

}  // namespace

int YearOf(models::Quarter quarter) {
  return static_cast<int>(absl::ToCivilYear(quarter.start(), absl::UTCTimeZone()).year());
}

absl::StatusOr<PlanningTask> MakePlanningTask(const Config& config,
                                              std::shared_ptr<const models::Region> today,
                                              models::Quarter start) {
  const int year = config.planning_year != 0 ? config.planning_year : YearOf(start) + 1;
  TWIN_ASSIGN_OR_RETURN(
      models::PlanningRegion planned,
      models::MakePlanningRegion(std::move(today), {.year = year,
                                                    .pace = config.planning_pace,
                                                    .growth = config.planning_growth,
                                                    .has_queue = config.planning_queue}));
  PlanningTask task{.region = std::move(planned.region), .has_queue = config.planning_queue};
  task.key.model_revision = kModelRevision;
  task.key.data_revision = task.region->data_revision;
  task.key.planning_year = year;
  task.key.growth_scenario = std::move(planned.growth_scenario);
  task.key.seed = static_cast<std::uint64_t>(config.seed);
  task.key.weather_year = config.planning_weather_year;
  const std::string note = planning::DescribePlannedWeather(*task.region, task.key);
  if (!note.empty()) {
    models::Region noted = *task.region;
    absl::StrAppend(&noted.notice, " ", note);
    task.region = std::make_shared<const models::Region>(std::move(noted));
  }
  return task;
}

Planner::Planner(const PlannerOptions& options, std::unique_ptr<store::AnswerLog> log)
    : region_(options.task.region),
      names_(*region_),
      shares_(*region_, options.tables.profiles,
              {.seed = options.task.key.seed, .year = options.task.key.weather_year},
              options.threads),
      remedies_(options.tables.remedies),
      voltages_(options.tables.voltages),
      df_profiles_(options.tables.df_profiles),
      log_(std::move(log)) {}

absl::StatusOr<std::unique_ptr<Planner>> Planner::Start(std::shared_ptr<const models::Region> today,
                                                        PlannerOptions options) {
  std::unique_ptr<store::AnswerLog> log;
  if (options.epoch.has_value()) {
    TWIN_ASSIGN_OR_RETURN(log, store::AnswerLog::Open(options.data_directory, *options.epoch));
  }
  const std::string folder = options.data_directory + "/planning";
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot make ", folder, ": ", failed.message()));
  }
  std::unique_ptr<Planner> planner(new Planner(options, std::move(log)));
  const capacity::LaterTables later{.today = today, .has_queue = options.task.has_queue};
  if (options.tables.fault_rules.has_value()) {
    TWIN_ASSIGN_OR_RETURN(
        planner->faults_,
        capacity::PointFaults::Make(planner->region_->grid, *options.tables.fault_rules));
  }
  capacity::EngineOptions engine{.folder = folder,
                                 .key = std::move(options.task.key),
                                 .mv_region = std::move(today),
                                 .threads = options.threads,
                                 .on_progress = std::move(options.on_progress)};
  const auto run = [&](const std::function<void()>& work) {
    options.is_background ? RunAtLowPriority(work) : work();
  };
  run([&] {
    planner->engine_ =
        capacity::CapacityEngine::Start(std::move(options.task.region), std::move(engine));
  });
  const capacity::WeatherYears::Options weather_years{
      .folder = folder, .count = options.weather_years, .threads = options.threads};
  run([&] {
    planner->weather_years_ = capacity::WeatherYears::Start(*planner->engine_, weather_years);
  });
  planner->map_desk_.emplace(
      convert::QuestionContext{planner->engine_->region(), planner->names_, planner->engine_->key(),
                               planner->engine_->mv(), planner->shares_.profiles(),
                               planner->voltages_, planner->remedies_.catalogue,
                               planner->df_profiles_},
      *planner->engine_, folder);
  planner->desk_.emplace(
      *planner->engine_, planner->names_,
      PointTables{planner->shares_, planner->remedies_, planner->voltages_, planner->df_profiles_,
                  planner->faults_.has_value() ? &*planner->faults_ : nullptr,
                  planner->weather_years_.get(), later, options.tables.hold_backs,
                  options.tables.process_times, options.tables.reliability},
      options.threads, &planner->map_desk_->cells(), planner->log_.get());
  if (options.fills_map) {
    planner->map_filler_ = capacity::MapFiller::Start(planner->map_desk_->map(), *planner->engine_,
                                                      *planner->weather_years_, options.threads);
  }
  return planner;
}

const std::vector<std::string>& Planner::damage() const {
  static const auto* none = new std::vector<std::string>();
  return log_ != nullptr ? log_->damage() : *none;
}

double CalcProgressRatio(const capacity::Progress& progress) {
  const double part_ratio =
      progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total)
                         : 0.0;
  switch (progress.stage) {
    case capacity::Stage::kStates:
      return kStatesPartRatio * part_ratio;
    case capacity::Stage::kOutages:
      return kStatesPartRatio + (1.0 - kStatesPartRatio) * part_ratio;
    case capacity::Stage::kReady:
      return 1.0;
    case capacity::Stage::kFailed:
      return 0.0;
  }
  return 0.0;
}

}  // namespace twin::services
