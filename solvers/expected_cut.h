#pragma once

#include <span>

#include "models/electricity/reliability.h"

namespace solvers {

/// What an applicant loses while one component is out, over the quarters of a year.
struct OutageCut {
  models::ExpectedOutage outage;
  double mean_mw = 0.0;    ///< cut on average over all quarters, 0 in those that hold
  double cut_share = 0.0;  ///< of the quarters
};

/// Expected values of one year.
struct ExpectedCut {
  double outages_per_year = 0.0;  ///< that cut something
  double cut_h = 0.0;
  double energy_mwh = 0.0;  ///< not supplied
  double cost_nok = 0.0;
};

/// Sum over components of rate λ, repair r, share of quarters s, mean cut P:
///   outages λ s,   hours λ r s,   energy λ r P,   cost λ c(r) P
/// **Valid** where outages are rare and do not overlap, and a component is as likely to go out in
/// any quarter. `cost` null: no cost.
/// **Source** expected energy not supplied of single outages, e.g. Billinton and Allan 1996,
/// Reliability Evaluation of Power Systems, chapter 8.
ExpectedCut CalcExpectedCut(std::span<const OutageCut> cuts, const models::InterruptionCost* cost);

}  // namespace solvers
