#include "data/weather_reader.h"

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/text_file.h"
#include "data/weather_units.h"

namespace data {
namespace {

using Json = nlohmann::json;
using models::WeatherElement;
using models::WeatherObservation;

constexpr std::array<WeatherElement, models::kWeatherElements> kElements{
    WeatherElement::kAirTemperature, WeatherElement::kWindSpeed, WeatherElement::kIrradiance,
    WeatherElement::kInflow};

// The text member of an object; nullopt after reporting.
std::optional<std::string> TextOf(const Json& object, const char* key, const std::string& file,
                                  const std::string& path, Diagnostics& diagnostics) {
  const auto found = object.find(key);
  if (found != object.end() && found->is_string()) return found->get<std::string>();
  diagnostics.push_back({.file = file,
                         .column_name = absl::StrCat(path, ".", key),
                         .problem = found == object.end() ? "is missing" : "is no text"});
  return std::nullopt;
}

struct FrostSource {
  std::size_t place;
  models::Minute minute;
};

void ReadFrostObservation(const Json& observation, const FrostSource& source,
                          const std::string& file, const std::string& path,
                          std::vector<WeatherObservation>& observations, Diagnostics& diagnostics) {
  if (!observation.is_object()) {
    diagnostics.push_back({.file = file, .column_name = path, .problem = "is no object"});
    return;
  }
  const auto name = TextOf(observation, "elementId", file, path, diagnostics);
  if (!name) return;
  const auto element = FindElement(*name);
  if (!element) return;
  const auto value = observation.find("value");
  if (value == observation.end() || !value->is_number()) {
    diagnostics.push_back({.file = file,
                           .column_name = path + ".value",
                           .problem = value == observation.end() ? "is missing" : "is no number"});
    return;
  }
  const auto unit = observation.find("unit");
  std::string problem;
  const auto converted = ToElementUnit(
      *element, value->get<double>(),
      unit != observation.end() && unit->is_string() ? unit->get<std::string>() : "", problem);
  if (!converted) {
    diagnostics.push_back({.file = file, .column_name = path + ".value", .problem = problem});
    return;
  }
  observations.push_back({source.place, *element, source.minute, *converted});
}

}  // namespace

PlaceNames MakePlaceNames(const models::Table<models::PlaceIndex, models::PlaceParams>& places) {
  PlaceNames names;
  for (std::size_t row = 0; row < places.size(); ++row) {
    names.emplace(places[models::PlaceIndex(row)].id, row);
    names.emplace(places[models::PlaceIndex(row)].name, row);
  }
  return names;
}

std::vector<WeatherObservation> ParseWeatherCsv(absl::string_view text,
                                                const std::string& shown_name,
                                                const PlaceNames& names, Diagnostics& diagnostics) {
  std::vector<WeatherObservation> observations;
  const CsvTable table = CsvTable::Parse(text, shown_name, {"time", "place"}, diagnostics);
  if (!table.has_column("time") || !table.has_column("place")) return observations;
  bool has_element = false;
  for (const WeatherElement element : kElements) {
    has_element = has_element || table.has_column(models::WeatherElementName(element));
  }
  if (!has_element) {
    diagnostics.push_back(
        {.file = shown_name, .line = 1, .problem = "there is no column of any weather element"});
  }
  for (std::size_t row = 0; row < table.size(); ++row) {
    const auto minute = ParseUtcMinute(table.Text(row, "time"));
    if (!minute) {
      table.Report(row, "time",
                   absl::StrCat("'", table.Text(row, "time"), "' is no RFC 3339 instant"),
                   diagnostics);
    }
    const auto place = names.find(table.Text(row, "place"));
    if (place == names.end()) {
      table.Report(row, "place", absl::StrCat("'", table.Text(row, "place"), "' is no place"),
                   diagnostics);
    }
    for (const WeatherElement element : kElements) {
      const std::string column = models::WeatherElementName(element);
      if (table.Text(row, column).empty()) continue;
      const std::size_t reported_before = diagnostics.size();
      const double read = table.Number(row, column, -1e6, 1e6, diagnostics);
      if (diagnostics.size() > reported_before) continue;
      std::string problem;
      const auto value = ToElementUnit(element, read, "", problem);
      if (!value) table.Report(row, column, problem, diagnostics);
      if (value && minute && place != names.end()) {
        observations.push_back({place->second, element, *minute, *value});
      }
    }
  }
  return observations;
}

std::vector<WeatherObservation> ParseFrostJson(absl::string_view text,
                                               const std::string& shown_name,
                                               const PlaceNames& names, Diagnostics& diagnostics) {
  std::vector<WeatherObservation> observations;
  const Json document = Json::parse(text.begin(), text.end(), nullptr, false);
  if (document.is_discarded()) {
    diagnostics.push_back({.file = shown_name, .problem = "is no JSON"});
    return observations;
  }
  const auto data = document.is_object() ? document.find("data") : document.end();
  if (!document.is_object() || data == document.end() || !data->is_array()) {
    diagnostics.push_back(
        {.file = shown_name, .column_name = "data", .problem = "is missing or no list"});
    return observations;
  }
  for (std::size_t i = 0; i < data->size(); ++i) {
    const Json& entry = (*data)[i];
    const std::string path = absl::StrCat("data[", i, "]");
    if (!entry.is_object()) {
      diagnostics.push_back({.file = shown_name, .column_name = path, .problem = "is no object"});
      continue;
    }
    const auto source = TextOf(entry, "sourceId", shown_name, path, diagnostics);
    const auto time = TextOf(entry, "referenceTime", shown_name, path, diagnostics);
    if (!source || !time) continue;
    const auto place = names.find(source->substr(0, source->find(':')));
    if (place == names.end()) {
      diagnostics.push_back({.file = shown_name,
                             .column_name = path + ".sourceId",
                             .problem = absl::StrCat("'", *source, "' is no place")});
    }
    const auto minute = ParseUtcMinute(*time);
    if (!minute) {
      diagnostics.push_back({.file = shown_name,
                             .column_name = path + ".referenceTime",
                             .problem = absl::StrCat("'", *time, "' is no RFC 3339 instant")});
    }
    const auto list = entry.find("observations");
    if (list == entry.end() || !list->is_array()) {
      diagnostics.push_back({.file = shown_name,
                             .column_name = path + ".observations",
                             .problem = "is missing or no list"});
      continue;
    }
    if (place == names.end() || !minute) continue;
    for (std::size_t k = 0; k < list->size(); ++k) {
      ReadFrostObservation((*list)[k], {place->second, *minute}, shown_name,
                           absl::StrCat(path, ".observations[", k, "]"), observations, diagnostics);
    }
  }
  return observations;
}

std::vector<WeatherObservation> LoadWeatherFile(const std::string& path, const PlaceNames& names,
                                                Diagnostics& diagnostics) {
  const std::string shown_name = std::filesystem::path(path).filename().string();
  const std::string kind = absl::AsciiStrToLower(std::filesystem::path(path).extension().string());
  if (kind == ".nc" || kind == ".nc4" || kind == ".h5" || kind == ".hdf5") {
    return LoadWeatherNetcdf(path, names, diagnostics);
  }
  if (kind != ".csv" && kind != ".json") {
    diagnostics.push_back(
        {.file = shown_name,
         .problem = "is none of .csv, .json (MET Norway Frost), .nc, .nc4, .h5 and .hdf5"});
    return {};
  }
  const auto text = ReadTextFile(path, shown_name, diagnostics);
  if (!text) return {};
  return kind == ".csv" ? ParseWeatherCsv(*text, shown_name, names, diagnostics)
                        : ParseFrostJson(*text, shown_name, names, diagnostics);
}

}  // namespace data
