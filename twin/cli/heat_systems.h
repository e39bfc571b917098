#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/region.h"

namespace twin::cli {

/// `twin heat calibrate`: all systems against what is published of them.
struct HeatCalibrationQuestion {
  std::string region_directory = "data/ostlandet";
  int years = 3;
  int first_year = 1991;
};

/// The report as Markdown: delivered energy, Oslo's sources, losses, the coldest day's order, the
/// accumulator, relief per TWh; misses first. Errors: as of CalcHeatYear.
absl::StatusOr<std::string> CalibrateHeat(const HeatCalibrationQuestion& question);

/// `twin heat relief`: what one MW of heat relieves, and the peaks with and without the networks.
struct HeatReliefQuestion {
  std::string region_directory = "data/ostlandet";
  std::string at = "2027-01-15T07:00:00Z";
  std::string system = "Oslo";  ///< id or name
  int weather_year = 2011;
  int days = 3;  ///< over which the peaks are sought, ending with the day of `at`
  double offset_k = 0.0;
  bool is_json = false;
};

/// Errors: NotFound for the system; InvalidArgument for the time; as of CalcHeatBusPeaks.
absl::StatusOr<std::string> DescribeHeatRelief(const HeatReliefQuestion& question);

}  // namespace twin::cli
