#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "solvers/plan/heat_match.h"
#include "twin/plans/plan_check.h"
#include "twin/plans/surroundings.h"

namespace twin::plans {

/// `twin heat match`: every source of surplus heat for every demand of the region.
struct HeatMatchQuestion {
  int weather_year = 2011;  ///< stretch of the weather record
  bool has_planned = true;  ///< and sources that are not running
};

struct RegionMatches {
  HeatMatchQuestion question;
  std::vector<solvers::MatchSource> sources;
  std::vector<solvers::MatchDemand> demands;
  std::vector<solvers::HeatMatch> matches;  ///< ranked
};

/// Demands are the region's district-heating systems, beside the heat that waste incineration and
/// surplus heat give them already, and the plans of `checks`, at P50 when all stands. The need of a
/// system is what its buildings take at rest at the remembered temperature, with losses of pipes:
///   need = [Q_rooms + Q_taps + loss − base]₊
/// Errors: as of MakePlanClimate, GenerateHeatNetwork and FindHeatMatches.
absl::StatusOr<RegionMatches> MatchRegion(const Surroundings& around,
                                          const HeatMatchQuestion& question,
                                          const std::vector<const PlanCheck*>& checks);

/// For programs: the list with sources, demands and rows of the rules.
std::string MakeMatchJson(const Surroundings& around, const RegionMatches& matches);
/// For people, the first `most` of them.
std::string MakeMatchText(const Surroundings& around, const RegionMatches& matches,
                          std::size_t most);
/// The open summary part of a cost-benefit analysis (Energy Act § 7-2) for one source by its id, as
/// Markdown in Norwegian or English: its three best matches against going without.
/// Errors: NotFound with the nearest ids.
absl::StatusOr<std::string> MakeCostBenefitDraft(const Surroundings& around,
                                                 const RegionMatches& matches,
                                                 const std::string& source_id, bool is_norwegian);

}  // namespace twin::plans
