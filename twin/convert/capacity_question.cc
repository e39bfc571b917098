#include "twin/convert/capacity_question.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/nearest_names.h"
#include "models/base/status_macros.h"
#include "models/planning_region.h"
#include "twin/convert/connection_point.h"
#include "twin/limits.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kDefaultTanPhiRatio = 0.2;
constexpr int kMaxAnswerYears = 12;  // that one question is run again for

class Violations {
 public:
  void Add(const std::string& field, const std::string& problem) {
    found_.push_back({field, problem});
  }
  void CheckRange(const std::string& field, double value, double low, double high) {
    if (value >= low && value <= high) return;  // false for NaN
    Add(field, absl::StrCat("is ", value, ", must lie in [", low, ", ", high, "]"));
  }
  absl::Status status() const {
    return found_.empty() ? absl::OkStatus() : models::errors::InvalidFields(found_);
  }

 private:
  std::vector<models::errors::FieldViolation> found_;
};

// The shapes that have a number of their own.
constexpr std::array<std::pair<pb::ProfileShape, const char*>, 4> kShapeIds{
    {{pb::PROFILE_SHAPE_FLAT, "flat"},
     {pb::PROFILE_SHAPE_DATA_CENTRE, "data-centre"},
     {pb::PROFILE_SHAPE_OFFICE, "office"},
     {pb::PROFILE_SHAPE_DWELLING, "dwelling"}}};

void CheckProfile(const pb::ConnectionProfile& profile, Violations& violations) {
  if (!pb::ProfileShape_IsValid(profile.shape())) {
    violations.Add("profile.shape", "is no shape this twin knows");
  }
  const int given = (profile.shape() != pb::PROFILE_SHAPE_UNSPECIFIED ? 1 : 0) +
                    (profile.own_share().empty() ? 0 : 1) + (profile.name().empty() ? 0 : 1);
  if (given > 1) violations.Add("profile", "is given in more than one way: shape, name or series");
  if (profile.own_share().empty()) return;
  if (profile.own_share_size() > limits::kMaxProfileQuarters) {
    violations.Add("profile.own_share",
                   absl::StrCat("has ", profile.own_share_size(), " values, at most ",
                                limits::kMaxProfileQuarters));
  }
  const auto& shares = profile.own_share();
  const bool is_sound = std::all_of(shares.begin(), shares.end(),
                                    [](float share) { return share >= 0.0f && share <= 1.0f; });
  if (!is_sound) {
    violations.Add("profile.own_share", "has a value outside [0, 1]");
  } else if (*std::max_element(shares.begin(), shares.end()) <= 0.0f) {
    violations.Add("profile.own_share", "is 0 always");
  }
}

void CheckStorage(const pb::AskCapacityRequest& request, Violations& violations) {
  if (request.kind() == pb::CONNECTION_KIND_STORAGE) {
    violations.CheckRange("storage_mwh", request.storage_mwh(), limits::kMinStorageMwh,
                          limits::kMaxStorageMwh);
    if (!request.profile().own_share().empty() ||
        (ProfileIdOf(request.profile()) != kShapeIds.front().second)) {
      violations.Add("profile", "of a storage is always flat: it may do anything at any time");
    }
    const bool asks_more =
        request.with_terms() || request.with_series() || request.with_measures() ||
        request.with_doubts() || request.with_standings() || !request.df_profile().empty() ||
        request.weather_year_count() > 0 || request.years_size() > 0 || request.phases_size() > 0 ||
        request.with_criteria() || request.with_effects();
    if (asks_more) {
      violations.Add("with_terms", "is for load or generation: ask for each direction alone");
    }
  } else if (request.storage_mwh() != 0.0) {
    violations.Add("storage_mwh", "is for kind storage alone");
  }
}

