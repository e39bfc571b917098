#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/climate/weather.h"
#include "models/plants/chiller.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"

namespace solvers {

/// A machine that serves a cold and a hot network at once.
struct CombinedPumpParams {
  double electricity_max_mw = 0.0;  ///< 0: there is none
  double lorenz_share = 0.5;        ///< of the Lorenz COP between both networks
};

/// What a district needs of cold, and what makes it.
struct DistrictCoolingParams {
  double cooling_peak_mw = 0.0;   ///< at design_degc
  double base_share = 0.2;        ///< of the peak, in every hour: servers, shops
  double threshold_degc = 14.0;   ///< nothing more is cooled below it
  double design_degc = 27.0;      ///< outdoor temperature of the peak
  double supply_degc = 6.0;       ///< of the cold network
  double return_degc = 16.0;      ///< of the cold network
  double water_approach_k = 1.0;  ///< across the exchanger to a free source
  models::ChillerParams chiller;
  CombinedPumpParams combined;
};

/// What one hour brings.
struct DistrictCoolingInputs {
  double outdoor_degc = 0.0;
  double reject_degc = 0.0;   ///< air or water that takes the compressors' heat
  double water_degc = 99.0;   ///< of a free source; as warm as the cold return: of no use
  double heat_need_mw = 0.0;  ///< that a hot network would take from the combined machine
  double heat_supply_degc = 75.0;
  double heat_return_degc = 50.0;
};

/// Means of one hour; free_mw + combined_mw + compressor_mw + unserved_mw = cooling_mw.
struct DistrictCoolingResult {
  double cooling_mw = 0.0;
  double free_mw = 0.0;
  double combined_mw = 0.0;    ///< cold of the combined machine
  double compressor_mw = 0.0;  ///< cold of the compressors
  double unserved_mw = 0.0;
  double heat_mw = 0.0;  ///< that the combined machine gives to the hot network
  double combined_electricity_mw = 0.0;
  double compressor_electricity_mw = 0.0;
  double electricity_mw = 0.0;                 ///< of both
  double all_compressor_electricity_mw = 0.0;  ///< if compressors made all that is served
};

/// Cold that buildings ask for, linear above the threshold and beyond the design temperature:
///   Q = Q_peak · (base + (1 − base) · [T − θ]₊/(T_design − θ))
/// **Source** a rule, synthetic: no open source has hourly cooling of districts.
double CalcCoolingNeedMw(const DistrictCoolingParams& district, double outdoor_degc);

/// Free source first, then the machine whose heat is wanted, compressors for the rest:
///   free = Q · CalcFreeCoolingShare;  combined: CalcBalancedRun at
///   COP = share · CalcLorenzCopRatio(cold network, hot network);  P = Q_c/COP_c for compressors
DistrictCoolingResult CalcDistrictCooling(const DistrictCoolingParams& district,
                                          const DistrictCoolingInputs& inputs);

/// InvalidArgument with every violation at once: negative sizes, shares outside 0 … 1, temperatures
/// that do not rise.
absl::Status Validate(const DistrictCoolingParams& district);

/// A summer day of the record.
struct HottestDay {
  int weather_year = 0;
  models::Quarter first;        ///< midnight in Oslo
  double afternoon_degc = 0.0;  ///< at 15:00
};

/// The day with the warmest 15:00 from June to August over weather years `first` … `first` +
/// `years` − 1, each replayed in `calendar_year`.
HottestDay FindHottestDay(const models::Region& region, const models::OsloCalendar& calendar,
                          models::PlaceIndex place, int calendar_year, int first, int years);

}  // namespace solvers
