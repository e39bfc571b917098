#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "data/weather_reader.h"
#include "models/region.h"

namespace data {

/// Files of real weather, and further names of places in them ("SN18700=oet:place/oslo_blindern").
struct MeasuredWeatherFiles {
  std::vector<std::string> files;
  std::vector<std::string> names;
};

/// "a.csv,b.nc" and "SN1=oet:place/a,SN2=oet:place/b" taken apart; empty parts are passed over.
MeasuredWeatherFiles SplitWeatherFiles(const std::string& files, const std::string& names);

/// Adds names given as NAME=PLACE, PLACE an id or a name of a place. Errors: NotFound, all at once.
absl::Status AddPlaceNames(const std::vector<std::string>& given, PlaceNames& names);

/// Reads the files into one series and makes it the region's: `measured_weather`, its hash at the
/// end of `data_revision` (so that nothing computed under other weather is taken for this), and
/// what is measured in `notice`. No files: nothing is changed. Where two files have a value for one
/// place and minute, that of the later file counts.
/// Errors, those of all files at once: as of LoadWeatherFile, AddPlaceNames and MakeWeatherSeries;
/// InvalidArgument when there is no value at all, or the region has no weather.
absl::Status AddMeasuredWeather(const MeasuredWeatherFiles& given, models::Region& region);

}  // namespace data
