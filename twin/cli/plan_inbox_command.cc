#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "models/asset_names.h"
#include "models/base/status_macros.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/plan_commands.h"
#include "twin/plans/plan_inbox.h"
#include "twin/plans/plan_record.h"
#include "twin/plans/statement.h"
#include "twin/store/file_io.h"
#include "twin/store/lock_file.h"

namespace twin::cli {
namespace {

// An inbox in a folder that no twin runs on. The lock outlives the log.
struct OpenInbox {
  store::LockFile lock;
  std::unique_ptr<plans::PlanInbox> inbox;
};

absl::StatusOr<OpenInbox> OpenFolder(const std::string& directory) {
  TWIN_RETURN_IF_ERROR(store::MakeFolder(directory));
  TWIN_ASSIGN_OR_RETURN(store::LockFile lock, store::LockFile::Acquire(directory));
  TWIN_ASSIGN_OR_RETURN(auto inbox, plans::PlanInbox::Open(directory, 0));
  for (const std::string& line : inbox->damage()) std::fprintf(stderr, "%s\n", line.c_str());
  return OpenInbox{std::move(lock), std::move(inbox)};
}

struct InboxOptions {
  std::string data_directory = "twin-data";
  std::string region_directory = "data/ostlandet";
  std::string subscriber = "folder-owner";
  std::vector<std::string> stations;
  std::vector<std::string> projects;
  std::vector<std::string> plan_files;
  std::string ended_id;
  bool is_json = false;
};

// Stations by id or by a name that only one has.
absl::StatusOr<std::vector<std::string>> FindStationIds(const models::Region& region,
                                                        const std::vector<std::string>& asked) {
  const models::AssetNames names(region);
  std::vector<std::string> ids;
  for (const std::string& name : asked) {
    TWIN_ASSIGN_OR_RETURN(const models::AssetRef found,
                          names.Find(name, {models::AssetKind::kStation}));
    ids.push_back(region.grid.stations[models::StationIndex(found.row)].id);
  }
  return ids;
}

// Reads and posts every plan; what is wrong with one stops before any is posted.
absl::Status Post(const InboxOptions& options,
                  const std::shared_ptr<const plans::Surroundings>& around,
                  plans::PlanInbox& inbox) {
  std::vector<plans::PlanNotice> notices;
  for (const std::string& file : options.plan_files) {
    TWIN_ASSIGN_OR_RETURN(
        const plans::PlanCheck check,
        plans::CheckPlanFile({.region_directory = options.region_directory,
                              .file = file,
                              .assumptions_file = plans::FindAssumptionsBeside(file)},
                             around));
    const std::string record_id = plans::CalcPlanRecordId(plans::MakePlanRecord(check));
    for (const plans::CheckedPlan& checked : check.plans) {
      if (auto notice = plans::MakePlanNotice(checked, record_id)) {
        notices.push_back(*std::move(notice));
      }
    }
  }
  for (plans::PlanNotice& notice : notices) {
    TWIN_RETURN_IF_ERROR(inbox.Post(std::move(notice)).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> RunInbox(const InboxOptions& options) {
  TWIN_ASSIGN_OR_RETURN(const OpenInbox open, OpenFolder(options.data_directory));
  const bool needs_region =
      !options.stations.empty() || !options.projects.empty() || !options.plan_files.empty();
  if (needs_region) {
    TWIN_ASSIGN_OR_RETURN(plans::Surroundings loaded,
                          plans::LoadSurroundings(options.region_directory));
    const auto around = std::make_shared<const plans::Surroundings>(std::move(loaded));
    if (!options.stations.empty() || !options.projects.empty()) {
      plans::PlanSubscription wanted{.subscriber = options.subscriber,
                                     .project_ids = options.projects};
      TWIN_ASSIGN_OR_RETURN(wanted.station_ids, FindStationIds(around->region, options.stations));
      TWIN_ASSIGN_OR_RETURN(const plans::PlanSubscription made,
                            open.inbox->Subscribe(around->region, std::move(wanted)));
      std::fprintf(stderr, "subscription %s\n", made.id.c_str());
    }
    TWIN_RETURN_IF_ERROR(Post(options, around, *open.inbox));
  }
  if (!options.ended_id.empty()) {
    TWIN_RETURN_IF_ERROR(open.inbox->End(options.ended_id, options.subscriber));
  }
  const auto items = open.inbox->ListFor(options.subscriber);
  return options.is_json ? plans::MakeInboxJson(items) : plans::MakeInboxText(items);
}

struct SwapOptions {
  plans::SwapQuestion question;
  std::string region_directory = "data/ostlandet";
  std::string at;
  std::string time = "08:00";
  std::string data_directory;
  std::string shown_id;
  bool is_english = false;
  bool is_json = false;
};

absl::Status ReadPlaceAndTime(SwapOptions& options) {
  const std::vector<std::string> place = absl::StrSplit(options.at, ',');
  if (place.size() != 2 || !absl::SimpleAtod(place[0], &options.question.lat_deg) ||
      !absl::SimpleAtod(place[1], &options.question.lon_deg)) {
    return absl::InvalidArgumentError("--at is needed: LAT,LON of the flats");
  }
  const std::vector<std::string> clock = absl::StrSplit(options.time, ':');
  int hour = 0, minute = 0;
  if (clock.size() != 2 || !absl::SimpleAtoi(clock[0], &hour) ||
      !absl::SimpleAtoi(clock[1], &minute) || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
    return absl::InvalidArgumentError("--time is HH:MM, local time");
  }
  options.question.quarter_of_day = 4 * hour + minute / 15;
  return absl::OkStatus();
}

absl::StatusOr<plans::Swap> MakeOrFindSwap(SwapOptions options) {
  if (!options.shown_id.empty()) {
    if (options.data_directory.empty()) {
      return absl::InvalidArgumentError("--show needs --data");
    }
    TWIN_ASSIGN_OR_RETURN(const OpenInbox open, OpenFolder(options.data_directory));
    return open.inbox->FindSwap(options.shown_id);
  }
  TWIN_RETURN_IF_ERROR(ReadPlaceAndTime(options));
  TWIN_ASSIGN_OR_RETURN(const plans::Surroundings around,
                        plans::LoadSurroundings(options.region_directory));
  TWIN_ASSIGN_OR_RETURN(plans::Swap swap, plans::CalcSwap(around, options.question));
  if (!options.data_directory.empty()) {
    TWIN_ASSIGN_OR_RETURN(const OpenInbox open, OpenFolder(options.data_directory));
    TWIN_RETURN_IF_ERROR(open.inbox->Keep(swap));
  }
  return swap;
}

int RunSwap(const SwapOptions& options) {
  const auto swap = MakeOrFindSwap(options);
  if (!swap.ok()) return Fail(swap.status());
  std::fputs(options.is_json ? (plans::MakeSwapJson(*swap).dump(1) + "\n").c_str()
                             : plans::MakeSwapText(*swap, !options.is_english).c_str(),
             stdout);
  return kOk;
}

}  // namespace

void AddPlanInbox(CLI::App& plan, int& exit_code) {
  auto options = std::make_shared<InboxOptions>();
  CLI::App* command = plan.add_subcommand(
      "inbox", "Plans that touch the stations and grid projects somebody subscribes to");
  command->add_option("--data", options->data_directory, "folder of a twin that does not run")
      ->envname("TWIN_DATA")
      ->capture_default_str();
  command->add_option("--region", options->region_directory, "folder of the region's tables")
      ->capture_default_str();
  command->add_option("--as", options->subscriber, "whose inbox")->capture_default_str();
  command->add_option("--station", options->stations, "subscribe to a station, by name or id");
  command->add_option("--project", options->projects, "subscribe to a grid project, by id");
  command->add_option("--post", options->plan_files,
                      "tell of the plans of a file; the CSV beside it is its assumptions");
  command->add_option("--end", options->ended_id, "end the subscription with this id");
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer(
      "Example: twin plan inbox --data /tmp/d --station Ulven --post "
      "tests/cases/plans/transformation.sos");
  command->callback([options, &exit_code] {
    const auto text = RunInbox(*options);
    if (text.ok()) std::fputs(text->c_str(), stdout);
    exit_code = text.ok() ? kOk : FailWithBadData(text.status());
  });
}

void AddPlanSwap(CLI::App& plan, int& exit_code) {
  auto options = std::make_shared<SwapOptions>();
  CLI::App* command = plan.add_subcommand(
      "swap", "Surplus heat and converted flats against MW freed at one station, as one record");
  command->add_option("--source", options->question.source_id, "id of a source of surplus heat");
  command->add_option("--flats", options->question.flats_count, "flats to convert");
  command->add_option("--floor", options->question.floor_per_flat_m2, "m2 of each")
      ->capture_default_str();
  command->add_option("--standard", options->question.standard, "their energy standard")
      ->capture_default_str();
  command->add_option("--at", options->at, "LAT,LON of the flats");
  command->add_option("--time", options->time, "local time on the coldest day")
      ->capture_default_str();
  command->add_option("--region", options->region_directory, "folder of the region's tables")
      ->capture_default_str();
  command->add_option("--data", options->data_directory,
                      "folder of a twin that does not run: keep the record there");
  command->add_option("--show", options->shown_id, "a record that was kept, by its id");
  command->add_flag("--english", options->is_english, "in English");
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer(
      "Example: twin plan swap --source oet:surplus/dc_skygard --flats 300 --at 59.926,10.80");
  command->callback([options, &exit_code] { exit_code = RunSwap(*options); });
}

}  // namespace twin::cli
