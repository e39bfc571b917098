#include "twin/cli/weather_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "data/climate_loader.h"
#include "data/measured_weather_loader.h"
#include "data/weather_reader.h"
#include "data/weather_year_loader.h"
#include "models/base/status_macros.h"
#include "models/climate/weather_series.h"
#include "models/time/oslo_calendar.h"
#include "solvers/cold_levels.h"
#include "solvers/quantiles.h"
#include "solvers/weather_years.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::WeatherElement;
using Places = models::Table<models::PlaceIndex, models::PlaceParams>;

constexpr const char* kSynthetic = "synthetic: statistics of the generator, no year that has been";

absl::StatusOr<Places> LoadPlaces(const std::string& directory) {
  data::Diagnostics diagnostics;
  Places places = data::LoadClimate(directory, diagnostics).places;
  TWIN_RETURN_IF_ERROR(data::ToStatus(diagnostics));
  return places;
}

std::string FormatMinute(models::Minute minute) {
  return absl::FormatTime("%Y-%m-%dT%H:%MZ", absl::FromUnixSeconds(minute * 60),
                          absl::UTCTimeZone());
}

Json SummariseElement(const std::vector<double>& values) {
  std::int64_t count = 0;
  double low = 0.0, high = 0.0, sum = 0.0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = count == 0 ? value : std::min(low, value);
    high = count == 0 ? value : std::max(high, value);
    sum += value;
    ++count;
  }
  return {{"quarters", count},
          {"least", low},
          {"mean", count == 0 ? 0.0 : sum / static_cast<double>(count)},
          {"largest", high}};
}

Json SummariseSeries(const Places& places, const models::WeatherSeries& series) {
  Json json{{"from", FormatMinute(series.first.start_minute())},
            {"to", FormatMinute(
                       (series.first + static_cast<std::int64_t>(series.quarters)).start_minute())},
            {"quarters", series.quarters},
            {"places", Json::array()},
            {"gaps", Json::array()},
            {"rest", "places, elements and quarters without a value keep the generator's"}};
  for (std::size_t row = 0; row < places.size(); ++row) {
    Json place{{"id", places[models::PlaceIndex(row)].id}};
    for (std::size_t element = 0; element < models::kWeatherElements; ++element) {
      const auto& values = series.values_ratio[row][element];
      if (values.empty()) continue;
      place[models::WeatherElementName(static_cast<WeatherElement>(element))] =
          SummariseElement(values);
    }
    if (place.size() > 1) json["places"].push_back(std::move(place));
  }
  for (const models::WeatherGap& gap : series.gaps) {
    json["gaps"].push_back({{"place", places[models::PlaceIndex(gap.place)].id},
                            {"element", models::WeatherElementName(gap.element)},
                            {"from", FormatMinute(gap.from)},
                            {"to", FormatMinute(gap.to)}});
  }
  return json;
}

std::string FormatSeries(const Json& json) {
  std::string text = absl::StrFormat("%s to %s, %d quarter-hours, %d gaps\n",
                                     json["from"].get<std::string>(), json["to"].get<std::string>(),
                                     json["quarters"].get<std::int64_t>(), json["gaps"].size());
  for (const Json& place : json["places"]) {
    absl::StrAppend(&text, place["id"].get<std::string>(), "\n");
    for (const auto& [element, summary] : place.items()) {
      if (element == "id") continue;
      absl::StrAppendFormat(&text, "  %-22s %7d quarters  %8.2f to %8.2f, mean %8.2f\n", element,
                            summary["quarters"].get<std::int64_t>(), summary["least"].get<double>(),
                            summary["largest"].get<double>(), summary["mean"].get<double>());
    }
  }
  for (const Json& gap : json["gaps"]) {
    absl::StrAppendFormat(&text, "gap: %s %s, %s to %s\n", gap["place"].get<std::string>(),
                          gap["element"].get<std::string>(), gap["from"].get<std::string>(),
                          gap["to"].get<std::string>());
  }
  absl::StrAppend(&text, json["rest"].get<std::string>(), "\n");
  return text;
}

/// A figure of a weather year, and what its smallest and largest year are called.
struct YearFigure {
  const char* key;
  const char* lowest_name;
  const char* highest_name;
  std::function<double(const solvers::WeatherYearFigures&)> read;
};

std::array<YearFigure, 5> YearFiguresList() {
  using Figures = solvers::WeatherYearFigures;
  return {{{"coldest_day_degc", "coldest day", "mildest coldest day",
            [](const Figures& f) { return f.coldest_day_degc; }},
           {"heating_degree_days_k", "mild", "cold",
            [](const Figures& f) { return f.heating_degree_days_k; }},
           {"wind_ratio", "calm", "windy", [](const Figures& f) { return f.wind_ratio; }},
           {"inflow_ratio", "dry", "wet", [](const Figures& f) { return f.inflow_ratio; }},
           {"irradiation_ratio", "dark", "sunny",
            [](const Figures& f) { return f.irradiation_ratio; }}}};
}

