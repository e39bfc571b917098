// twin store compact, migrate and size: what is done with a folder that nobody writes in.
#include <atomic>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/folder_access.h"
#include "twin/cli/megabytes.h"
#include "twin/store/compaction.h"
#include "twin/store/lock_file.h"
#include "twin/store/migrate.h"
#include "twin/store/size_forecast.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kDaysPerYear = 365;
constexpr std::int64_t kForecastYears[] = {1, 2, 5, 10};

struct CareOptions {
  std::string directory;
  store::Retention retention;
  std::string token_file;
  bool is_json = false;
};

absl::StatusOr<store::Compaction> Compact(const CareOptions& options) {
  const store::Folder folder{options.directory};
  TWIN_ASSIGN_OR_RETURN(const store::Schema schema, store::ReadSchemaFile(folder));
  TWIN_ASSIGN_OR_RETURN(const store::LockFile lock, store::LockFile::Acquire(options.directory));
  const std::atomic<bool> is_stopping = false;
  store::KnownDetails known;
  return store::CompactFolder(folder, schema, options.retention, {}, is_stopping, known);
}

absl::Status Admit(const CareOptions& options, absl::string_view action) {
  return AdmitToFolder(options.directory, options.token_file, action).status();
}

int RunCompact(const CareOptions& options) {
  const absl::Status admitted = Admit(options, "local/store_change");
  if (!admitted.ok()) return Fail(admitted);
  if (options.retention.keep_quarters_days == 0) {
    return Fail(absl::InvalidArgumentError("--keep-quarters is needed: days that stay whole"));
  }
  const auto done = Compact(options);
  if (!done.ok()) return Fail(done.status());
  if (options.is_json) {
    std::printf("%s\n", Json{{"days_count", done->day_count},
                             {"bytes_before", done->bytes_before},
                             {"bytes_after", done->bytes_after},
                             {"skipped", done->skipped}}
                            .dump(2)
                            .c_str());
  } else {
    for (const std::string& line : done->skipped) std::printf("left as it is: %s\n", line.c_str());
    absl::PrintF("%d days reduced, %.1f MB to %.1f MB\n", done->day_count,
                 Megabytes(done->bytes_before), Megabytes(done->bytes_after));
  }
  return done->skipped.empty() ? kOk : kBadData;
}

int RunMigrate(const CareOptions& options) {
  const absl::Status admitted = Admit(options, "local/store_change");
  if (!admitted.ok()) return Fail(admitted);
  const auto done = store::MigrateFolder(options.directory, {});
  if (!done.ok()) return Fail(done.status());
  if (options.is_json) {
    std::printf(
        "%s\n",
        Json{{"files_count", done->file_count}, {"migrated", done->migrated}, {"left", done->left}}
            .dump(2)
            .c_str());
  } else {
    for (const std::string& line : done->left) std::printf("left as it is: %s\n", line.c_str());
    absl::PrintF("%d files: %d written anew, the others are as this program writes them\n",
                 done->file_count, done->migrated.size());
  }
  return done->left.empty() ? kOk : kBadData;
}

void PrintSize(const CareOptions& options, const store::SizeMeasure& measure) {
  absl::PrintF("%s: %.1f MB\n", options.directory, Megabytes(measure.total_bytes()));
  absl::PrintF("  sealed days    %10.1f MB  %d with quarters, %d with hours, %d with the day\n",
               Megabytes(measure.sealed_bytes), measure.quarter_day_count, measure.hour_day_count,
               measure.day_day_count);
  absl::PrintF("  journal        %10.1f MB\n", Megabytes(measure.journal_bytes));
  absl::PrintF("  snapshots      %10.1f MB\n", Megabytes(measure.snapshot_bytes));
  absl::PrintF("  answers        %10.1f MB\n", Megabytes(measure.answer_bytes));
  absl::PrintF("  planning years %10.1f MB\n", Megabytes(measure.planning_bytes));
  absl::PrintF("a day takes %.2f MB with quarters, %.2f MB with hours, %.2f MB with the day only\n",
               Megabytes(measure.quarter_day_bytes), Megabytes(measure.hour_day_bytes),
               Megabytes(measure.day_day_bytes));
  for (const std::int64_t years : kForecastYears) {
    absl::PrintF(
        "  sealed days of %2d years  %8.2f GB\n", years,
        Megabytes(store::ForecastSealedBytes(measure, options.retention, years * kDaysPerYear)) /
            1000.0);
  }
}

