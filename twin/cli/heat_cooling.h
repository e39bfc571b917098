#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace twin::cli {

/// `twin heat cooling`: what cold takes of electricity on the hottest day.
struct HeatCoolingQuestion {
  std::string region_directory = "data/ostlandet";
  std::string system = "Oslo";    ///< heat system beside it, id or name: place, heat, bus
  double cooling_mw = 0.0;        ///< peak at the design temperature; 0: from the energy
  double cooling_gwh = 0.0;       ///< of a year
  double full_load_h = 900.0;     ///< of the energy
  double water_degc = 99.0;       ///< free source on that day; 99: none
  bool rejects_to_water = false;  ///< the compressors' heat, too
  double combined_mw = 0.0;       ///< electricity of a machine that serves heat and cold
  int first_year = 1991;          ///< of the weather record
  int years = 30;
  bool is_json = false;
};

/// Hour by hour. Errors: NotFound for the system; InvalidArgument for sizes; as of ForEachHeatStep.
absl::StatusOr<std::string> DescribeHeatCooling(const HeatCoolingQuestion& question);

}  // namespace twin::cli
