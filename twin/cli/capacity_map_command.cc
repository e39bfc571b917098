#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/capacity.grpc.pb.h"
#include "twin/cli/capacity_commands.h"
#include "twin/cli/capacity_offline.h"
#include "twin/cli/client.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"
#include "twin/limits.h"
#include "twin/project_reply.h"
#include "twin/text_columns.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kDeadlineS = 60.0;

struct MapOptions {
  Target target;
  std::string region_directory;
  models::PlanningYear year;
  double most_s = 0.0;  // to compute what is missing
  std::string kind = "load";
  double requested_mw = 0.0;
  double most_hours = 0.0;
  bool accepts_trip = false;
  double heat_km = -1.0;  // not given
  std::string near;
  int most_sites = 0;
  bool is_json = false;
};

// In this process, beside no running twin; computes what the map lacks for as long as was said.
absl::StatusOr<OfflinePlanner> StartMap(const MapOptions& options, const char* action) {
  const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  TWIN_ASSIGN_OR_RETURN(OfflinePlanner offline,
                        StartOffline({.data_directory = options.target.data_directory,
                                      .token_file = options.target.token_file,
                                      .action = action,
                                      .region_directory = options.region_directory,
                                      .year = options.year,
                                      .threads = threads}));
  TWIN_RETURN_IF_ERROR(WaitUntilReady(offline).status());
  if (options.most_s > 0.0) {
    for (const bool with_terms : {false, true}) {
      TWIN_RETURN_IF_ERROR(offline.planner->map_desk().map().Complete(
          {.threads = threads, .with_terms = with_terms, .most_s = options.most_s}));
    }
  }
  return offline;
}

absl::StatusOr<pb::GetCapacityMapResponse> AskMap(const MapOptions& options) {
  pb::GetCapacityMapResponse response;
  const auto client = Client::Connect(options.target);
  if (client.ok()) {
    const auto context = client->MakeContext(kDeadlineS);
    TWIN_RETURN_IF_ERROR(FromGrpc(
        pb::Capacity::NewStub(client->channel())->GetCapacityMap(context.get(), {}, &response)));
    return response;
  }
  if (!options.target.server.empty()) return client.status();
  TWIN_ASSIGN_OR_RETURN(OfflinePlanner offline, StartMap(options, "local/capacity"));
  TWIN_ASSIGN_OR_RETURN(response, offline.planner->map_desk().Map());
  ProjectReply(offline.identity, response);
  return response;
}

absl::StatusOr<pb::FindSitesRequest> MakeSites(const MapOptions& options) {
  pb::FindSitesRequest request;
  if (options.kind != "load" && options.kind != "generation") {
    return absl::InvalidArgumentError("--kind is load or generation");
  }
  request.set_kind(options.kind == "load" ? pb::CONNECTION_KIND_LOAD
                                          : pb::CONNECTION_KIND_GENERATION);
  request.set_requested_mw(options.requested_mw);
  request.set_most_h(options.most_hours);
  request.set_accepts_trip(options.accepts_trip);
  if (options.heat_km >= 0.0) request.set_heat_km(options.heat_km);
  request.set_near(options.near);
  request.set_compute_s(std::min(options.most_s, limits::kMaxMapS));
  request.set_most_sites(options.most_sites);
  request.set_planning_year(options.year.year);
  return request;
}

absl::StatusOr<pb::FindSitesResponse> AskSites(const MapOptions& options) {
  TWIN_ASSIGN_OR_RETURN(const pb::FindSitesRequest request, MakeSites(options));
  const auto client = Client::Connect(options.target);
  if (client.ok()) {
    pb::FindSitesResponse response;
    const auto context = client->MakeContext(kDeadlineS);
    TWIN_RETURN_IF_ERROR(FromGrpc(
        pb::Capacity::NewStub(client->channel())->FindSites(context.get(), request, &response)));
    return response;
  }
  if (!options.target.server.empty()) return client.status();
  TWIN_ASSIGN_OR_RETURN(OfflinePlanner offline, StartMap(options, "local/find_sites"));
  TWIN_ASSIGN_OR_RETURN(pb::FindSitesResponse response,
                        offline.planner->map_desk().FindSites(request));
  ProjectReply(offline.identity, response);
  return response;
}

std::string Words(const pb::MapFigure& figure) {
  if (!figure.is_known()) return "not computed yet";
  std::string words = absl::StrFormat("%8.1f%s", figure.firm_mw(), figure.is_capped() ? "+" : " ");
  if (!figure.has_terms()) return words;
  for (const pb::MwAtHours& point : figure.curve()) {
    absl::StrAppendFormat(&words, " %8.1f", point.mw());
  }
  absl::StrAppendFormat(&words, " %8.1f", figure.trip_on_outage_mw());
  return words;
}

