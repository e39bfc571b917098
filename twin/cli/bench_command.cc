#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "twin/cli/bench_numbers.h"
#include "twin/cli/capacity_offline.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/machine_name.h"
#include "twin/cli/workplace.h"
#include "twin/convert/capacity_question.h"
#include "twin/limits.h"

namespace twin::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMaxSamples = 100000;

struct BenchOptions {
  std::string data_directory;
  std::string region_directory;
  int samples = 50;
  std::uint64_t seed = 1;
  double requested_mw = 20.0;
  int full_samples = 0;
  int weather_years = 0;
  bool is_json = false;
};

struct BenchResult {
  std::size_t threads = 1;
  double base_ms = 0.0;
  double outages_ms = 0.0;
  std::vector<double> screen_ms, firm_ms, slopes_ms, bound_ms, check_ms, pairs_count, solves_count;
  std::size_t refused_count = 0;
  double screened_map_ms = 0.0;  ///< every busbar, both directions, linear
  // Whole records by the desk: with terms; with weather years, too; with measures and doubts, too.
  std::vector<double> terms_ms, years_ms, measures_ms;
  std::vector<double> cancel_ms;  ///< from giving a question up until its call returns
};

template <class Work>
double TimeMs(const Work& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Gives a question up `after_ms` into it; 0 when it was done by then.
double MeasureCancel(const services::CapacityDesk& desk,
                     const ostlandet::twin::v1::AskCapacityRequest& request, double after_ms) {
  std::atomic<bool> is_cancelled{false};
  Clock::time_point ended;
  std::thread asking([&] {
    desk.Ask(access::FolderOwner(), request, [&] { return is_cancelled.load(); })
        .status()
        .IgnoreError();
    ended = Clock::now();
  });
  std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(after_ms));
  const auto start = Clock::now();
  is_cancelled.store(true);
  asking.join();
  return std::max(0.0, std::chrono::duration<double, std::milli>(ended - start).count());
}

// Whole records at random busbars, as a service gives them but not recorded. The wish is above what
// is firm at most busbars, so that there is something to say.
absl::Status MeasureRecords(const BenchOptions& options, const std::vector<models::BusIndex>& buses,
                            OfflinePlanner& offline, std::mt19937_64& random, BenchResult& result) {
  const access::Identity owner = access::FolderOwner();
  const services::CapacityDesk& desk = offline.planner->desk();
  if (options.weather_years > 0) {
    TWIN_RETURN_IF_ERROR(offline.planner->weather_years().Wait());
  }
  for (int i = 0; i < options.full_samples; ++i) {
    ostlandet::twin::v1::AskCapacityRequest request;
    request.set_at(
        offline.planner->engine().region().grid.buses[buses[random() % buses.size()]].id);
    request.set_kind(i % 2 == 1 ? ostlandet::twin::v1::CONNECTION_KIND_GENERATION
                                : ostlandet::twin::v1::CONNECTION_KIND_LOAD);
    request.set_requested_mw(options.requested_mw);
    const auto time = [&](std::vector<double>& times_ms) {
      absl::Status status;
      times_ms.push_back(TimeMs([&] { status = desk.Ask(owner, request, nullptr).status(); }));
      return status;
    };
    request.set_with_terms(true);
    TWIN_RETURN_IF_ERROR(time(result.terms_ms));
    if (options.weather_years > 0) {
      request.set_weather_year_count(options.weather_years);
      TWIN_RETURN_IF_ERROR(time(result.years_ms));
      request.set_weather_year_count(0);
    }
    request.set_with_measures(true);
    request.set_with_doubts(true);
    TWIN_RETURN_IF_ERROR(time(result.measures_ms));
    request.set_weather_year_count(options.weather_years);
    result.cancel_ms.push_back(MeasureCancel(
        desk, request, 0.8 * result.measures_ms.back() * (i + 1) / options.full_samples));
  }
  return absl::OkStatus();
}

