#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/heat/heat_network.h"

namespace twin::cli {

/// One network through time, as planning does it: a year of hours, each a steady solution from the
/// last, plants' temperature by the weather and pumps by the worst customer; and days of 60 s steps
/// with hydraulics each quarter of an hour. Weather is made: cosines of the year and the day, −20
/// to 27 °C. Demand falls with it to what hot water takes.
struct HeatYearBench {
  int hours = 0;
  double hours_s = 0.0;  ///< all of them, one thread
  int worst_rounds = 0;
  double rounds_per_h = 0.0;
  double worst_energy_ratio = 0.0;  ///< |made − taken − lost| of an hour over what was made
  double year_energy_ratio = 0.0;   ///< of the sums of the year
  double least_lift_bar = 0.0;      ///< that the worst customer asks for, in the easiest hour
  double most_lift_bar = 0.0;
  int days = 0;             ///< of 60 s steps in each part of the year
  int threads = 0;          ///< parts that run side by side, each a stretch of the year of its own
  double days_s = 0.0;      ///< wall time of all parts
  double year_min = 0.0;    ///< that a year of 60 s steps takes with as many threads
  double step_ratio = 0.0;  ///< worst |fed − taken − lost − stored| of a step over what moved
};

struct HeatYearOptions {
  int hours = 8760;
  int days = 1;
  int threads = 2;
};

/// Errors: as of the solvers.
absl::StatusOr<HeatYearBench> MeasureHeatYear(const models::HeatNetwork& network,
                                              const HeatYearOptions& options);

std::string MakeHeatYearJson(const HeatYearBench& bench);
std::string MakeHeatYearText(const HeatYearBench& bench);

}  // namespace twin::cli
