#pragma once

#include "models/plan/heat_tables.h"
#include "solvers/plan/heat_alternatives.h"

namespace twin::plans {

/// Rule R23: licence, duty to connect, exemption. What the data cannot say is said to be unknown,
/// with the reason.
inline constexpr char kNotKnown[] = "not_known";
inline constexpr char kPlanDutyWhy[] =
    "a plan's provisions are not in its file; a duty holds only where the plan decides it "
    "(Planning "
    "and Building Act 27-5, 12-7 no. 8)";
inline constexpr char kExemption[] =
    "the municipality may exempt where another solution is shown to be better for the environment "
    "(27-5)";
inline constexpr char kLicenceAreaWhy[] =
    "areas of licences are in none of the region's tables: ask NVE or the company";

/// Whether a network is large enough to need a licence (Energy Act § 5-1).
inline bool NeedsLicence(const models::HeatRuleParams& rules, const solvers::NetworkOffer& offer) {
  return offer.peak_mw > rules.licence_mw;
}

}  // namespace twin::plans
