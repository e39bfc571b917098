#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "models/climate/weather_series.h"

namespace data {

/// Names under which a file may speak of the places: a place's id, its name, or what the caller
/// adds, e.g. "SN18700" of the MET Norway station at Oslo Blindern.
using PlaceNames = std::map<std::string, std::size_t>;

PlaceNames MakePlaceNames(const models::Table<models::PlaceIndex, models::PlaceParams>& places);

/// CSV, UTF-8, times in UTC (RFC 3339, "2024-01-15T06:00:00Z"): columns time and place, and any of
/// air_temperature_degc, wind_speed_m_per_s, irradiance_w_per_m2, inflow_ratio. An empty field is
/// no observation. Diagnostics give line and column.
std::vector<models::WeatherObservation> ParseWeatherCsv(absl::string_view text,
                                                        const std::string& shown_name,
                                                        const PlaceNames& names,
                                                        Diagnostics& diagnostics);

/// MET Norway Frost, "observations" in JSON: data[].sourceId ("SN18700:0"), referenceTime,
/// observations[].elementId, value, unit. Elements air_temperature, wind_speed and
/// surface_downwelling_shortwave_flux_in_air, also inside mean(… PT1H); others are passed over.
/// Diagnostics give the path in the document, as in "data[3].observations[0].value".
std::vector<models::WeatherObservation> ParseFrostJson(absl::string_view text,
                                                       const std::string& shown_name,
                                                       const PlaceNames& names,
                                                       Diagnostics& diagnostics);

/// CF NetCDF-4 or HDF5: time [time] with units "hours since 1970-01-01 00:00:00" (seconds, minutes,
/// hours or days), place [place] with texts, and variables [time × place] air_temperature,
/// wind_speed, surface_downwelling_shortwave_flux_in_air (K or degC, m s-1, W m-2 by `units`).
/// NaN and netCDF's own fill value are no observation.
std::vector<models::WeatherObservation> LoadWeatherNetcdf(const std::string& path,
                                                          const PlaceNames& names,
                                                          Diagnostics& diagnostics);

/// A file of any of the three kinds, told by its name: .csv, .json, .nc, .nc4, .h5, .hdf5.
std::vector<models::WeatherObservation> LoadWeatherFile(const std::string& path,
                                                        const PlaceNames& names,
                                                        Diagnostics& diagnostics);

}  // namespace data
