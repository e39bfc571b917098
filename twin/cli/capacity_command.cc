#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/capacity.grpc.pb.h"
#include "twin/cli/capacity_commands.h"
#include "twin/cli/capacity_follow.h"
#include "twin/cli/capacity_offline.h"
#include "twin/cli/capacity_text.h"
#include "twin/cli/client.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/target_options.h"
#include "twin/cli/text_file.h"
#include "twin/limits.h"
#include "twin/project_reply.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kDeadlineS = 60.0;

struct CapacityOptions {
  Target target;
  std::string region_directory;
  std::string at;
  std::string kind;
  std::string criterion = "n-1";
  std::string profile = "flat";
  double requested_mw = 0.0;
  double storage_mwh = 0.0;
  double tan_phi_ratio = -1.0;  // not given
  double nominal_kv = 0.0;
  models::PlanningYear year;
  WeatherOptions weather;
  std::string record_id;
  bool has_terms = false;
  bool has_measures = false;
  bool has_doubts = false;
  bool has_standings = false;
  std::string df_profile;
  std::string area;
  bool has_reserve = false;
  bool has_criteria = false;
  bool has_effects = false;
  int weather_years = 0;
  std::vector<int> years;
  std::vector<std::string> phases;
  std::string series_path;
  bool is_json = false;
};

absl::Status FillPoint(const std::string& at, pb::AskCapacityRequest& request) {
  const std::vector<std::string> parts = absl::StrSplit(at, ',');
  double lat_deg = 0.0;
  double lon_deg = 0.0;
  if (parts.size() == 2 && absl::SimpleAtod(parts[0], &lat_deg) &&
      absl::SimpleAtod(parts[1], &lon_deg)) {
    request.mutable_position()->set_lat_deg(lat_deg);
    request.mutable_position()->set_lon_deg(lon_deg);
    return absl::OkStatus();
  }
  if (at.empty()) return absl::InvalidArgumentError("--at is needed: a station, or LAT,LON");
  request.set_at(at);
  return absl::OkStatus();
}

void AddCorner(double lat_deg, double lon_deg, pb::AskCapacityRequest& request) {
  pb::Position& corner = *request.add_area();
  corner.set_lat_deg(lat_deg);
  corner.set_lon_deg(lon_deg);
}

// The outer ring of the first polygon; what closes it is left out.
absl::Status ReadAreaFile(const std::string& path, pb::AskCapacityRequest& request) {
  TWIN_ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path));
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  const nlohmann::json* geometry = &json;
  const auto step = [&](const char* name) {
    if (geometry->is_object() && geometry->contains(name)) geometry = &(*geometry)[name];
  };
  step("features");
  if (geometry->is_array() && !geometry->empty()) geometry = &geometry->front();
  step("geometry");
  const auto no_polygon = [&] {
    return absl::InvalidArgumentError(absl::StrCat(path, " holds no GeoJSON polygon"));
  };
  if (!geometry->is_object() || geometry->value("type", "") != "Polygon") return no_polygon();
  const auto rings = geometry->find("coordinates");
  if (rings == geometry->end() || !rings->is_array() || rings->empty() ||
      !rings->front().is_array()) {
    return no_polygon();
  }
  for (const nlohmann::json& corner : rings->front()) {
    const bool is_position =
        corner.is_array() && corner.size() >= 2 && corner[0].is_number() && corner[1].is_number();
    if (!is_position) return no_polygon();
    AddCorner(corner[1].get<double>(), corner[0].get<double>(), request);
  }
  const auto& area = request.area();
  const bool is_closed = area.size() > 1 && area[0].lat_deg() == area[area.size() - 1].lat_deg() &&
                         area[0].lon_deg() == area[area.size() - 1].lon_deg();
  if (is_closed) request.mutable_area()->RemoveLast();
  return absl::OkStatus();
}

absl::Status FillArea(const std::string& area, pb::AskCapacityRequest& request) {
  if (!absl::StrContains(area, ';')) return ReadAreaFile(area, request);
  for (const absl::string_view part : absl::StrSplit(area, ';', absl::SkipWhitespace())) {
    const std::vector<absl::string_view> numbers = absl::StrSplit(part, ',');
    double lat_deg = 0.0, lon_deg = 0.0;
    if (numbers.size() != 2 || !absl::SimpleAtod(numbers[0], &lat_deg) ||
        !absl::SimpleAtod(numbers[1], &lon_deg)) {
      return absl::InvalidArgumentError(absl::StrCat("--area: '", part, "' is not LAT,LON"));
    }
    AddCorner(lat_deg, lon_deg, request);
  }
  return absl::OkStatus();
}

