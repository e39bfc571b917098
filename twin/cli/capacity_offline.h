#pragma once

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "models/planning_region.h"
#include "twin/access/identity.h"
#include "twin/cli/weather_options.h"
#include "twin/services/planner.h"
#include "twin/store/lock_file.h"

namespace twin::cli {

/// What a command without a running twin plans with.
struct OfflineOptions {
  std::string data_directory;
  std::string token_file;  ///< as of AdmitToFolder
  const char* action = "local/capacity";
  std::string region_directory;  ///< empty: as of the environment, else the default
  models::PlanningYear year;     ///< 0 and empty: as of the environment, else as the twin would
  WeatherOptions weather;        ///< empty: as of the environment
  std::size_t threads = 1;
  std::size_t weather_years = 0;  ///< made once the planning year is there
};

/// Options --year (or --planning-year), --pace and --growth.
void AddPlanningYearOptions(CLI::App& command, models::PlanningYear& year);

/// A planner in this process. Holds the folder's lock. Members end in the order
/// opposite to their declaration: the planner first.
struct OfflinePlanner {
  access::Identity identity;  ///< who asks: what is told is cut to it
  store::LockFile lock;
  std::chrono::steady_clock::time_point began;
  std::shared_ptr<const std::atomic<double>> states_ms;  ///< 0 when outages did not have to wait
  std::unique_ptr<services::Planner> planner;
};

/// How long the planning year took.
struct BuildTimes {
  double base_ms = 0.0;     ///< until the year's states were there
  double outages_ms = 0.0;  ///< from then until every outage was; 0 when they were there before
};

/// Begins to build or open the planning year below the folder, with a progress line on a terminal.
/// What is finished survives Ctrl-C.
/// Errors: as of AdmitToFolder; FailedPrecondition when a twin holds the folder;
/// region, disk.
absl::StatusOr<OfflinePlanner> StartOffline(const OfflineOptions& options);
/// Errors: what building says.
absl::StatusOr<BuildTimes> WaitUntilReady(OfflinePlanner& offline);

}  // namespace twin::cli
