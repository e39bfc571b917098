#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "solvers/hosting_capacity.h"
#include "twin/capacity/capacity_engine.h"

namespace twin::capacity {

/// What a year does to a transformer that carries an applicant's MW, the network intact.
struct TransformerWear {
  models::BranchIndex transformer;
  double rated_mva = 0.0;
  double part_share = 0.0;  ///< of the applicant's MW that passes it
  struct Year {
    double peak_load_ratio = 0.0;  ///< K, of the nameplate's current
    double hottest_degc = 0.0;     ///< hot spot
    double aged_h = 0.0;           ///< loss of life in the year: 8,760 is as designed
  };
  Year today, with;  ///< without the applicant and with it
};

/// Of transformers that carry at least 5 % of the applicant's MW by linear sensitivities, those of
/// most wear. Loads with the applicant are the year's own plus its MW and Mvar in that part.
/// Nameplate: the summer rating; characteristics of natural oil and forced air with ordinary paper,
/// which the tables do not tell. The engine must be ready. Errors: as of solvers::RunTransformer.
/// **Source** IEC 60076-7:2018, 8.2.3 and 6.4.
absl::StatusOr<std::vector<TransformerWear>> CalcTransformerWear(const CapacityEngine& engine,
                                                                 const solvers::HostingQuery& query,
                                                                 double requested_mw);

}  // namespace twin::capacity
