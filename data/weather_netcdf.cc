#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "data/hdf5_file.h"
#include "data/weather_reader.h"
#include "data/weather_units.h"

namespace data {
namespace {

using models::WeatherObservation;

constexpr std::array<const char*, 4> kVariables{
    "air_temperature", "wind_speed", "surface_downwelling_shortwave_flux_in_air", "inflow_ratio"};
constexpr double kFillValue = 9.0e36;  // netCDF fills with 9.97e36
constexpr std::size_t kMaxValues = 100'000'000;

struct TimeUnit {
  double minutes_min = 0.0;    ///< in one of the file's units
  double reference_min = 0.0;  ///< since 1970
};

// "hours since 1970-01-01 00:00:00", also with T, Z, fractions and without a time of day.
std::optional<TimeUnit> ParseTimeUnit(const std::string& text) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits(" since ", 1));
  TimeUnit unit;
  if (absl::StartsWith(parts.first, "second")) unit.minutes_min = 1.0 / 60.0;
  if (absl::StartsWith(parts.first, "minute")) unit.minutes_min = 1.0;
  if (absl::StartsWith(parts.first, "hour")) unit.minutes_min = 60.0;
  if (absl::StartsWith(parts.first, "day")) unit.minutes_min = 1440.0;
  if (unit.minutes_min == 0.0) return std::nullopt;
  for (const char* form : {"%Y-%m-%d %H:%M:%E*S", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%dT%H:%M:%E*SZ",
                           "%Y-%m-%d %H:%M:%E*SZ", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    absl::Time time;
    std::string error;
    if (!absl::ParseTime(form, parts.second, absl::UTCTimeZone(), &time, &error)) continue;
    unit.reference_min = static_cast<double>(absl::ToUnixSeconds(time)) / 60.0;
    return unit;
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(const Hdf5File& file, std::string shown_name, Diagnostics& diagnostics)
      : file_(file), shown_name_(std::move(shown_name)), diagnostics_(diagnostics) {}

  std::vector<WeatherObservation> Read(const PlaceNames& names) {
    const auto minutes = ReadTimes();
    const auto places = ReadPlaces(names);
    std::vector<WeatherObservation> observations;
    bool has_variable = false;
    for (const char* variable : kVariables) {
      if (!file_.Has(absl::StrCat("/", variable))) continue;
      has_variable = true;
      ReadVariable(variable, minutes, places, observations);
    }
    if (!has_variable) Report("", "has no variable of the weather");
    return observations;
  }

 private:
  void Report(const std::string& object, const std::string& problem) {
    diagnostics_.push_back({.file = shown_name_, .column_name = object, .problem = problem});
  }

  std::string UnitsOf(const std::string& object) {
    const auto units = file_.ReadTextAttribute(object, "units");
    return units.ok() ? *units : "";
  }

  std::vector<std::optional<models::Minute>> ReadTimes() {
    std::vector<std::optional<models::Minute>> minutes;
    if (!file_.Has("/time")) {
      Report("/time", "is missing");
      return minutes;
    }
    const auto unit = ParseTimeUnit(UnitsOf("/time"));
    if (!unit) {
      Report("/time", absl::StrCat("units '", UnitsOf("/time"), "' are not '<unit> since <date>'"));
      return minutes;
    }
    const auto times = file_.ReadDoubles("/time");
    if (!times.ok()) {
      Report("/time", std::string(times.status().message()));
      return minutes;
    }
    constexpr double kLargestMin = 1.3e8;  // the year 2217
    for (std::size_t i = 0; i < times->size(); ++i) {
      const double minute = unit->reference_min + (*times)[i] * unit->minutes_min;
      if (std::abs(minute) < kLargestMin) {
        minutes.emplace_back(static_cast<models::Minute>(std::llround(minute)));
      } else {
        Report(absl::StrCat("/time[", i, "]"), "lies outside the years of the twin");
        minutes.emplace_back(std::nullopt);
      }
    }
    return minutes;
  }

  std::vector<std::optional<std::size_t>> ReadPlaces(const PlaceNames& names) {
    std::vector<std::optional<std::size_t>> places;
    if (!file_.Has("/place")) {
      Report("/place", "is missing");
      return places;
    }
    const auto texts = file_.ReadTexts("/place");
    if (!texts.ok()) {
      Report("/place", std::string(texts.status().message()));
      return places;
    }
    for (std::size_t i = 0; i < texts->size(); ++i) {
      const auto found = names.find((*texts)[i]);
      if (found == names.end()) {
        Report(absl::StrCat("/place[", i, "]"), absl::StrCat("'", (*texts)[i], "' is no place"));
      }
      places.push_back(found == names.end() ? std::nullopt : std::optional(found->second));
    }
    return places;
  }

  void ReadVariable(const std::string& variable,
                    const std::vector<std::optional<models::Minute>>& minutes,
                    const std::vector<std::optional<std::size_t>>& places,
                    std::vector<WeatherObservation>& observations) {
    const std::string object = absl::StrCat("/", variable);
    const auto shape = file_.ReadShape(object);
    if (!shape.ok()) return Report(object, std::string(shape.status().message()));
    if (shape->size() != 2 || (*shape)[0] != minutes.size() || (*shape)[1] != places.size()) {
      return Report(
          object, absl::StrCat("is not [", minutes.size(), " times x ", places.size(), " places]"));
    }
    if (minutes.size() > kMaxValues / std::max<std::size_t>(places.size(), 1)) {
      return Report(object, absl::StrCat("has more than ", kMaxValues, " values"));
    }
    const auto values = file_.ReadDoubles(object);
    if (!values.ok()) return Report(object, std::string(values.status().message()));
    const std::string units = UnitsOf(object);
    const auto element = FindElement(variable);
    for (std::size_t row = 0; row < minutes.size(); ++row) {
      for (std::size_t column = 0; column < places.size(); ++column) {
        const double value = (*values)[row * places.size() + column];
        if (!std::isfinite(value) || std::abs(value) > kFillValue) continue;
        std::string problem;
        const auto converted = ToElementUnit(*element, value, units, problem);
        if (!converted) {
          Report(absl::StrCat(object, "[", row, ", ", column, "]"), problem);
          if (absl::StartsWith(problem, "the unit")) return;  // the same for every value
          continue;
        }
        if (!minutes[row] || !places[column]) continue;
        observations.push_back({*places[column], *element, *minutes[row], *converted});
      }
    }
  }

  const Hdf5File& file_;
  std::string shown_name_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<WeatherObservation> LoadWeatherNetcdf(const std::string& path, const PlaceNames& names,
                                                  Diagnostics& diagnostics) {
  const std::string shown_name = std::filesystem::path(path).filename().string();
  const auto file = Hdf5File::OpenReadOnly(path);
  if (!file.ok()) {
    diagnostics.push_back({.file = shown_name, .problem = std::string(file.status().message())});
    return {};
  }
  return Reader(*file, shown_name, diagnostics).Read(names);
}

}  // namespace data
