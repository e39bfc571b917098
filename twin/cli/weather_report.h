#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace twin::cli {

/// `twin region weather FILE`: what a file of real weather holds for the region's places.
struct WeatherFileQuestion {
  std::string region_directory = "data/ostlandet";
  std::string file;
  /// "SN18700=oet:place/oslo_blindern": further names of places.
  std::vector<std::string> names;
  bool is_json = false;
};

/// Text for people or one line of JSON: by place and element the number of quarters, their least,
/// mean and largest value, and the gaps; places and elements without series keep the generator's
/// values, which is said.
/// **Errors** InvalidArgument with everything that is wrong in the file; NotFound: a name's place.
absl::StatusOr<std::string> DescribeWeatherFile(const WeatherFileQuestion& question);

/// `twin region weather-years`: the stored weather years with what tells them apart, and P10, P50
/// and P90 over them.
struct WeatherYearsQuestion {
  std::string region_directory = "data/ostlandet";
  bool is_json = false;
};
absl::StatusOr<std::string> DescribeWeatherYears(const WeatherYearsQuestion& question);

/// `twin region cold-levels`: how cold a day and three days on end become once in 2, 10, 30 and 50
/// winters, by place.
struct ColdLevelsQuestion {
  std::string region_directory = "data/ostlandet";
  int winters = 1000;
  std::uint64_t seed = 1;
  bool is_json = false;
};
absl::StatusOr<std::string> DescribeColdLevels(const ColdLevelsQuestion& question);

}  // namespace twin::cli