// A file of shares, one a line; of a table the last column. A first line without a number is a
// head.
absl::StatusOr<pb::ConnectionProfile> ReadSeries(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path));
  pb::ConnectionProfile profile;
  int line_number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++line_number;
    const absl::string_view stripped = absl::StripAsciiWhitespace(line);
    if (stripped.empty() || stripped[0] == '#') continue;
    const std::vector<absl::string_view> fields = absl::StrSplit(stripped, ',');
    float share = 0.0f;
    if (absl::SimpleAtof(absl::StripAsciiWhitespace(fields.back()), &share)) {
      profile.add_own_share(share);
    } else if (line_number > 1) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", line_number, ": '", fields.back(), "' is no number"));
    }
  }
  if (profile.own_share().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, " holds no shares"));
  }
  return profile;
}

// A name; what ends as a file does, or lies there, is one.
absl::StatusOr<pb::ConnectionProfile> ParseProfile(const std::string& text) {
  const bool is_file = absl::StrContains(text, '/') || absl::StrContains(text, '.') ||
                       std::filesystem::is_regular_file(text);
  if (is_file) return ReadSeries(text);
  pb::ConnectionProfile profile;
  profile.set_name(text);
  return profile;
}

absl::StatusOr<pb::ConnectionKind> ParseKind(const std::string& text) {
  if (text == "load") return pb::CONNECTION_KIND_LOAD;
  if (text == "generation") return pb::CONNECTION_KIND_GENERATION;
  if (text == "storage") return pb::CONNECTION_KIND_STORAGE;
  return absl::InvalidArgumentError("--kind is needed: load, generation or storage");
}

// "2028=20": MW from a year on.
absl::StatusOr<pb::MwFromYear> ParsePhase(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '=');
  pb::MwFromYear phase;
  int year = 0;
  double mw = 0.0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &year) || !absl::SimpleAtod(parts[1], &mw)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--phase is YEAR=MW, e.g. 2028=20,2031=60; not '", text, "'"));
  }
  phase.set_year(year);
  phase.set_mw(mw);
  return phase;
}

absl::StatusOr<pb::AskCapacityRequest> MakeRequest(const CapacityOptions& options) {
  pb::AskCapacityRequest request;
  if (options.area.empty() || !options.at.empty()) {
    TWIN_RETURN_IF_ERROR(FillPoint(options.at, request));
  }
  if (!options.area.empty()) TWIN_RETURN_IF_ERROR(FillArea(options.area, request));
  TWIN_ASSIGN_OR_RETURN(const pb::ConnectionKind kind, ParseKind(options.kind));
  request.set_kind(kind);
  request.set_storage_mwh(options.storage_mwh);
  request.set_with_terms(options.has_terms);
  request.set_with_measures(options.has_measures);
  request.set_with_doubts(options.has_doubts);
  request.set_with_standings(options.has_standings);
  request.set_df_profile(options.df_profile);
  request.set_with_reserve(options.has_reserve);
  request.set_with_criteria(options.has_criteria);
  request.set_with_effects(options.has_effects);
  request.set_weather_year_count(options.weather_years);
  for (const int year : options.years) request.add_years(year);
  for (const std::string& phase : options.phases) {
    TWIN_ASSIGN_OR_RETURN(*request.add_phases(), ParsePhase(phase));
  }
  request.set_with_series(!options.series_path.empty());
  const std::string criterion = absl::AsciiStrToLower(options.criterion);
  if (criterion != "n-0" && criterion != "n-1") {
    return absl::InvalidArgumentError("--criterion is n-0 or n-1");
  }
  if (criterion == "n-0") request.set_criterion(pb::OUTAGE_CRITERION_N0);
  TWIN_ASSIGN_OR_RETURN(*request.mutable_profile(), ParseProfile(options.profile));
  request.set_requested_mw(options.requested_mw);
  if (options.tan_phi_ratio >= 0.0) request.set_tan_phi_ratio(options.tan_phi_ratio);
  request.set_nominal_kv(options.nominal_kv);
  request.set_planning_year(options.year.year);
  request.set_growth_scenario(options.year.growth);
  return request;
}

