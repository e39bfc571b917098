#include "twin/convert/capacity_question.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/convert/connection_point.h"
#include "twin/limits.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kDefaultTanPhiRatio = 0.2;

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

void CheckProfile(const pb::ConnectionProfile& profile, Violations& violations) {
  if (!pb::ProfileShape_IsValid(profile.shape())) {
    violations.Add("profile.shape", "is no shape this twin knows");
  }
  if (profile.own_share().empty()) return;
  if (profile.shape() != pb::PROFILE_SHAPE_UNSPECIFIED) {
    violations.Add("profile", "has a shape and an own series; give one of them");
  }
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

absl::Status CheckFields(const pb::AskCapacityRequest& request) {
  Violations violations;
  if (request.at().empty() == !request.has_position()) {
    violations.Add("at", "or position must be given, and only one of them");
  }
  if (request.at().size() > limits::kMaxIdBytes) violations.Add("at", "is too long for a name");
  if (request.has_position()) {
    violations.CheckRange("position.lat_deg", request.position().lat_deg(), -90.0, 90.0);
    violations.CheckRange("position.lon_deg", request.position().lon_deg(), -180.0, 180.0);
  }
  violations.CheckRange("nominal_kv", request.nominal_kv(), 0.0, 1000.0);
  if (request.kind() != pb::CONNECTION_KIND_LOAD &&
      request.kind() != pb::CONNECTION_KIND_GENERATION) {
    violations.Add("kind", "is not set; say load or generation");
  }
  violations.CheckRange("requested_mw", request.requested_mw(), limits::kMinRequestedMw,
                        limits::kMaxRequestedMw);
  violations.CheckRange("tan_phi_ratio", request.tan_phi_ratio(), 0.0, limits::kMaxTanPhiRatio);
  if (!pb::OutageCriterion_IsValid(request.criterion())) {
    violations.Add("criterion", "is neither N-0 nor N-1");
  }
  CheckProfile(request.profile(), violations);
  return violations.status();
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

absl::Status ResolvePoint(const QuestionContext& context, const pb::AskCapacityRequest& request,
                          ResolvedQuestion& resolved) {
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
  TWIN_RETURN_IF_ERROR(CheckFields(request));
  TWIN_RETURN_IF_ERROR(CheckKey(context.key, request));
  ResolvedQuestion resolved;
  TWIN_RETURN_IF_ERROR(ResolvePoint(context, request, resolved));
  pb::CapacityQuestion& question = resolved.canonical;
  question.set_bus_id(context.region.grid.buses[resolved.bus].id);
  if (resolved.mv_node.valid()) {
    question.set_mv_node(models::MvNodeLabel(context.mv.grid(), resolved.mv_node));
  }
  question.set_kind(request.kind());
  question.set_requested_mw(request.requested_mw());
  question.set_tan_phi_ratio(request.has_tan_phi_ratio() ? request.tan_phi_ratio()
                                                         : kDefaultTanPhiRatio);
  question.set_criterion(request.criterion() == pb::OUTAGE_CRITERION_N0 ? pb::OUTAGE_CRITERION_N0
                                                                        : pb::OUTAGE_CRITERION_N1);
  *question.mutable_profile() = request.profile();
  const bool names_no_profile = request.profile().own_share().empty() &&
                                request.profile().shape() == pb::PROFILE_SHAPE_UNSPECIFIED;
  if (names_no_profile) question.mutable_profile()->set_shape(pb::PROFILE_SHAPE_FLAT);
  question.mutable_profile()->DiscardUnknownFields();
  *question.mutable_key() = ToProto(context.key);
  return resolved;
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
