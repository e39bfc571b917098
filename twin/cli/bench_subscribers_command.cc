#include <cstdio>
#include <memory>

#include "absl/strings/str_split.h"
#include "twin/cli/bench_subscribers.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/config.h"
#include "twin/limits.h"

namespace twin::cli {

void AddBenchStream(CLI::App& bench, int& exit_code) {
  struct Options {
    SubscribersQuestion question;
    std::string mask;
    bool is_json = false;
  };
  auto options = std::make_shared<Options>();
  options->question.region_directory = Config().region_directory;
  CLI::App* command = bench.add_subcommand(
      "stream", "Many subscribers of a twin of its own, in this process: how soon they know");
  command->add_option("--region", options->question.region_directory,
                      "folder of the region's tables");
  command
      ->add_option("--subscribers", options->question.subscribers_count,
                   "streams, each with a connection of its own")
      ->check(CLI::Range(1, static_cast<int>(limits::kMaxSubscribers)))
      ->capture_default_str();
  command
      ->add_option("--public", options->question.public_count,
                   "of them without a token; the others see everything")
      ->check(CLI::Range(0, static_cast<int>(limits::kMaxSubscribers)))
      ->capture_default_str();
  command->add_option("--seconds", options->question.seconds, "how long")
      ->check(CLI::Range(1.0, 86400.0))
      ->capture_default_str();
  command->add_option("--speed", options->question.speed, "of the clock; x900: one tick a second")
      ->capture_default_str();
  command->add_option("--mask", options->mask,
                      "comma-separated parts, e.g. balance,heat,grid.branches; default: all");
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer("Example: twin bench stream --subscribers 500 --seconds 30 --json");
  command->callback([options, &exit_code] {
    options->question.mask = absl::StrSplit(options->mask, ',', absl::SkipEmpty());
    const auto measured = MeasureSubscribers(options->question);
    if (!measured.ok()) {
      exit_code = Fail(measured.status());
      return;
    }
    std::fputs((options->is_json ? MakeSubscribersJson(options->question, *measured)
                                 : MakeSubscribersText(options->question, *measured))
                   .c_str(),
               stdout);
    exit_code = measured->gaps_count == 0 && measured->ended_count == 0 ? kOk : kFailed;
  });
}

}  // namespace twin::cli