void CheckArea(const pb::AskCapacityRequest& request, Violations& violations) {
  if (request.area().empty()) return;
  if (request.area_size() < 3 || request.area_size() > limits::kMaxAreaCorners) {
    violations.Add("area", absl::StrCat("has ", request.area_size(), " corners, must have 3 to ",
                                        limits::kMaxAreaCorners));
    return;
  }
  for (int i = 0; i < request.area_size(); ++i) {
    violations.CheckRange(absl::StrCat("area[", i, "].lat_deg"), request.area(i).lat_deg(), -90.0,
                          90.0);
    violations.CheckRange(absl::StrCat("area[", i, "].lon_deg"), request.area(i).lon_deg(), -180.0,
                          180.0);
  }
}

// MW phased by year are the request's own: the largest of them.
double RequestedMwOf(const pb::AskCapacityRequest& request) {
  double mw = request.requested_mw();
  for (const pb::MwFromYear& phase : request.phases()) mw = std::max(mw, phase.mw());
  return mw;
}

// Each once, rising, those of the phases with them.
std::vector<int> YearsOf(const pb::AskCapacityRequest& request, int planning_year) {
  std::set<int> years(request.years().begin(), request.years().end());
  for (const pb::MwFromYear& phase : request.phases()) {
    if (phase.year() >= planning_year) years.insert(phase.year());
  }
  if (!years.empty()) years.insert(planning_year);
  return {years.begin(), years.end()};
}

void CheckYears(const pb::AskCapacityRequest& request, int planning_year, Violations& violations) {
  for (const int year : request.years()) {
    violations.CheckRange("years", year, planning_year, models::kLastPlanningYear);
  }
  std::set<int> phased;
  double largest_mw = 0.0;
  for (const pb::MwFromYear& phase : request.phases()) {
    violations.CheckRange("phases.year", phase.year(), models::kFirstPlanningYear,
                          models::kLastPlanningYear);
    violations.CheckRange("phases.mw", phase.mw(), 0.0, limits::kMaxRequestedMw);
    if (!phased.insert(phase.year()).second) {
      violations.Add("phases.year", absl::StrCat(phase.year(), " stands twice"));
    }
    largest_mw = std::max(largest_mw, phase.mw());
  }
  if (!phased.empty() && request.requested_mw() != 0.0 && request.requested_mw() != largest_mw) {
    violations.Add("requested_mw", absl::StrCat("is ", request.requested_mw(),
                                                ", the largest of the phases is ", largest_mw));
  }
  if (YearsOf(request, planning_year).size() > static_cast<std::size_t>(kMaxAnswerYears) + 1) {
    violations.Add("years", absl::StrCat("are more than ", kMaxAnswerYears));
  }
}

absl::Status CheckFields(const pb::AskCapacityRequest& request, int planning_year) {
  Violations violations;
  const int points = (request.at().empty() ? 0 : 1) + (request.has_position() ? 1 : 0) +
                     (request.area().empty() ? 0 : 1);
  if (points != 1) {
    violations.Add("at", "or position or area must be given, and only one of them");
  }
  CheckArea(request, violations);
  if (request.at().size() > limits::kMaxIdBytes) violations.Add("at", "is too long for a name");
  if (request.has_position()) {
    violations.CheckRange("position.lat_deg", request.position().lat_deg(), -90.0, 90.0);
    violations.CheckRange("position.lon_deg", request.position().lon_deg(), -180.0, 180.0);
  }
  violations.CheckRange("nominal_kv", request.nominal_kv(), 0.0, 1000.0);
  if (request.kind() == pb::CONNECTION_KIND_UNSPECIFIED ||
      !pb::ConnectionKind_IsValid(request.kind())) {
    violations.Add("kind", "is not set; say load, generation or storage");
  }
  violations.CheckRange("requested_mw", RequestedMwOf(request), limits::kMinRequestedMw,
                        limits::kMaxRequestedMw);
  CheckYears(request, planning_year, violations);
  violations.CheckRange("tan_phi_ratio", request.tan_phi_ratio(), 0.0, limits::kMaxTanPhiRatio);
  if (!pb::OutageCriterion_IsValid(request.criterion())) {
    violations.Add("criterion", "is neither N-0 nor N-1");
  }
  if (request.with_reserve() && request.kind() != pb::CONNECTION_KIND_LOAD) {
    violations.Add("with_reserve", "is for load alone: capacity is held back for consumption");
  }
  if (request.with_criteria() && request.criterion() == pb::OUTAGE_CRITERION_N0) {
    violations.Add("with_criteria", "stands beside N-1: ask without criterion N-0");
  }
  violations.CheckRange("weather_year_count", request.weather_year_count(), 0,
                        limits::kMaxWeatherYears);
  CheckProfile(request.profile(), violations);
  CheckStorage(request, violations);
  return violations.status();
}

