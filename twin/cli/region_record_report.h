#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "data/measured_weather_loader.h"

namespace twin::cli {

/// Which record of a region is looked at: the stretches `first_year` on of the seed's record, each
/// in its own calendar year.
struct RecordQuestion {
  std::string region_directory = "data/ostlandet";
  int years = 30;
  int first_year = 1991;
  int threads = 0;                     ///< 0: all cores
  data::MeasuredWeatherFiles weather;  ///< takes the generator's place; none: none
  bool is_json = false;
};

/// One file of the answer, named below the folder of the report.
struct ReportFile {
  std::string name;
  std::string text;
};

struct CalibrationAnswer {
  std::string text;  ///< for the terminal: a few lines, or JSON
  std::vector<ReportFile> files;
};

/// `twin region calibrate`: CALIBRATION.md, HINDCAST.md and their plots: public_record.csv against
/// P10, P50 and P90 of the weather years, each figure met or missed, fitted or predicted. No dates:
/// the same bytes for the same region. Errors: of the region's tables, and of the record.
absl::StatusOr<CalibrationAnswer> CalibrateRegion(const RecordQuestion& question);

/// `twin region quantiles`: figures of the record (solvers/record_quantities.h) as P10, P50, P90.
/// Errors: NotFound: no such quantity.
absl::StatusOr<std::string> DescribeQuantiles(const RecordQuestion& question,
                                              const std::vector<std::string>& quantities);

}  // namespace twin::cli
