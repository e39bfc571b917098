#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "models/electricity/connection_profile.h"
#include "models/electricity/df_profile.h"
#include "models/region.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/connection_candidates.h"
#include "twin/capacity/mv_networks.h"
#include "twin/capacity/site_search.h"
#include "twin/planning/planning_key.h"

namespace twin::convert {

/// What questions are read against.
struct QuestionContext {
  const models::Region& region;
  const models::AssetNames& names;
  const planning::PlanningKey& key;
  const capacity::MvNetworks& mv;
  const models::ConnectionProfiles& profiles;
  const models::ConnectionVoltages& voltages;
  const models::MeasureCatalogue& catalogue;
  const models::DfProfiles& df_profiles;
};

/// A connection question, checked: names resolved, defaults filled in.
struct ResolvedQuestion {
  ostlandet::twin::v1::CapacityQuestion canonical;
  models::BusIndex bus;
  models::MvNodeIndex mv_node;                            ///< invalid: at the busbar itself
  std::vector<capacity::ConnectionCandidate> candidates;  ///< of an area; the first is asked
};

/// Errors: InvalidArgument naming every wrong field; NotFound with the nearest names or with the
/// voltages that are there; FailedPrecondition for an ambiguous name, a station without busbar, or
/// a year, scenario, weather year or seed that is not planned with, naming what is there.
absl::StatusOr<ResolvedQuestion> ResolveQuestion(
    const QuestionContext& context, const ostlandet::twin::v1::AskCapacityRequest& request);

/// A search for sites, checked. Errors: InvalidArgument naming every wrong field;
/// FailedPrecondition for a year that is not planned with; as of FindConnectionBus for `near`.
absl::StatusOr<capacity::SiteQuestion> ResolveSites(
    const QuestionContext& context, const ostlandet::twin::v1::FindSitesRequest& request);

/// The profile a canonical question names: its id, or that of its shape; empty with an own series.
std::string ProfileIdOf(const ostlandet::twin::v1::ConnectionProfile& profile);

/// Equal questions give equal bytes.
std::string CanonicalBytes(const ostlandet::twin::v1::CapacityQuestion& question);

/// How far the search goes for a wish of `requested_mw`.
double SearchCapMw(double requested_mw);

ostlandet::twin::v1::ModelKey ToProto(const planning::PlanningKey& key);

}  // namespace twin::convert
