#include "data/climate_loader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"

namespace data {
namespace {

constexpr std::array<const char*, 4> kSeasons{"djf", "mam", "jja", "son"};
constexpr std::array<const char*, 3> kDayTypes{"workday", "saturday", "sunday"};

std::string MonthColumn(const std::string& prefix, std::size_t month) {
  return absl::StrCat(prefix, month < 9 ? "_0" : "_", month + 1);
}

void LoadPlaces(const std::string& directory, ClimateTables& tables, Diagnostics& diagnostics) {
  std::vector<std::string> columns{"id", "name", "kind", "lat_deg", "lon_deg", "altitude_m"};
  for (std::size_t month = 0; month < 12; ++month) {
    columns.push_back(MonthColumn("normal_degc", month));
    columns.push_back(MonthColumn("irradiation_kwh_per_m2", month));
    columns.push_back(MonthColumn("wind_m_per_s", month));
  }
  const CsvTable table = LoadSourcedTable(directory, "places.csv", columns, diagnostics);
  IdTable ids("place");
  for (std::size_t row = 0; row < table.size(); ++row) {
    ids.Add(table, row, "id", diagnostics);
    const auto read = [&](const std::string& column, double low, double high) {
      return table.Number(row, column, low, high, diagnostics);
    };
    models::PlaceParams place;
    place.id = table.Text(row, "id");
    place.name = table.RequiredText(row, "name", diagnostics);
    place.lat_deg = read("lat_deg", 50, 75);
    place.lon_deg = read("lon_deg", 0, 35);
    if (table.has_column("wind_height_m") && !table.Text(row, "wind_height_m").empty()) {
      place.wind_height_m = read("wind_height_m", 10, 250);
    }
    place.altitude_m = read("altitude_m", -10, 2500);
    if (!table.Text(row, "design_degc").empty()) place.design_degc = read("design_degc", -60, 10);
    for (std::size_t month = 0; month < 12; ++month) {
      place.normal_degc[month] = read(MonthColumn("normal_degc", month), -40, 40);
      place.irradiation_kwh_per_m2[month] =
          read(MonthColumn("irradiation_kwh_per_m2", month), 0, 400);
      place.wind_m_per_s[month] = read(MonthColumn("wind_m_per_s", month), 0, 25);
    }
    tables.places.Add(std::move(place));
  }
}

void LoadDemand(const std::string& directory, models::DemandParams& demand,
                Diagnostics& diagnostics) {
  const std::size_t reported_before = diagnostics.size();
  ParameterTable table(directory, "demand.csv", diagnostics);
  demand.base_mw = table.Get("base_mw", 1, 1e5);
  demand.heating_mw_per_k = table.Get("heating_mw_per_k", 0, 1e4);
  demand.threshold_degc = table.Get("threshold_degc", 0, 25);
  demand.saturation_degc = table.Get("saturation_degc", -60, 10);
  demand.saturated_slope_ratio = table.Get("saturated_slope_ratio", 0, 2);
  demand.memory_share = {table.Get("memory_share_today", 0, 1),
                         table.Get("memory_share_yesterday", 0, 1),
                         table.Get("memory_share_before", 0, 1)};
  demand.noise_share = table.Get("noise_share", 0, 0.2);
  demand.local_noise_share = table.Get("local_noise_share", 0, 0.2);
  table.GetSeries("month_ratio_", 1, 0.3, 2, demand.month_ratio);
  const std::array<const char*, 7> days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  for (std::size_t day = 0; day < days.size(); ++day) {
    demand.weekday_ratio[day] = table.Get(absl::StrCat("weekday_ratio_", days[day]), 0.3, 2);
  }
  table.ReportUnknown();
  if (diagnostics.size() > reported_before) return;  // a share that is not read counts as zero
  const double memory_sum_share =
      demand.memory_share[0] + demand.memory_share[1] + demand.memory_share[2];
  if (std::abs(memory_sum_share - 1.0) > 1e-6) {
    Diagnostic place = table.PlaceOf("memory_share_today");
    place.problem = absl::StrCat("the three shares sum to ", memory_sum_share, ", not 1");
    diagnostics.push_back(std::move(place));
  }
}

// Position of `text` in a closed list, or its size after reporting it.
template <std::size_t kCount>
std::size_t FindWord(const std::array<const char*, kCount>& words, const CsvTable& table,
                     std::size_t row, const char* column, Diagnostics& diagnostics) {
  const std::string& text = table.Text(row, column);
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) {
    table.Report(row, column, absl::StrCat("'", text, "' is not known"), diagnostics);
  }
  return static_cast<std::size_t>(found - words.begin());
}

void LoadHourShapes(const std::string& directory, models::HourShapes& shapes,
                    Diagnostics& diagnostics) {
  std::vector<std::string> columns{"season", "day_type"};
  std::vector<std::string> hours;
  for (int hour = 0; hour < 24; ++hour) {
    hours.push_back(absl::StrCat(hour < 10 ? "h0" : "h", hour));
  }
  columns.insert(columns.end(), hours.begin(), hours.end());
  const CsvTable table = LoadSourcedTable(directory, "hour_shapes.csv", columns, diagnostics);
  if (!table.has_column("season")) return;  // reported as a whole
  std::array<std::array<bool, kDayTypes.size()>, kSeasons.size()> given{};
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::size_t season = FindWord(kSeasons, table, row, "season", diagnostics);
    const std::size_t day = FindWord(kDayTypes, table, row, "day_type", diagnostics);
    if (season == kSeasons.size() || day == kDayTypes.size()) continue;
    if (given[season][day]) {
      table.Report(row, "season", "this season and day type occur twice", diagnostics);
    }
    given[season][day] = true;
    double sum_ratio = 0.0;
    const std::size_t reported_before = diagnostics.size();
    for (std::size_t hour = 0; hour < 24; ++hour) {
      shapes[season][day][hour] = table.Number(row, hours[hour], 0, 5, diagnostics);
      sum_ratio += shapes[season][day][hour];
    }
    if (diagnostics.size() > reported_before) continue;  // an hour that is not read counts as zero
    if (std::abs(sum_ratio / 24.0 - 1.0) > 1e-3) {
      table.Report(row, "h00", absl::StrCat("the hours' mean is ", sum_ratio / 24.0, ", not 1"),
                   diagnostics);
    }
  }
  for (std::size_t season = 0; season < kSeasons.size(); ++season) {
    for (std::size_t day = 0; day < kDayTypes.size(); ++day) {
      if (given[season][day]) continue;
      diagnostics.push_back(
          {.file = "hour_shapes.csv",
           .column_name = "season",
           .problem = absl::StrCat(kSeasons[season], " ", kDayTypes[day], " is missing")});
    }
  }
}

