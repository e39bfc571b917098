#include "twin/access/declassify.h"

#include <algorithm>
#include <array>
#include <vector>

#include "models/base/errors.h"
#include "twin/access/policy.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;

struct Step {
  double from_mw;
  double to_mw;
  pb::CapacityBucket bucket;
};

// Below this a firm answer is nothing anybody can use.
constexpr double kNothingMw = 0.01;
constexpr double kNoEndMw = 1e9;

constexpr std::array<Step, 7> kSteps = {{
    {0.0, kNothingMw, pb::CAPACITY_BUCKET_0_MW},
    {kNothingMw, 1.0, pb::CAPACITY_BUCKET_BELOW_1_MW},
    {1.0, 5.0, pb::CAPACITY_BUCKET_1_TO_5_MW},
    {5.0, 10.0, pb::CAPACITY_BUCKET_5_TO_10_MW},
    {10.0, 20.0, pb::CAPACITY_BUCKET_10_TO_20_MW},
    {20.0, 50.0, pb::CAPACITY_BUCKET_20_TO_50_MW},
    {50.0, kNoEndMw, pb::CAPACITY_BUCKET_OVER_50_MW},
}};

const Step& StepOf(double firm_mw) {
  for (const Step& step : kSteps) {
    if (firm_mw < step.to_mw) return step;
  }
  return kSteps.back();
}

pb::Verdict VerdictOf(const Step& step, double requested_mw) {
  if (requested_mw <= step.from_mw) return pb::VERDICT_NOW;
  if (requested_mw < step.to_mw) return pb::VERDICT_UNKNOWN;
  return step.bucket == pb::CAPACITY_BUCKET_0_MW ? pb::VERDICT_AFTER_MEASURE
                                                 : pb::VERDICT_NOW_WITH_CONDITIONS;
}

}  // namespace

pb::CapacityBucket BucketOf(double firm_mw) { return StepOf(firm_mw).bucket; }

pb::DeclassifiedCapacity Declassify(double firm_mw, double requested_mw, pb::ReasonClass reason,
                                    int planning_year) {
  const Step& step = StepOf(firm_mw);
  pb::DeclassifiedCapacity tuple;
  tuple.set_bucket(step.bucket);
  if (step.bucket != pb::CAPACITY_BUCKET_OVER_50_MW) tuple.set_reason(reason);
  tuple.set_planning_year(planning_year);
  tuple.set_verdict(VerdictOf(step, requested_mw));
  return tuple;
}

void AddVerdict(double requested_mw, bool is_part, pb::DeclassifiedCapacity& tuple) {
  const auto step = std::find_if(kSteps.begin(), kSteps.end(), [&tuple](const Step& one) {
    return one.bucket == tuple.bucket();
  });
  const bool is_promised = step != kSteps.end() && requested_mw <= step->from_mw && !is_part;
  tuple.set_verdict(is_promised ? pb::VERDICT_NOW : pb::VERDICT_UNKNOWN);
}

absl::Status CheckMayAsk(const Identity& identity, const pb::AskCapacityRequest& request,
                         const models::ConnectionProfiles& profiles) {
  if (identity.clearance.SeesPowerSensitive()) return absl::OkStatus();
  constexpr char kProblem[] = "may be set only by readers of power-sensitive information";
  std::vector<models::errors::FieldViolation> violations;
  if (request.has_tan_phi_ratio()) violations.push_back({"tan_phi_ratio", kProblem});
  if (request.criterion() == pb::OUTAGE_CRITERION_N0) violations.push_back({"criterion", kProblem});
  if (!request.profile().own_share().empty()) {
    violations.push_back({"profile.own_share", kProblem});
  }
  const auto* named = FindProfile(profiles, request.profile().name());
  if (named != nullptr && !named->is_open) violations.push_back({"profile.name", kProblem});
  if (request.with_terms()) violations.push_back({"with_terms", kProblem});
  if (request.with_measures()) violations.push_back({"with_measures", kProblem});
  if (request.with_standings()) violations.push_back({"with_standings", kProblem});
  if (!request.df_profile().empty()) violations.push_back({"df_profile", kProblem});
  if (request.weather_year_count() > 0) violations.push_back({"weather_year_count", kProblem});
  if (request.with_doubts()) violations.push_back({"with_doubts", kProblem});
  if (request.with_series()) violations.push_back({"with_series", kProblem});
  if (request.years_size() > 0) violations.push_back({"years", kProblem});
  if (request.phases_size() > 0) violations.push_back({"phases", kProblem});
  if (request.with_reserve()) violations.push_back({"with_reserve", kProblem});
  if (request.with_criteria()) violations.push_back({"with_criteria", kProblem});
  if (request.with_effects()) violations.push_back({"with_effects", kProblem});
  if (request.kind() == pb::CONNECTION_KIND_STORAGE) violations.push_back({"kind", kProblem});
  return violations.empty() ? absl::OkStatus() : models::errors::InvalidFields(violations);
}

}  // namespace twin::access