int RunSize(const CareOptions& options) {
  const absl::Status admitted = Admit(options, "local/store_size");
  if (!admitted.ok()) return Fail(admitted);
  if (absl::Status status = store::Validate(options.retention); !status.ok()) return Fail(status);
  const auto measure = store::MeasureSize(options.directory);
  if (!measure.ok()) return Fail(measure.status());
  if (!options.is_json) {
    PrintSize(options, *measure);
    return kOk;
  }
  Json forecast = Json::array();
  for (const std::int64_t years : kForecastYears) {
    forecast.push_back({{"years", years},
                        {"sealed_bytes", store::ForecastSealedBytes(*measure, options.retention,
                                                                    years * kDaysPerYear)}});
  }
  const Json json{{"directory", options.directory},
                  {"total_bytes", measure->total_bytes()},
                  {"sealed_bytes", measure->sealed_bytes},
                  {"journal_bytes", measure->journal_bytes},
                  {"snapshot_bytes", measure->snapshot_bytes},
                  {"answer_bytes", measure->answer_bytes},
                  {"planning_bytes", measure->planning_bytes},
                  {"days_with_quarters_count", measure->quarter_day_count},
                  {"days_with_hours_count", measure->hour_day_count},
                  {"days_with_the_day_count", measure->day_day_count},
                  {"bytes_per_day_with_quarters", measure->quarter_day_bytes},
                  {"bytes_per_day_with_hours", measure->hour_day_bytes},
                  {"bytes_per_day_with_the_day", measure->day_day_bytes},
                  {"keep_quarters_days", options.retention.keep_quarters_days},
                  {"keep_hours_days", options.retention.keep_hours_days},
                  {"forecast", std::move(forecast)}};
  std::printf("%s\n", json.dump(2).c_str());
  return kOk;
}

CLI::App* AddPart(CLI::App& store, const char* name, const char* help, const char* folder_help,
                  const std::shared_ptr<CareOptions>& options) {
  CLI::App* command = store.add_subcommand(name, help);
  command->add_option("directory", options->directory, folder_help)->required();
  command->add_flag("--json", options->is_json, "print JSON");
  AddTokenOption(*command, options->token_file);
  return command;
}

void AddRetention(CLI::App& command, CareOptions& options) {
  command.add_option("--keep-quarters", options.retention.keep_quarters_days,
                     "newest sealed days that keep their quarter-hours; 0: all");
  command.add_option("--keep-hours", options.retention.keep_hours_days,
                     "newest sealed days that keep their hours; 0: all");
}

}  // namespace

void AddStoreCare(CLI::App& store, int& exit_code) {
  auto compacted = std::make_shared<CareOptions>();
  CLI::App* compact =
      AddPart(store, "compact", "Reduce old days to hours, and older ones to the day",
              "folder of a twin that does not run", compacted);
  AddRetention(*compact, *compacted);
  compact->footer(
      "What is dropped cannot be had again but by replaying the day; state, commands and hashes\n"
      "stay. A running twin does it by itself: store.keep_quarters_days, store.keep_hours_days.\n"
      "Example: twin store compact .run --keep-quarters 400 --keep-hours 1500");
  compact->callback([compacted, &exit_code] { exit_code = RunCompact(*compacted); });

  auto migrated = std::make_shared<CareOptions>();
  CLI::App* migrate = AddPart(store, "migrate", "Bring a folder to this program's file formats",
                              "folder of a twin that does not run", migrated);
  migrate->footer(
      "A file of a version this program does not know is named with its version, and nothing is\n"
      "changed. Make a backup first.\n"
      "Example: twin store migrate .run");
  migrate->callback([migrated, &exit_code] { exit_code = RunMigrate(*migrated); });

  auto measured = std::make_shared<CareOptions>();
  CLI::App* size = AddPart(store, "size", "What takes how much, and what it will be in years",
                           "folder of the twin; may be running", measured);
  AddRetention(*size, *measured);
  size->footer("Example: twin store size .run --keep-quarters 400 --keep-hours 1500");
  size->callback([measured, &exit_code] { exit_code = RunSize(*measured); });
}

}  // namespace twin::cli