std::vector<models::BusIndex> ListBuses(const models::ElectricityGrid& grid) {
  std::vector<models::BusIndex> buses;
  for (std::size_t i = 0; i < grid.buses.size(); ++i) {
    if (grid.buses[models::BusIndex(i)].is_monitored) buses.emplace_back(i);
  }
  return buses;
}

absl::StatusOr<BenchResult> Measure(const BenchOptions& options) {
  const Workplace workplace(options.data_directory, "twin-bench-XXXXXX");
  BenchResult result;
  result.threads = std::max(1u, std::thread::hardware_concurrency());
  TWIN_ASSIGN_OR_RETURN(
      OfflinePlanner offline,
      StartOffline({.data_directory = workplace.path(),
                    .region_directory = options.region_directory,
                    .threads = result.threads,
                    .weather_years = static_cast<std::size_t>(options.weather_years)}));
  TWIN_ASSIGN_OR_RETURN(const BuildTimes times, WaitUntilReady(offline));
  result.base_ms = times.base_ms;
  result.outages_ms = times.outages_ms;
  const capacity::CapacityEngine& engine = offline.planner->engine();
  const std::vector<models::BusIndex> buses = ListBuses(engine.region().grid);
  if (buses.empty()) return absl::FailedPreconditionError("the region has no monitored busbar");
  std::mt19937_64 random(options.seed);
  for (int i = 0; i < options.samples; ++i) {
    solvers::HostingQuery query;
    query.bus = buses[random() % buses.size()];
    query.is_generation = i % 2 == 1;
    query.cap_mw = convert::SearchCapMw(options.requested_mw);
    query.threads = result.threads;
    result.screen_ms.push_back(TimeMs([&] { solvers::ScreenHostingMw(*engine.basis(), query); }));
    absl::StatusOr<solvers::HostingAnswer> answer;
    const double firm_ms = TimeMs([&] { answer = engine.Ask(query); });
    if (!answer.ok()) {
      ++result.refused_count;
      continue;
    }
    result.firm_ms.push_back(firm_ms);
    result.slopes_ms.push_back(answer->slopes_ms);
    result.bound_ms.push_back(answer->screen_ms);
    result.check_ms.push_back(answer->check_ms);
    result.pairs_count.push_back(static_cast<double>(answer->pairs_checked));
    result.solves_count.push_back(static_cast<double>(answer->ac_solves));
  }
  result.screened_map_ms = TimeMs([&] {
    for (const models::BusIndex bus : buses) {
      for (const bool is_generation : {false, true}) {
        solvers::ScreenHostingMw(*engine.basis(), {.bus = bus, .is_generation = is_generation});
      }
    }
  });
  TWIN_RETURN_IF_ERROR(MeasureRecords(options, buses, offline, random, result));
  return result;
}

std::string Spread(const std::vector<double>& values) {
  return absl::StrFormat("{\"p50\": %.3f, \"p95\": %.3f, \"max\": %.3f}", Percentile(values, 0.5),
                         Percentile(values, 0.95), Percentile(values, 1.0));
}

void PrintJson(const BenchResult& result) {
  std::printf(
      "{\n  \"machine\": \"%s\",\n  \"threads\": %zu,\n  \"samples\": %zu,\n  \"refused\": %zu,\n"
      "  \"base_ms\": %.0f,\n  \"outages_ms\": %.0f,\n  \"screen_ms\": %s,\n  \"firm_ms\": %s,\n"
      "  \"firm_parts_ms\": {\"slopes\": %s, \"bounds\": %s, \"check\": %s},\n"
      "  \"pairs\": %s,\n  \"ac_solves\": %s,\n  \"screened_map_ms\": %.1f,\n"
      "  \"record_ms\": {\"terms\": %s, \"weather_years\": %s, \"measures\": %s},\n"
      "  \"cancel_ms\": %s\n}\n",
      ReadMachineName().c_str(), result.threads, result.firm_ms.size(), result.refused_count,
      result.base_ms, result.outages_ms, Spread(result.screen_ms).c_str(),
      Spread(result.firm_ms).c_str(), Spread(result.slopes_ms).c_str(),
      Spread(result.bound_ms).c_str(), Spread(result.check_ms).c_str(),
      Spread(result.pairs_count).c_str(), Spread(result.solves_count).c_str(),
      result.screened_map_ms, Spread(result.terms_ms).c_str(), Spread(result.years_ms).c_str(),
      Spread(result.measures_ms).c_str(), Spread(result.cancel_ms).c_str());
}

