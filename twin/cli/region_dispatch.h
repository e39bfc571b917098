#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "models/climate/measured_weather.h"
#include "models/region.h"
#include "models/time/quarter.h"
#include "solvers/next_mw_feeders.h"

namespace twin::cli {

struct DispatchQuestion {
  models::Quarter quarter;
  std::uint64_t seed = 1;
  int weather_year = 2023;  ///< stretch of the record that is replayed
};

/// Who feeds the region in one quarter.
struct RegionDispatch {
  solvers::RegionalBalanceParams params;
  solvers::RegionalBalanceResult result;
  solvers::RegulatedHydroState hydro;  ///< at the quarter's end
  solvers::NextMwFeeders next_mw;
  models::MeasuredShares measured{};  ///< of the quarter's weather; all 0 without a series
};

/// The balance of the quarter, two weeks of it run before, reservoirs starting at their normal
/// filling. Errors: InvalidArgument for a region made from a case; as of MakePlanningParams and
/// AdvancePlanning.
absl::StatusOr<RegionDispatch> CalcRegionDispatch(const models::Region& region,
                                                  const DispatchQuestion& question);

std::string MakeRegionDispatchJson(const models::Region& region, const RegionDispatch& dispatch);
std::string MakeRegionDispatchText(const models::Region& region, const RegionDispatch& dispatch);

}  // namespace twin::cli
