#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "twin/heat/cooling_day.h"

namespace twin::cli {

/// `twin heat cooling`: what cold takes of electricity on the hottest day.
struct HeatCoolingQuestion {
  std::string region_directory = "data/ostlandet";
  std::string system = "Oslo";  ///< heat system beside it, id or name: place, heat, bus
  heat::CoolingQuestion cooling;
  bool is_json = false;
};

/// Hour by hour. Errors: NotFound for the system; as of heat::CalcCoolingDay.
absl::StatusOr<std::string> DescribeHeatCooling(const HeatCoolingQuestion& question);

}  // namespace twin::cli