// Wind and sun give, all else draws; only an own series may be either.
absl::Status CheckProfileName(const models::ConnectionProfiles& profiles,
                              const pb::AskCapacityRequest& request) {
  const std::string& id = request.profile().name();
  if (id.empty() || id == kShapeIds.front().second) return absl::OkStatus();
  const models::ConnectionProfileParams* profile = FindProfile(profiles, id);
  if (profile == nullptr) {
    std::vector<std::string> ids{kShapeIds.front().second};
    for (const auto& one : profiles) ids.push_back(one.id);
    const std::string shown = id.substr(0, limits::kMaxIdBytes);
    return models::errors::UnknownId("profile", shown, models::FindNearestNames(shown, ids, 3));
  }
  const bool is_generation = profile->driver == models::ProfileDriver::kWind ||
                             profile->driver == models::ProfileDriver::kSun;
  if (is_generation == (request.kind() == pb::CONNECTION_KIND_GENERATION)) return absl::OkStatus();
  return models::errors::InvalidField(
      "profile.name", absl::StrCat("is ", id, ", a profile of ",
                                   is_generation ? "generation" : "load", ", not of this kind"));
}

absl::Status CheckDfProfile(const models::DfProfiles& profiles,
                            const pb::AskCapacityRequest& request) {
  const std::string shown = request.df_profile().substr(0, limits::kMaxIdBytes);
  if (shown.empty() || FindDfProfile(profiles, request.df_profile()) != nullptr) {
    return absl::OkStatus();
  }
  std::vector<std::string> ids;
  for (const models::DfProfile& profile : profiles) ids.push_back(profile.id);
  return models::errors::UnknownId("df_profile", shown, models::FindNearestNames(shown, ids, 3));
}

absl::Status NotPlanned(const char* field, const std::string& asked, const std::string& there) {
  return absl::FailedPreconditionError(
      absl::StrCat(field, " ", asked, " is not computed here; this twin plans with ", there));
}

absl::Status CheckKey(const planning::PlanningKey& key, const pb::AskCapacityRequest& request) {
  if (request.planning_year() != 0 && request.planning_year() != key.planning_year) {
    return NotPlanned("planning_year", absl::StrCat(request.planning_year()),
                      absl::StrCat(key.planning_year));
  }
  if (!request.growth_scenario().empty() && request.growth_scenario() != key.growth_scenario) {
    return NotPlanned("growth_scenario", request.growth_scenario().substr(0, limits::kMaxIdBytes),
                      key.growth_scenario);
  }
  if (request.has_weather_year() && request.weather_year() != key.weather_year) {
    return NotPlanned("weather_year", absl::StrCat(request.weather_year()),
                      absl::StrCat(key.weather_year));
  }
  if (request.has_seed() && request.seed() != static_cast<std::int64_t>(key.seed)) {
    return NotPlanned("seed", absl::StrCat(request.seed()), absl::StrCat(key.seed));
  }
  return absl::OkStatus();
}

// Up to this voltage a place means a node, not a busbar.
constexpr double kMediumVoltageKv = 30.0;
constexpr double kSameKv = 0.5;