std::string FormatYears(const Json& json) {
  std::string text = absl::StrFormat("%-22s %8s  %-6s %8s %6s %6s %6s  %s\n", "weather year",
                                     "coldest", "on", "K d", "wind", "inflow", "sun", "");
  for (const Json& year : json["years"]) {
    std::string names;
    for (const Json& name : year["names"]) {
      absl::StrAppend(&names, names.empty() ? "" : ", ", name.get<std::string>());
    }
    absl::StrAppendFormat(
        &text, "%-22s %8.1f  %-6s %8.0f %6.2f %6.2f %6.2f  %s\n", year["id"].get<std::string>(),
        year["coldest_day_degc"].get<double>(), year["coldest_day"].get<std::string>(),
        year["heating_degree_days_k"].get<double>(), year["wind_ratio"].get<double>(),
        year["inflow_ratio"].get<double>(), year["irradiation_ratio"].get<double>(), names);
  }
  for (const auto& [key, spread] : json["spread"].items()) {
    absl::StrAppendFormat(&text, "%-22s P10 %9.2f  P50 %9.2f  P90 %9.2f\n", key,
                          spread["p10"].get<double>(), spread["p50"].get<double>(),
                          spread["p90"].get<double>());
  }
  return absl::StrCat(text, json["notice"].get<std::string>(), "\n");
}

std::string FormatLevels(const Json& json) {
  std::string text =
      absl::StrFormat("%d winters of seed %d, °C (± standard error)\n%-28s %22s %s\n",
                      json["winters"].get<int>(), json["seed"].get<std::int64_t>(), "place",
                      "coldest day 2/10/30/50", "   three days 2/10/30/50");
  for (const Json& place : json["places"]) {
    absl::StrAppendFormat(&text, "%-28s", place["id"].get<std::string>());
    for (const char* length : {"day", "three_days"}) {
      for (const Json& level : place[length]) {
        absl::StrAppendFormat(&text, " %6.1f ±%.1f", level["level_degc"].get<double>(),
                              level["standard_error_k"].get<double>());
      }
      absl::StrAppend(&text, "  ");
    }
    absl::StrAppend(&text, "\n");
  }
  return absl::StrCat(text, json["notice"].get<std::string>(), "\n");
}

Json LevelsOf(const std::vector<double>& minima_degc) {
  Json levels = Json::array();
  for (const double period_years : {2.0, 10.0, 30.0, 50.0}) {
    const auto level = solvers::CalcReturnLevel(minima_degc, period_years);
    levels.push_back({{"period_years", level.period_years},
                      {"level_degc", level.level_degc},
                      {"standard_error_k", level.standard_error_k}});
  }
  return levels;
}

}  // namespace

absl::StatusOr<std::string> DescribeWeatherFile(const WeatherFileQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const Places places, LoadPlaces(question.region_directory));
  data::PlaceNames names = data::MakePlaceNames(places);
  TWIN_RETURN_IF_ERROR(data::AddPlaceNames(question.names, names));
  data::Diagnostics diagnostics;
  auto observations = data::LoadWeatherFile(question.file, names, diagnostics);
  TWIN_RETURN_IF_ERROR(data::ToStatus(diagnostics));
  TWIN_ASSIGN_OR_RETURN(const auto series,
                        models::MakeWeatherSeries(places.size(), std::move(observations)));
  const Json json = SummariseSeries(places, series);
  return question.is_json ? absl::StrCat(json.dump(), "\n") : FormatSeries(json);
}

absl::StatusOr<std::string> DescribeWeatherYears(const WeatherYearsQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const Places places, LoadPlaces(question.region_directory));
  data::Diagnostics diagnostics;
  const auto years = data::LoadWeatherYears(question.region_directory, diagnostics);
  TWIN_RETURN_IF_ERROR(data::ToStatus(diagnostics));
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  const double normal_wind_share = solvers::CalcNormalWindShare(places);
  std::vector<solvers::WeatherYearFigures> figures;
  Json json{{"notice", kSynthetic}, {"years", Json::array()}, {"spread", Json::object()}};
  for (const data::StoredWeatherYear& stored : years) {
    figures.push_back(
        solvers::CalcWeatherYearFigures(places, stored.weather_year, calendar, normal_wind_share));
    const auto& f = figures.back();
    json["years"].push_back(
        {{"id", stored.id},
         {"seed", stored.weather_year.seed},
         {"year", stored.weather_year.year},
         {"names", Json::array()},
         {"coldest_day", absl::StrFormat("%02d-%02d", f.coldest_month, f.coldest_day_of_month)}});
  }
  for (const YearFigure& figure : YearFiguresList()) {
    if (figures.empty()) break;
    solvers::StreamingSpread spread;
    std::size_t lowest = 0, highest = 0;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const double value = figure.read(figures[i]);
      spread.Add(value);
      json["years"][i][figure.key] = value;
      if (value < figure.read(figures[lowest])) lowest = i;
      if (value > figure.read(figures[highest])) highest = i;
    }
    json["years"][lowest]["names"].push_back(figure.lowest_name);
    json["years"][highest]["names"].push_back(figure.highest_name);
    json["spread"][figure.key] = {
        {"p10", spread.P10()}, {"p50", spread.P50()}, {"p90", spread.P90()}};
  }
  return question.is_json ? absl::StrCat(json.dump(), "\n") : FormatYears(json);
}

absl::StatusOr<std::string> DescribeColdLevels(const ColdLevelsQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const Places places, LoadPlaces(question.region_directory));
  const auto cold = solvers::CalcColdWinters(places, question.seed, question.winters);
  Json json{{"notice", kSynthetic},
            {"winters", question.winters},
            {"seed", question.seed},
            {"places", Json::array()}};
  for (std::size_t row = 0; row < places.size(); ++row) {
    const models::PlaceIndex index(row);
    Json place{{"id", places[index].id},
               {"day", LevelsOf(cold[index].day_degc)},
               {"three_days", LevelsOf(cold[index].three_days_degc)}};
    if (places[index].design_degc) place["design_degc"] = *places[index].design_degc;
    json["places"].push_back(std::move(place));
  }
  return question.is_json ? absl::StrCat(json.dump(), "\n") : FormatLevels(json);
}

}  // namespace twin::cli