absl::StatusOr<pb::AskCapacityResponse> AskOffline(const CapacityOptions& options,
                                                   const pb::AskCapacityRequest& request) {
  TWIN_ASSIGN_OR_RETURN(OfflinePlanner offline,
                        StartOffline({.data_directory = options.target.data_directory,
                                      .token_file = options.target.token_file,
                                      .region_directory = options.region_directory,
                                      .year = options.year,
                                      .weather = options.weather,
                                      .threads = std::max(1u, std::thread::hardware_concurrency()),
                                      .weather_years = static_cast<std::size_t>(
                                          std::max(0, options.weather_years))}));
  const services::CapacityDesk& desk = offline.planner->desk();
  const auto ask = [&] {
    auto answer = desk.Ask(offline.identity, request, nullptr, ShowPart);
    EndPartLine();
    return answer;
  };
  auto answer = ask();  // what is wrong is told before the long wait
  if (absl::IsUnavailable(answer.status())) {
    TWIN_RETURN_IF_ERROR(WaitUntilReady(offline).status());
    if (options.weather_years > 0) {
      std::fprintf(stderr, "making %d weather years, some seconds each\n", options.weather_years);
      TWIN_RETURN_IF_ERROR(offline.planner->weather_years().Wait());
    }
    answer = ask();
  }
  if (!answer.ok()) return answer.status();
  pb::AskCapacityResponse response;
  *response.mutable_answer() = *std::move(answer);
  ProjectReply(offline.identity, response);
  return response;
}

absl::StatusOr<pb::AskCapacityResponse> Ask(const CapacityOptions& options) {
  TWIN_ASSIGN_OR_RETURN(const pb::AskCapacityRequest request, MakeRequest(options));
  if (!options.weather.files.empty()) {  // a twin plans with the weather it was started with
    if (!options.target.server.empty()) {
      return absl::InvalidArgumentError("--weather is for this process, not for a running twin");
    }
    return AskOffline(options, request);
  }
  const auto client = Client::Connect(options.target);
  if (!client.ok()) {
    if (!options.target.server.empty()) return client.status();
    return AskOffline(options, request);
  }
  if (!options.year.pace.empty() || options.year.has_queue) {
    return absl::InvalidArgumentError(
        "--pace and --with-queue are chosen when a twin is started (--planning-pace, "
        "--planning-queue); a running twin is asked without them");
  }
  return AskRunningTwin(*client, request);
}

absl::StatusOr<pb::GetCapacityAnswerResponse> Show(const CapacityOptions& options) {
  pb::GetCapacityAnswerRequest request;
  pb::GetCapacityAnswerResponse response;
  request.set_record_id(options.record_id);
  const auto client = Client::Connect(options.target);
  if (client.ok()) {
    const auto context = client->MakeContext(kDeadlineS);
    TWIN_RETURN_IF_ERROR(FromGrpc(pb::Capacity::NewStub(client->channel())
                                      ->GetCapacityAnswer(context.get(), request, &response)));
    return response;
  }
  if (!options.target.server.empty()) return client.status();
  TWIN_ASSIGN_OR_RETURN(const store::RecordId id, services::CheckRecordId(options.record_id));
  TWIN_ASSIGN_OR_RETURN(const std::string bytes,
                        store::ReadAnswer(options.target.data_directory, id));
  TWIN_ASSIGN_OR_RETURN(*response.mutable_answer(), services::ParseAnswer(bytes));
  return response;
}

// One line a quarter from the start of the planning year.
absl::Status WriteSeries(const pb::CapacityAnswer& answer, const std::string& path) {
  const pb::ConditionalTerms& terms = answer.conditional();
  std::ofstream file(path);
  file << "quarter,lower_bound_mw,quarter_mw\n";
  for (int i = 0; i < terms.quarter_mw_size(); ++i) {
    file << i << ',' << terms.lower_bound_mw(i) << ',' << terms.quarter_mw(i) << '\n';
  }
  if (file.good()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("cannot write ", path));
}

template <class Response>
int Print(const absl::StatusOr<Response>& response, bool is_json) {
  if (!response.ok()) return Fail(response.status());
  if (is_json) {
    // A withheld number must not look like 0.
    std::printf("%s\n", ToJson(*response, true, !response->has_redaction()).c_str());
  } else {
    PrintAnswer(response->answer());
  }
  return kOk;
}