void PrintText(const BenchResult& result) {
  const auto line = [](const char* name, const std::vector<double>& values) {
    std::printf("  %-28s %10.2f %10.2f %10.2f\n", name, Percentile(values, 0.5),
                Percentile(values, 0.95), Percentile(values, 1.0));
  };
  std::printf("%s, %zu threads; %zu answers, %zu points without one\n", ReadMachineName().c_str(),
              result.threads, result.firm_ms.size(), result.refused_count);
  std::printf("  year's states %.1f s, outages %.1f s (near 0: they were there)\n",
              result.base_ms / 1000.0, result.outages_ms / 1000.0);
  std::printf("  %-28s %10s %10s %10s\n", "", "median", "p95", "max");
  line("linear screen, ms", result.screen_ms);
  line("firm answer, ms", result.firm_ms);
  line("  slopes, ms", result.slopes_ms);
  line("  bounds, ms", result.bound_ms);
  line("  AC check, ms", result.check_ms);
  line("pairs checked", result.pairs_count);
  line("AC solves", result.solves_count);
  std::printf("  linear screen of every busbar, both directions: %.1f ms\n",
              result.screened_map_ms);
  if (!result.terms_ms.empty()) {
    line("record with terms, ms", result.terms_ms);
    line("and with weather years, ms", result.years_ms);
    line("and with measures, ms", result.measures_ms);
    line("given up, until it ends, ms", result.cancel_ms);
  }
}

int RunBench(const BenchOptions& options) {
  const auto result = Measure(options);
  if (!result.ok()) return FailWithBadData(result.status());
  options.is_json ? PrintJson(*result) : PrintText(*result);
  return kOk;
}

}  // namespace

void AddBench(CLI::App& app, int& exit_code) {
  CLI::App* bench = app.add_subcommand("bench", "How fast it is, on this machine");
  bench->require_subcommand(1);
  AddBenchPowerFlow(*bench, exit_code);
  AddBenchHeat(*bench, exit_code);
  AddBenchHeatYear(*bench, exit_code);
  AddBenchStream(*bench, exit_code);
  auto options = std::make_shared<BenchOptions>();
  CLI::App* command = bench->add_subcommand(
      "capacity", "Builds a planning year and asks at random busbars, load and generation in turn");
  command->add_option("--region", options->region_directory, "folder of the region's tables");
  command->add_option("--data", options->data_directory,
                      "folder with a planning year to go on with; default: a new one, removed");
  command->add_option("--samples", options->samples, "questions")
      ->check(CLI::Range(1, kMaxSamples))
      ->capture_default_str();
  command->add_option("--mw", options->requested_mw, "asked at each; sets how far is searched")
      ->check(CLI::Range(0.01, 10000.0))
      ->capture_default_str();
  command
      ->add_option("--full", options->full_samples,
                   "and so many whole records: with terms, with weather years, with measures")
      ->check(CLI::Range(0, kMaxSamples))
      ->capture_default_str();
  command->add_option("--weather-years", options->weather_years, "of the whole records")
      ->check(CLI::Range(0, limits::kMaxWeatherYears))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "of the choice of busbars")->capture_default_str();
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer("Example: twin bench capacity --data .run --samples 200 --json");
  command->callback([options, &exit_code] { exit_code = RunBench(*options); });
}

}  // namespace twin::cli
