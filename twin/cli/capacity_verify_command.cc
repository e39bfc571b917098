#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "twin/capacity/capacity_verify.h"
#include "twin/cli/capacity_offline.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/workplace.h"

namespace twin::cli {
namespace {

constexpr std::size_t kMaxSamples = 100000;
/// Up to this many (quarter, outage) pairs all of them are checked.
constexpr std::size_t kExhaustivePairs = 100000;

struct VerifyCommandOptions {
  std::string data_directory;
  std::string region_directory;
  std::size_t samples = 200;
  std::size_t first = 0;
  std::uint64_t seed = 1;
  std::size_t pairs = 2000;
  bool is_json = false;
  bool lists_answers = false;
  models::PlanningYear year;
  WeatherOptions weather;
};

nlohmann::json ToJson(const capacity::VerifiedAnswer& answer) {
  return {{"question", answer.question},
          {"bus_id", answer.bus_id},
          {"kind", answer.is_generation ? "generation" : "load"},
          {"has_profile", answer.has_profile},
          {"tan_phi_ratio", answer.tan_phi_ratio},
          {"stated_mw", answer.stated_mw},
          {"found_mw", answer.found_mw},
          {"worst_excess_pu", answer.worst_excess_pu},
          {"worst", answer.worst},
          {"is_capped", answer.is_capped},
          {"pairs", answer.pairs},
          {"milliseconds_fast", answer.fast_ms},
          {"milliseconds_brute", answer.brute_ms}};
}

nlohmann::json ToJson(const capacity::VerifyReport& report, const models::Region& region,
                      bool is_exhaustive, bool lists_answers) {
  nlohmann::json json = {
      {"data_revision", region.data_revision},
      {"notice", region.notice},
      {"samples", report.answers.size()},
      {"is_exhaustive", is_exhaustive},
      {"pairs", report.pairs},
      {"scalar_pairs", report.scalar_pairs},
      {"optimistic", report.optimistic},
      {"worst_excess_pu", report.worst_excess_pu},
      {"pessimism_median", report.pessimism_median_share},
      {"pessimism_p95", report.pessimism_p95_share},
      {"pessimism_median_mw", report.pessimism_median_mw},
      {"pessimism_p95_mw", report.pessimism_p95_mw},
      {"moderate_samples", report.moderate},
      {"pessimism_moderate_median", report.pessimism_moderate_median_share},
      {"pessimism_moderate_p95", report.pessimism_moderate_p95_share},
      {"sign_disagreements", report.sign_disagreements},
      {"milliseconds_fast",
       {{"p50", report.fast_p50_ms}, {"p95", report.fast_p95_ms}, {"max", report.fast_max_ms}}},
      {"milliseconds_brute", {{"p50", report.brute_p50_ms}}}};
  if (lists_answers) {
    for (const auto& answer : report.answers) json["answers"].push_back(ToJson(answer));
  }
  return json;
}

void PrintText(const capacity::VerifyReport& report, bool is_exhaustive) {
  std::printf(
      "%zu answers, %zu (quarter, outage) pairs by AC power flow%s, %zu of them by both "
      "solvers\n",
      report.answers.size(), report.pairs, is_exhaustive ? ", every one of the year" : "",
      report.scalar_pairs);
  std::printf(
      "  optimistic           %zu   (a limit exceeded by more than 0.1 %% at the stated MW)\n",
      report.optimistic);
  std::printf("  worst excess         %.4f %% of a rating\n", 100.0 * report.worst_excess_pu);
  std::printf("  pessimism            median %.2f %%, p95 %.2f %%  (%.2f and %.2f MW)\n",
              100.0 * report.pessimism_median_share, 100.0 * report.pessimism_p95_share,
              report.pessimism_median_mw, report.pessimism_p95_mw);
  std::printf("  lanes against KLU    %zu pairs judged otherwise\n", report.sign_disagreements);
  std::printf(
      "  answer               p50 %.0f ms, p95 %.0f ms, max %.0f ms; brute force p50 %.0f ms\n",
      report.fast_p50_ms, report.fast_p95_ms, report.fast_max_ms, report.brute_p50_ms);
  for (const auto& answer : report.answers) {
    if (answer.worst_excess_pu <= 0.001) continue;
    std::printf("  OPTIMISTIC question %zu: %s %s %.3f MW: %s\n", answer.question,
                answer.bus_id.c_str(), answer.is_generation ? "generation" : "load",
                answer.stated_mw, answer.worst.c_str());
  }
}

int Run(const VerifyCommandOptions& options) {
  const Workplace workplace(options.data_directory, "twin-verify-XXXXXX");
  auto offline = StartOffline({.data_directory = workplace.path(),
                               .region_directory = options.region_directory,
                               .year = options.year,
                               .weather = options.weather,
                               .threads = std::max(1u, std::thread::hardware_concurrency())});
  if (!offline.ok()) return Fail(offline.status());
  if (const auto ready = WaitUntilReady(*offline); !ready.ok()) return Fail(ready.status());
  const capacity::CapacityEngine& engine = offline->planner->engine();
  const solvers::HostingBasis& basis = *engine.basis();
  capacity::VerifyOptions verify{.samples = options.samples,
                                 .first = options.first,
                                 .seed = options.seed,
                                 .threads = std::max(1u, std::thread::hardware_concurrency()),
                                 .pairs = options.pairs};
  verify.is_exhaustive =
      basis.states->quarter_count() * basis.limits.outages.size() <= kExhaustivePairs;
  const bool is_terminal = isatty(STDERR_FILENO) != 0;
  if (is_terminal) {
    verify.on_progress = [&](std::size_t done) {
      std::fprintf(stderr, "\r%zu of %zu answers verified ", done, options.samples);
    };
  }
  const auto report = capacity::VerifyCapacity(engine, verify);
  if (is_terminal) std::fprintf(stderr, "\n");
  if (!report.ok()) return Fail(report.status());
  if (options.is_json) {
    std::printf("%s\n",
                ToJson(*report, engine.region(), verify.is_exhaustive, options.lists_answers)
                    .dump(2)
                    .c_str());
  } else {
    PrintText(*report, verify.is_exhaustive);
    if (engine.region().measured_weather != nullptr) {
      std::printf("  %s\n", engine.region().notice.c_str());
    }
  }
  return report->optimistic == 0 ? kOk : kFailed;
}

}  // namespace

void AddCapacityVerify(CLI::App& capacity, int& exit_code) {
  auto options = std::make_shared<VerifyCommandOptions>();
  CLI::App* command =
      capacity.add_subcommand("verify", "Hold random answers against brute-force AC power flow");
  command->add_option("--samples", options->samples, "how many answers")
      ->check(CLI::Range(std::size_t{1}, kMaxSamples))
      ->capture_default_str();
  command->add_option("--first", options->first, "question of the seed to begin with")
      ->check(CLI::Range(std::size_t{0}, kMaxSamples))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "of the random questions")->capture_default_str();
  command
      ->add_option("--pairs", options->pairs,
                   "(quarter, outage) pairs an answer, when there are too many for all")
      ->check(CLI::Range(std::size_t{10}, std::size_t{1000000}))
      ->capture_default_str();
  command->add_option("--region", options->region_directory, "folder of the region's tables");
  command->add_option("--data", options->data_directory,
                      "folder whose planning year is used and kept; default: one that is removed");
  AddPlanningYearOptions(*command, options->year);
  AddWeatherOptions(*command, options->weather);
  command->add_flag("--list", options->lists_answers, "every answer in the JSON");
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer(
      "Half of an answer's pairs have the smallest screened margins, half are drawn; all outages "
      "of\n"
      "the 20 tightest quarters come on top. Regions of up to 100 000 pairs are checked whole.\n"
      "Exit code 1 when an answer was optimistic.\n"
      "Example: twin region from-case case30.m --out /tmp/case30\n"
      "         twin capacity verify --region /tmp/case30 --samples 1000 --json");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace twin::cli