void AddAskOptions(CLI::App& command, CapacityOptions& options) {
  AddTargetOptions(command, options.target);
  command.add_option("--region", options.region_directory,
                     "folder of the region's tables, without a running twin");
  command.add_option("--at", options.at,
                     "station or busbar by name or id, BUSBAR/F3/N12 for a node of its feeders, or "
                     "LAT,LON for the nearest station");
  command.add_option("--kind", options.kind, "load, generation or storage");
  command.add_option("--mw", options.requested_mw, "how much is wished for");
  command.add_option("--mwh", options.storage_mwh, "energy of a storage");
  command.add_option("--tan-phi", options.tan_phi_ratio, "reactive over active power [0.2]");
  command.add_option(
      "--kv", options.nominal_kv,
      "which busbar; default: the highest voltage up to 132 kV, else the lowest; 22 or "
      "11 with LAT,LON: the nearest node of the feeders");
  command.add_option("--criterion", options.criterion, "n-1, or n-0 for the intact network")
      ->capture_default_str();
  command
      .add_option(
          "--profile", options.profile,
          "name of a profile (twin capacity profiles), or a file of shares from 0 to 1, one "
          "a quarter and line, repeated until the year is full")
      ->capture_default_str();
  command.add_flag("--terms", options.has_terms,
                   "and what could be had on which terms: hours and MWh cut, MW at 50, 100 and 200 "
                   "hours, tripped on outage");
  command.add_flag("--measures", options.has_measures,
                   "and what would make all of it firm: measures by cost per MW, each run again, "
                   "and the smallest changes that would do");
  command.add_flag("--doubts", options.has_doubts,
                   "and what the answer would be if ratings and impedances that are not known "
                   "well were otherwise");
  command.add_option("--area", options.area,
                     "instead of --at: an area, as LAT,LON;LAT,LON;LAT,LON or a GeoJSON file with "
                     "a polygon; the answer is for the point that costs least to reach, the others "
                     "are listed");
  command.add_flag("--standings", options.has_standings,
                   "and the same as if first in the queue, and behind all that wait");
  command.add_option("--df", options.df_profile,
                     "and held against a company's principles (df_profiles.csv), by id");
  command.add_flag("--criteria", options.has_criteria,
                   "and N-0, N-1 and N-1 with corrective action side by side, with the energy not "
                   "supplied and its cost that must be expected");
  command.add_flag("--effects", options.has_effects,
                   "and what other stations and applicants lose, losses and voltages");
  command.add_flag("--reserve", options.has_reserve,
                   "and what of the capacity is held back for small customers, reserved and used");
  command
      .add_option("--weather-years", options.weather_years,
                  "and P10, P50 and P90 over so many weather years, at most 30")
      ->check(CLI::Range(0, limits::kMaxWeatherYears));
  command
      .add_option("--years", options.years,
                  "and what the point takes in these years: run again with the announced projects "
                  "and the demand of then, e.g. 2028,2031,2035")
      ->delimiter(',');
  command
      .add_option("--phase", options.phases,
                  "MW wanted from a year on, instead of --mw: 2028=20,2031=60; tells these years")
      ->delimiter(',');
  command.add_option("--series", options.series_path,
                     "write the MW of every quarter to this CSV file (with --terms)");
  AddPlanningYearOptions(command, options.year);
  AddWeatherOptions(command, options.weather);
  // The environment's is that of a running twin, which is asked; without one it is read later.
  command.get_option("--weather")->envname("");
  command.get_option("--weather-names")->envname("");
  command.add_flag("--json", options.is_json, "print proto JSON");
}

}  // namespace

void AddCapacity(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CapacityOptions>();
  CLI::App* command = app.add_subcommand(
      "capacity", "How much more can be connected at a point, and what stops it");
  AddAskOptions(*command, *options);
  command->require_subcommand(0, 1);
  command->footer(
      "The MW stated as firm hold in every quarter-hour of the planning year under every single\n"
      "outage, checked by AC power flow. Beside a running twin it asks that twin, which keeps the\n"
      "record; else it computes in the folder (the first time takes minutes) and keeps none.\n"
      "Example: twin capacity --at Hamang --kind load --mw 20\n"
      "         twin capacity --at \"Hamar A\" --kind load --mw 10 --profile truck-charging\n"
      "         twin capacity --at \"Hamar A\" --kind load --mw 120 --measures --doubts\n"
      "         twin capacity --at \"Hamar A\" --kind load --phase 2028=20,2031=60 --years 2035\n"
      "         twin capacity --at \"Hamar A\" --kind storage --mw 30 --mwh 60\n"
      "         twin capacity --area site.geojson --kind load --mw 60 --standings --df margin-10\n"
      "         twin capacity --at 59.91,10.75 --kind generation --mw 50 --kv 132 --json\n"
      "         twin capacity show 0123456789abcdef0123456789abcdef");
  command->callback([command, options, &exit_code] {
    if (!command->get_subcommands().empty()) return;
    const auto response = Ask(*options);
    const absl::Status written = response.ok() && !options->series_path.empty()
                                     ? WriteSeries(response->answer(), options->series_path)
                                     : absl::OkStatus();
    exit_code = written.ok() ? Print(response, options->is_json) : Fail(written);
  });

  AddCapacityVerify(*command, exit_code);
  AddCapacityProfiles(*command, exit_code);
  AddCapacityMap(*command, exit_code);
  CLI::App* show = command->add_subcommand("show", "An answer that was given before, by its id");
  AddTargetOptions(*show, options->target);
  show->add_option("id", options->record_id, "32 hexadecimal digits")->required();
  show->add_flag("--json", options->is_json, "print proto JSON");
  show->callback([options, &exit_code] { exit_code = Print(Show(*options), options->is_json); });
}

}  // namespace twin::cli
