#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/quarter.h"
#include "solvers/power_flow.h"

namespace twin::cli {

/// One quarter-hour of a region as it is planned, and which controls work.
struct MomentQuestion {
  models::Quarter quarter;
  std::int64_t seed = 1;
  int weather_year = 2023;  ///< stretch of the record that is replayed
  bool enforces_q_limits = true;
  bool moves_taps = true;  ///< off: neutral taps; banks that keep a voltage stay out, too
  bool has_banks = true;   ///< off: capacitor banks switched by demand stay out
  double tolerance_pu = 1e-10;
};

struct RegionMoment {
  solvers::PowerFlowInputs inputs;
  solvers::PowerFlowAnswer answer;
  models::Table<models::BranchIndex, double> rating_mva;  ///< at the quarter's air temperature
};

/// The power flow of a quarter, its stores starting as a planning year's do.
/// Errors: FailedPrecondition when there is no power flow; InvalidArgument for a region that was
/// made from a case; as of solvers::MakePlanningParams.
absl::StatusOr<RegionMoment> SolveRegionMoment(const models::Region& region,
                                               const MomentQuestion& question);

/// A few lines for people: losses, exchange, voltages, loadings, where the controls stand.
std::string DescribeMoment(const models::Region& region, const RegionMoment& moment);

}  // namespace twin::cli
