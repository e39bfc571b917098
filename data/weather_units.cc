#include "data/weather_units.h"

#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace data {
namespace {

using models::WeatherElement;

struct Range {
  double low;
  double high;
};

Range RangeOf(WeatherElement element) {
  switch (element) {
    case WeatherElement::kAirTemperature:
      return {-60.0, 45.0};
    case WeatherElement::kWindSpeed:
      return {0.0, 80.0};
    case WeatherElement::kIrradiance:
      return {-10.0, 1600.0};  // pyranometers show a few watts below zero at night
    case WeatherElement::kInflow:
      return {0.0, 50.0};
  }
  return {0.0, 0.0};
}

bool IsOneOf(absl::string_view unit, std::initializer_list<absl::string_view> names) {
  for (const absl::string_view name : names) {
    if (unit == name) return true;
  }
  return false;
}

bool HasUnit(WeatherElement element, absl::string_view unit) {
  if (unit.empty()) return true;
  switch (element) {
    case WeatherElement::kAirTemperature:
      return IsOneOf(unit, {"degC", "celsius", "degree_Celsius", "Celsius", "K", "kelvin"});
    case WeatherElement::kWindSpeed:
      return IsOneOf(unit, {"m/s", "m s-1", "m s**-1"});
    case WeatherElement::kIrradiance:
      return IsOneOf(unit, {"W/m2", "W m-2", "W m**-2", "W/m^2"});
    case WeatherElement::kInflow:
      return IsOneOf(unit, {"1"});
  }
  return false;
}

}  // namespace

std::optional<double> ToElementUnit(WeatherElement element, double value, absl::string_view unit,
                                    std::string& problem) {
  if (!HasUnit(element, unit)) {
    problem =
        absl::StrCat("the unit '", unit, "' is none of ", models::WeatherElementName(element));
    return std::nullopt;
  }
  if (IsOneOf(unit, {"K", "kelvin"})) value -= 273.15;
  const Range range = RangeOf(element);
  if (!(value >= range.low && value <= range.high)) {
    problem = absl::StrCat("is ", value, ", must lie in [", range.low, ", ", range.high, "]");
    return std::nullopt;
  }
  return element == WeatherElement::kIrradiance ? std::fmax(value, 0.0) : value;
}

std::optional<WeatherElement> FindElement(absl::string_view name) {
  if (absl::ConsumePrefix(&name, "mean(")) name = name.substr(0, name.find(' '));
  if (name == "air_temperature") return WeatherElement::kAirTemperature;
  if (name == "wind_speed") return WeatherElement::kWindSpeed;
  if (name == "surface_downwelling_shortwave_flux_in_air") return WeatherElement::kIrradiance;
  if (name == "inflow_ratio") return WeatherElement::kInflow;
  return std::nullopt;
}

std::optional<models::Minute> ParseUtcMinute(absl::string_view text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return std::nullopt;
  const std::int64_t second = absl::ToUnixSeconds(time);
  if (second < -2208988800 || second > 7258118400) return std::nullopt;  // 1900 to 2200
  return second >= 0 ? second / 60 : (second - 59) / 60;
}

}  // namespace data
