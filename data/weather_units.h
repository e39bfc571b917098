#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "models/climate/weather_series.h"

namespace data {

/// A value brought into the element's own unit and checked for what weather can be; else nullopt
/// and what is wrong in `problem`. An empty unit is the element's own.
std::optional<double> ToElementUnit(models::WeatherElement element, double value,
                                    absl::string_view unit, std::string& problem);

/// The element of a CF standard name or Frost element id, also within "mean(… PT1H)".
std::optional<models::WeatherElement> FindElement(absl::string_view name);

/// Minute since 1970 of an RFC 3339 instant, between the years 1900 and 2200.
std::optional<models::Minute> ParseUtcMinute(absl::string_view text);

}  // namespace data