void PrintMap(const pb::GetCapacityMapResponse& map) {
  std::printf("planning year %d: %d of %d figures known, %d with terms\n", map.planning_year(),
              map.known_count(), map.figure_count(), map.with_terms_count());
  std::printf("%-34s %5s  load: firm, cut 50, 100, 200 h, tripped; the same for generation\n",
              "busbar", "kV");
  for (const pb::MapStation& station : map.stations()) {
    std::printf("%s %5g  %s | %s\n", Column(station.bus_name(), 34).c_str(), station.nominal_kv(),
                Words(station.load()).c_str(), Words(station.generation()).c_str());
  }
  for (const pb::MapMunicipality& municipality : map.municipalities()) {
    std::printf("%s best of %d: load %s | generation %s\n", Column(municipality.name(), 34).c_str(),
                municipality.busbar_count(), Words(municipality.best_load()).c_str(),
                Words(municipality.best_generation()).c_str());
  }
  std::printf("data: %s\n", map.data_notice().c_str());
}

void PrintSites(const pb::FindSitesResponse& found) {
  std::printf("%d of %d busbars known in planning year %d, %.0f ms\n", found.known_count(),
              found.busbar_count(), found.planning_year(), found.milliseconds());
  for (const pb::CapacitySite& site : found.sites()) {
    std::printf("%3d %s %s %s %s", site.rank(), site.holds() ? "*" : " ",
                Column(site.bus_name(), 32).c_str(), Column(site.municipality(), 16).c_str(),
                site.reason().c_str());
    if (site.distance_km() > 0.0) std::printf("; %.0f km away", site.distance_km());
    if (site.has_heat()) {
      std::printf("; heat: %s at %.1f km, up to %.0f MW", site.heat().name().c_str(),
                  site.heat().distance_km(), site.heat().heat_max_mw());
    }
    std::printf("\n");
  }
  std::printf("data: %s\n", found.data_notice().c_str());
}

template <class Response>
int Print(const absl::StatusOr<Response>& response, bool is_json, void (*print)(const Response&)) {
  if (!response.ok()) return Fail(response.status());
  if (is_json) {
    std::printf("%s\n", ToJson(*response, true, !response->has_redaction()).c_str());
  } else {
    print(*response);
  }
  return kOk;
}

void AddCommonOptions(CLI::App& command, MapOptions& options) {
  AddTargetOptions(command, options.target);
  command.add_option("--region", options.region_directory,
                     "folder of the region's tables, without a running twin");
  command.add_option("--compute-s", options.most_s,
                     "compute what the map lacks for so many seconds: firm figures first, then "
                     "terms as long again; beside a running twin at most 30, by find-sites");
  AddPlanningYearOptions(command, options.year);
  command.add_flag("--json", options.is_json, "print proto JSON");
}

}  // namespace

void AddCapacityMap(CLI::App& capacity, int& exit_code) {
  auto options = std::make_shared<MapOptions>();
  CLI::App* command =
      capacity.add_subcommand("map", "What every station and municipality takes, by planning year");
  AddCommonOptions(*command, *options);
  command->footer(
      "Every figure is the AC-checked answer at its busbar; what is not computed yet is not told.\n"
      "What was computed is kept beside the planning year, and a running twin reads it there.\n"
      "Example: twin capacity map --json\n"
      "         twin capacity map --compute-s 3600");
  command->callback(
      [options, &exit_code] { exit_code = Print(AskMap(*options), options->is_json, PrintMap); });
}

void AddFindSites(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<MapOptions>();
  CLI::App* command = app.add_subcommand("find-sites", "Where so many MW can go, the best first");
  AddCommonOptions(*command, *options);
  command->add_option("--mw", options->requested_mw, "how much is wished for")->required();
  command->add_option("--kind", options->kind, "load or generation")->capture_default_str();
  command->add_option("--hours", options->most_hours,
                      "may be cut at most so many hours a year; the map knows 50, 100 and 200");
  command->add_flag("--trip", options->accepts_trip, "may be tripped on outage");
  command->add_option("--heat-km", options->heat_km, "district heating must stand this near");
  command->add_option("--near", options->near, "station that distances are told from");
  command->add_option("--most", options->most_sites, "at most so many sites [50]");
  command->footer(
      "Example: twin find-sites --mw 60 --year 2028 --heat-km 2 --json\n"
      "         twin find-sites --mw 20 --hours 100 --near \"Hamar A\"");
  command->callback([options, &exit_code] {
    exit_code = Print(AskSites(*options), options->is_json, PrintSites);
  });
}

}  // namespace twin::cli
