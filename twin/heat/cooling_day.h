#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/cooling_day.h"

namespace twin::heat {

/// District cooling beside a heat system: how large, and what makes the cold.
struct CoolingQuestion {
  double cooling_mw = 0.0;           ///< peak at 27 °C outdoors; 0: from the energy
  double cooling_gwh = 0.0;          ///< of a year
  double full_load_h = 900.0;        ///< hours of the peak that make the energy
  std::optional<double> water_degc;  ///< sea, lake or river that day
  bool rejects_to_water = false;     ///< the compressors' heat, too; else to the air
  double combined_mw = 0.0;          ///< electricity of a machine that serves heat and cold
  int first_year = 1991;             ///< of the weather record
  int years = 30;
};

struct CoolingHour {
  double outdoor_degc = 0.0;
  solvers::DistrictCoolingResult cold;
};

/// The hottest day of the record, hour by hour.
struct CoolingDay {
  solvers::DistrictCoolingParams district;
  solvers::HottestDay hottest;
  std::vector<CoolingHour> hours;
  models::BusIndex bus;  ///< the first of the system's plants; not set without any
};

/// What the district's cold takes of electricity on the hottest day of these years; the combined
/// machine's heat goes to the heat system as far as plants that need not run would make it.
/// Errors: InvalidArgument with the field for sizes, hours, temperatures and years outside their
/// ranges; as of solvers::ForEachHeatStep.
absl::StatusOr<CoolingDay> CalcCoolingDay(const models::Region& region,
                                          const models::OsloCalendar& calendar,
                                          models::HeatSystemIndex system,
                                          const CoolingQuestion& question);

/// The hour in which a quantity is largest.
const solvers::DistrictCoolingResult& PeakOf(const std::vector<CoolingHour>& hours,
                                             double solvers::DistrictCoolingResult::*quantity);

}  // namespace twin::heat