absl::Status ResolveArea(const QuestionContext& context, const pb::AskCapacityRequest& request,
                         ResolvedQuestion& resolved) {
  capacity::CandidateQuestion question{.requested_mw = request.requested_mw()};
  for (const pb::Position& corner : request.area()) {
    question.outline.push_back({corner.lat_deg(), corner.lon_deg()});
    *resolved.canonical.add_area() = corner;
  }
  resolved.candidates =
      FindConnectionCandidates(context.region, {context.mv, context.voltages, context.catalogue},
                               question, limits::kMaxCandidates);
  if (request.nominal_kv() > 0.0) {
    std::erase_if(resolved.candidates, [&](const capacity::ConnectionCandidate& candidate) {
      return std::abs(candidate.nominal_kv - request.nominal_kv()) > kSameKv;
    });
  }
  if (resolved.candidates.empty()) {
    return absl::NotFoundError(
        request.nominal_kv() > 0.0
            ? absl::StrCat("no busbar of ", request.nominal_kv(), " kV lies near the area")
            : std::string("no busbar of the region lies within 100 km of the area"));
  }
  resolved.bus = resolved.candidates.front().bus;
  resolved.mv_node = resolved.candidates.front().mv_node;
  return absl::OkStatus();
}

absl::Status ResolvePoint(const QuestionContext& context, const pb::AskCapacityRequest& request,
                          ResolvedQuestion& resolved) {
  if (!request.area().empty()) return ResolveArea(context, request, resolved);
  if (request.has_position() && !context.mv.empty() && request.nominal_kv() > 0.0 &&
      request.nominal_kv() <= kMediumVoltageKv) {
    TWIN_ASSIGN_OR_RETURN(
        const capacity::MvPoint point,
        context.mv.FindNearest(request.position().lat_deg(), request.position().lon_deg(),
                               request.nominal_kv()));
    resolved.bus = point.bus;
    resolved.mv_node = point.node;
    return absl::OkStatus();
  }
  const capacity::MvName name = capacity::SplitMvName(request.at());
  pb::AskCapacityRequest busbar = request;
  if (!name.node.empty()) busbar.set_at(name.bus);
  TWIN_ASSIGN_OR_RETURN(resolved.bus, FindConnectionBus(context.region, context.names, busbar));
  if (name.node.empty()) return absl::OkStatus();
  TWIN_ASSIGN_OR_RETURN(resolved.mv_node, context.mv.Find(resolved.bus, name.node));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ResolvedQuestion> ResolveQuestion(const QuestionContext& context,
                                                 const pb::AskCapacityRequest& request) {
  TWIN_RETURN_IF_ERROR(CheckFields(request, context.key.planning_year));
  TWIN_RETURN_IF_ERROR(CheckProfileName(context.profiles, request));
  TWIN_RETURN_IF_ERROR(CheckDfProfile(context.df_profiles, request));
  TWIN_RETURN_IF_ERROR(CheckKey(context.key, request));
  ResolvedQuestion resolved;
  TWIN_RETURN_IF_ERROR(ResolvePoint(context, request, resolved));
  pb::CapacityQuestion& question = resolved.canonical;
  question.set_bus_id(context.region.grid.buses[resolved.bus].id);
  if (resolved.mv_node.valid()) {
    question.set_mv_node(models::MvNodeLabel(context.mv.grid(), resolved.mv_node));
  }
  question.set_kind(request.kind());
  question.set_requested_mw(RequestedMwOf(request));
  question.set_tan_phi_ratio(request.has_tan_phi_ratio() ? request.tan_phi_ratio()
                                                         : kDefaultTanPhiRatio);
  question.set_criterion(request.criterion() == pb::OUTAGE_CRITERION_N0 ? pb::OUTAGE_CRITERION_N0
                                                                        : pb::OUTAGE_CRITERION_N1);
  question.set_storage_mwh(request.storage_mwh());
  question.set_with_doubts(request.with_doubts());
  question.set_with_measures(request.with_measures() || request.with_doubts());
  question.set_df_profile(request.df_profile());
  question.set_with_standings(request.with_standings() || !request.df_profile().empty());
  question.set_with_terms(
      request.with_terms() || request.with_series() || question.with_standings() ||
      question.with_measures() || request.weather_year_count() > 0 || request.years_size() > 0 ||
      request.phases_size() > 0 || request.with_reserve() || request.with_criteria());
  question.set_with_reserve(request.with_reserve());
  question.set_with_criteria(request.with_criteria());
  question.set_with_effects(request.with_effects());
  for (const int year : YearsOf(request, context.key.planning_year)) question.add_years(year);
  std::map<int, double> phased_mw;
  for (const pb::MwFromYear& phase : request.phases()) phased_mw[phase.year()] = phase.mw();
  for (const auto& [year, mw] : phased_mw) {
    pb::MwFromYear& phase = *question.add_phases();
    phase.set_year(year);
    phase.set_mw(mw);
  }
  question.set_weather_year_count(request.weather_year_count());
  question.set_with_series(request.with_series());
  *question.mutable_profile() = request.profile();
  // A shape with a number of its own is said by it, so that old records are found again.
  for (const auto& [shape, id] : kShapeIds) {
    if (request.profile().own_share().empty() && ProfileIdOf(request.profile()) == id) {
      question.mutable_profile()->clear_name();
      question.mutable_profile()->set_shape(shape);
    }
  }
  question.mutable_profile()->DiscardUnknownFields();
  *question.mutable_key() = ToProto(context.key);
  return resolved;
}

absl::StatusOr<capacity::SiteQuestion> ResolveSites(const QuestionContext& context,
                                                    const pb::FindSitesRequest& request) {
  Violations violations;
  if (request.kind() != pb::CONNECTION_KIND_LOAD &&
      request.kind() != pb::CONNECTION_KIND_GENERATION) {
    violations.Add("kind", "is not set; say load or generation");
  }
  violations.CheckRange("requested_mw", request.requested_mw(), limits::kMinRequestedMw,
                        limits::kMaxRequestedMw);
  violations.CheckRange("most_h", request.most_h(), 0.0, limits::kMaxSiteHours);
  if (request.has_heat_km()) {
    violations.CheckRange("heat_km", request.heat_km(), 0.0, limits::kMaxSiteKm);
  }
  violations.CheckRange("compute_s", request.compute_s(), 0.0, limits::kMaxMapS);
  violations.CheckRange("most_sites", request.most_sites(), 0, limits::kMaxSites);
  if (request.near().size() > limits::kMaxIdBytes) violations.Add("near", "is too long for a name");
  TWIN_RETURN_IF_ERROR(violations.status());
  pb::AskCapacityRequest point;
  point.set_at(request.near());
  point.set_planning_year(request.planning_year());
  TWIN_RETURN_IF_ERROR(CheckKey(context.key, point));
  capacity::SiteQuestion question{.is_generation = request.kind() == pb::CONNECTION_KIND_GENERATION,
                                  .requested_mw = request.requested_mw(),
                                  .most_h = request.most_h(),
                                  .accepts_trip = request.accepts_trip()};
  if (request.has_heat_km()) question.heat_km = request.heat_km();
  if (request.most_sites() > 0) {
    question.most_sites = static_cast<std::size_t>(request.most_sites());
  }
  if (!request.near().empty()) {
    TWIN_ASSIGN_OR_RETURN(const models::BusIndex bus,
                          FindConnectionBus(context.region, context.names, point));
    question.near = context.region.grid.buses[bus].station;
  }
  return question;
}

std::string ProfileIdOf(const pb::ConnectionProfile& profile) {
  if (!profile.own_share().empty()) return "";
  if (!profile.name().empty()) return profile.name();
  for (const auto& [shape, id] : kShapeIds) {
    if (profile.shape() == shape) return id;
  }
  return kShapeIds.front().second;
}

std::string CanonicalBytes(const pb::CapacityQuestion& question) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  question.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

double SearchCapMw(double requested_mw) {
  return std::min(limits::kMaxSearchMw, std::max(limits::kSearchRatio * requested_mw,
                                                 requested_mw + limits::kSearchHeadroomMw));
}

pb::ModelKey ToProto(const planning::PlanningKey& key) {
  pb::ModelKey result;
  result.set_model_revision(key.model_revision);
  result.set_data_revision(key.data_revision);
  result.set_planning_year(key.planning_year);
  result.set_growth_scenario(key.growth_scenario);
  result.set_weather_year(key.weather_year);
  result.set_fidelity(pb::FIDELITY_PLANNING);
  result.set_seed(static_cast<std::int64_t>(key.seed));
  return result;
}

}  // namespace twin::convert