void LoadPrices(const std::string& directory, models::PriceParams& price,
                Diagnostics& diagnostics) {
  ParameterTable table(directory, "prices.csv", diagnostics);
  table.GetSeries("month_nok_per_mwh_", 1, -1e4, 1e5, price.month_nok_per_mwh);
  table.GetSeries("workday_ratio_", 0, 0, 5, price.workday_ratio);
  table.GetSeries("weekend_ratio_", 0, 0, 5, price.weekend_ratio);
  price.cold_ratio_per_k = table.Get("cold_ratio_per_k", 0, 1);
  price.spread_share = table.Get("spread_share", 0, 2);
  price.spread_spacing_h = table.Get("spread_spacing_h", 1, 1000);
  table.ReportUnknown();
}

void LoadDispatch(const std::string& directory, models::DispatchParams& dispatch,
                  Diagnostics& diagnostics) {
  ParameterTable table(directory, "dispatch.csv", diagnostics);
  const std::array<const char*, 3> cases{"summer_night", "mild", "cold"};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    dispatch.points[i] = {
        .residual_mw = table.Get(absl::StrCat(cases[i], "_residual_mw"), -1e5, 1e5),
        .reservoir_share = table.Get(absl::StrCat(cases[i], "_reservoir_share"), 0, 1),
        .cascade_share = table.Get(absl::StrCat(cases[i], "_cascade_share"), 0, 1)};
  }
  dispatch.thermal_share = table.Get("thermal_share", 0, 1);
  dispatch.reservoir_of_year_share = table.Get("reservoir_of_year_share", 0, 5);
  dispatch.inflow_pass_share = table.Get("inflow_pass_share", 0, 1);
  dispatch.fill_gain_ratio = table.Get("fill_gain_ratio", 0, 100);
  table.GetSeries("fill_share_", 1, 0, 1, dispatch.fill_share);
  dispatch.cold_share_per_k = table.Get("cold_share_per_k", 0, 1);
  table.GetSeries("usual_residual_mw_", 1, -1e5, 1e5, dispatch.usual_residual_mw);
  table.ReportUnknown();
}

}  // namespace

ClimateTables LoadClimate(const std::string& directory, Diagnostics& diagnostics) {
  ClimateTables tables;
  LoadPlaces(directory, tables, diagnostics);
  LoadDemand(directory, tables.demand, diagnostics);
  LoadHourShapes(directory, tables.demand.hour_shape_ratio, diagnostics);
  LoadPrices(directory, tables.price, diagnostics);
  LoadDispatch(directory, tables.dispatch, diagnostics);
  return tables;
}

}  // namespace data
