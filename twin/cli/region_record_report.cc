#include "twin/cli/region_record_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "data/public_record.h"
#include "data/region_loader.h"
#include "models/base/status_macros.h"
#include "solvers/parallel_for.h"
#include "solvers/record_quantities.h"
#include "solvers/record_statistics.h"
#include "twin/cli/cold_spell.h"
#include "twin/cli/svg_chart.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using Records = std::vector<solvers::RegionYearRecord>;

constexpr char kArea[] = "NO1";
constexpr char kProxy[] = "oet:place/gvarv";  // near Skien, where NO1's temperature was measured
constexpr char kMeasuredColour[] = "#222222";
constexpr char kTwinColour[] = "#0072b2";
constexpr char kFarColour[] = "#d55e00";

struct Record {
  models::Region region;
  solvers::RegionRecordParams params;
  Records years;
};

absl::Status LoadRecord(const RecordQuestion& question, Record& record) {
  TWIN_ASSIGN_OR_RETURN(record.region, data::LoadRegion(question.region_directory));
  TWIN_RETURN_IF_ERROR(data::AddMeasuredWeather(question.weather, record.region));
  TWIN_ASSIGN_OR_RETURN(record.params,
                        solvers::MakeRegionRecordParams(record.region, kArea, kProxy));
  return absl::OkStatus();
}

absl::Status RunRecord(const RecordQuestion& question, Record& record) {
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  std::vector<models::WeatherYear> weather_years;
  for (int i = 0; i < question.years; ++i) {
    weather_years.push_back({.seed = 1, .year = question.first_year + i});
  }
  const std::size_t threads = question.threads > 0 ? static_cast<std::size_t>(question.threads)
                                                   : solvers::CountWorkThreads();
  TWIN_ASSIGN_OR_RETURN(record.years,
                        solvers::CalcRegionYears(record.params, calendar, weather_years, threads));
  return absl::OkStatus();
}

/// A figure of the public record beside the twin's.
struct Row {
  const data::PublicFigure* figure = nullptr;
  bool is_compared = false;
  double twin = 0.0;  ///< by the figure's statistic
  double p10 = 0.0, p50 = 0.0, p90 = 0.0;
  bool is_met = false;
};

absl::StatusOr<Row> MakeRow(const Record& record, const data::PublicFigure& figure) {
  Row row{.figure = &figure};
  if (figure.quantity.empty()) return row;
  TWIN_ASSIGN_OR_RETURN(const solvers::RecordQuantity quantity,
                        solvers::FindRecordQuantity(record.params, figure.quantity));
  const solvers::StreamingSpread spread = solvers::CalcSpread(quantity, record.years);
  row.p10 = spread.P10();
  row.p50 = spread.P50();
  row.p90 = spread.P90();
  row.twin = row.p50;
  if (figure.statistic == "together") row.twin = quantity.calc(record.years);
  if (figure.statistic == "once_in_8_years") {
    solvers::StreamingQuantile level(1.0 - 1.0 / 8.0);
    for (std::size_t i = 0; i < record.years.size(); ++i) {
      level.Add(quantity.calc(std::span(record.years).subspan(i, 1)));
    }
    row.twin = level.Value();
  }
  row.is_compared = std::isfinite(row.twin);  // few years may hold no day that tells it
  row.is_met = row.is_compared && data::IsMet(figure, row.twin);
  return row;
}

std::string Format(double value) {
  const double size = std::abs(value);
  if (size >= 1000.0) return absl::StrFormat("%.0f", value);
  return absl::StrFormat(size >= 20.0 ? "%.1f" : size >= 2.0 ? "%.2f" : "%.4f", value);
}

std::string FormatRange(const data::PublicFigure& figure) {
  const auto [low, high] = figure.values;
  if (low == high) return Format(low);
  return absl::StrCat(Format(low), " to ", Format(high));
}

/// From the nearer end of the measured range, in per cent; nothing inside it.
std::string FormatDeviation(const Row& row) {
  const auto [low, high] = row.figure->values;
  const double from = std::clamp(row.twin, low, high);
  if (row.twin == from) return low == high ? "0.0 %" : "inside";
  if (from == 0.0) return Format(row.twin - from);
  // Larger in size counts as positive, whatever the sign.
  return absl::StrFormat("%+.1f %%", 100.0 * (row.twin / from - 1.0));
}

std::string FormatTarget(const data::PublicFigure& figure) {
  if (figure.tolerance_share == 0.0) return "inside";
  return absl::StrFormat("±%.3g %%", 100.0 * figure.tolerance_share);
}

std::string MakeTable(const std::vector<Row>& rows, const std::string& section) {
  std::string text =
      "| figure | unit | measured | twin | P10 | P50 | P90 | deviation | target | verdict | made | "
      "source and note |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- "
      "|\n";
  for (const Row& row : rows) {
    const data::PublicFigure& figure = *row.figure;
    if (figure.section != section) continue;
    const std::string note =
        absl::StrCat(figure.source, figure.note.empty() ? "" : "; ", figure.note);
    if (!row.is_compared) {
      absl::StrAppend(&text, "| ", figure.name, " | ", figure.unit, " | ", FormatRange(figure),
                      " | – | – | – | – | – | – | not compared | ",
                      figure.is_fitted ? "fitted" : "predicted", " | ", note, " |\n");
      continue;
    }
    absl::StrAppend(&text, "| ", figure.name, " | ", figure.unit, " | ", FormatRange(figure), " | ",
                    Format(row.twin), " | ", Format(row.p10), " | ", Format(row.p50), " | ",
                    Format(row.p90), " | ", FormatDeviation(row), " | ", FormatTarget(figure));
    absl::StrAppend(&text, " | ", row.is_met ? "met" : "**MISS**", " | ",
                    figure.is_fitted ? "fitted" : "predicted", " | ", note, " |\n");
  }
  return text;
}

struct Count {
  int met = 0, missed = 0, open = 0;
};

Count CountRows(const std::vector<Row>& rows, const std::string& section) {
  Count count;
  for (const Row& row : rows) {
    if (row.figure->section != section) continue;
    ++(!row.is_compared ? count.open : row.is_met ? count.met : count.missed);
  }
  return count;
}

std::string MakeMissList(const std::vector<Row>& rows, const std::string& section) {
  std::string text;
  for (const Row& row : rows) {
    if (row.figure->section != section || !row.is_compared || row.is_met) continue;
    absl::StrAppend(&text, "* ", row.figure->name, ": ", Format(row.twin), " ", row.figure->unit,
                    " against ", FormatRange(*row.figure), " (", FormatDeviation(row), ").\n");
  }
  return text.empty() ? "None.\n" : text;
}

// --- plots ---------------------------------------------------------------------------------------

std::vector<double> Count0(std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<double>(i));
  return values;
}

std::string DrawShapes(const Record& record) {
  constexpr std::array<const char*, 4> kSeasons{"winter", "spring", "summer", "autumn"};
  constexpr std::array<const char*, 3> kDays{"workday", "Saturday", "Sunday"};
  const models::HourShapes twin = solvers::CalcHourShapes(record.years);
  const models::HourShapes& measured = record.region.demand.hour_shape_ratio;
  std::vector<Chart> charts;
  for (std::size_t season = 0; season < 4; ++season) {
    for (std::size_t day = 0; day < 3; ++day) {
      Chart chart{.title = absl::StrCat(kSeasons[season], ", ", kDays[day]),
                  .x_label = "hour of day",
                  .y_label = "of mean"};
      chart.lines.push_back({"measured",
                             kMeasuredColour,
                             false,
                             Count0(24),
                             {measured[season][day].begin(), measured[season][day].end()}});
      chart.lines.push_back({"twin",
                             kFarColour,
                             true,
                             Count0(24),
                             {twin[season][day].begin(), twin[season][day].end()}});
      charts.push_back(std::move(chart));
    }
  }
  return MakeChartsSvg("NO1 by hour, season and kind of day (synthetic weather)", charts, 3, 330,
                       210);
}

/// Measured and twin's workdays by temperature, read off the public record's own rows.
std::string DrawResponse(const std::vector<Row>& rows) {
  std::vector<Chart> charts;
  for (const char* kind : {"no1_day_mean_", "no1_day_peak_"}) {
    ChartLine measured{"measured", kMeasuredColour, false, {}, {}};
    ChartLine twin{"twin", kFarColour, true, {}, {}};
    std::vector<std::pair<double, const Row*>> by_degc;
    for (const Row& row : rows) {
      if (row.figure->section != "calibration" || row.figure->quantity.find(kind) != 0) continue;
      by_degc.emplace_back(std::stod(row.figure->quantity.substr(std::string(kind).size())), &row);
    }
    std::sort(by_degc.begin(), by_degc.end());
    for (const auto& [degc, row] : by_degc) {
      measured.points.push_back(degc + 1.5);
      measured.values.push_back(row->figure->values[0]);
      twin.points.push_back(degc + 1.5);
      twin.values.push_back(row->twin);
    }
    charts.push_back({.title = std::string(kind) == "no1_day_mean_" ? "daily mean of workdays"
                                                                    : "highest hour of workdays",
                      .x_label = "daily mean temperature near Skien, °C",
                      .y_label = "MW",
                      .lines = {measured, twin}});
  }
  return MakeChartsSvg("NO1 by temperature (synthetic weather)", charts, 2, 460, 320);
}

std::string DrawDuration(const Record& record) {
  std::vector<solvers::DurationFigures> years;
  for (const auto& year : record.years) years.push_back(solvers::CalcDuration(year));
  Chart curve{.title = "duration of demand, with losses",
              .x_label = "per cent of the year",
              .y_label = "MW",
              .lines = {},
              .starts_at_zero = true};
  const std::size_t points = years.front().curve_mw.size();
  ChartLine p10{"P10", "#56b4e9", true, Count0(points), {}};
  ChartLine p50{"P50", kTwinColour, false, Count0(points), {}};
  ChartLine p90{"P90", kFarColour, true, Count0(points), {}};
  for (std::size_t i = 0; i < points; ++i) {
    solvers::StreamingSpread spread;
    for (const auto& year : years) {
      spread.Add((1.0 + solvers::kSettledLossesShare) * year.curve_mw[i]);
    }
    p10.values.push_back(spread.P10());
    p50.values.push_back(spread.P50());
    p90.values.push_back(spread.P90());
  }
  curve.lines = {p10, p50, p90};
  return MakeChartsSvg("NO1 over weather years (synthetic)", {curve}, 1, 640, 360);
}

std::string DrawSpell(const ColdSpell& spell) {
  ChartLine demand{"demand with losses", kMeasuredColour, false, Count0(spell.hours.size()), {}};
  ChartLine own{"own generation", "#009e73", false, Count0(spell.hours.size()), {}};
  ChartLine degc{"temperature", kTwinColour, false, Count0(spell.hours.size()), {}};
  constexpr std::array<const char*, 4> kColours{"#0072b2", "#d55e00", "#cc79a7", "#e69f00"};
  std::vector<ChartLine> imports;
  for (std::size_t i = 0; i < spell.neighbour_ids.size(); ++i) {
    imports.push_back({"import " + spell.neighbour_ids[i],
                       kColours[i % kColours.size()],
                       false,
                       Count0(spell.hours.size()),
                       {}});
  }
  for (const ColdSpellHour& hour : spell.hours) {
    demand.values.push_back(hour.region_mw + hour.losses_mw);
    double own_mw = 0.0;
    for (const double mw : hour.generation_mw) own_mw += mw;
    own.values.push_back(own_mw);
    degc.values.push_back(hour.own_degc);
    for (std::size_t i = 0; i < imports.size(); ++i) imports[i].values.push_back(hour.import_mw[i]);
  }
  std::vector<ChartLine> lines{demand, own};
  lines.insert(lines.end(), imports.begin(), imports.end());
  return MakeChartsSvg("A cold spell of the region (synthetic)",
                       {{.title = "power", .x_label = "hours", .y_label = "MW", .lines = lines},
                        {.title = "temperature where NO1's loads are",
                         .x_label = "hours",
                         .y_label = "°C",
                         .lines = {degc}}},
                       1, 900, 300);
}

// --- pages ---------------------------------------------------------------------------------------

std::string MakeSpellText(const ColdSpell& spell, int year, double offset_k) {
  const ColdSpellHour& top = spell.hours[spell.coldest];
  std::string text = absl::StrFormat(
      "Weather year %d, its coldest five days (from %02d-%02d) made %.1f K colder so that their "
      "mean "
      "is −20 °C where\nNO1's loads are; largest demand %.0f MW and %.0f MW of losses, at "
      "%.1f °C. The worked proposal's cold case, with Telemark by SSB,\nhas 10,569 and 246 MW, and "
      "imports of 2350 (NO5), 2259 (NO2), 500 (SE3) and 100 MW (NO3), to which the exchange\nrule "
      "is "
      "fitted: of it this is no prediction. What feeds Oslo over which line is a power flow's "
      "matter\n"
      "(`twin region to-case`).\n\n| from | MW |\n| --- | --- |\n",
      year, spell.month, spell.day_of_month, -offset_k, top.region_mw, top.losses_mw, top.own_degc);
  double west_mw = 0.0, sum_mw = 0.0, own_mw = 0.0;
  for (std::size_t i = 0; i < spell.class_ids.size(); ++i) own_mw += top.generation_mw[i];
  absl::StrAppendFormat(&text, "| own plants | %.0f |\n", own_mw);
  for (std::size_t i = 0; i < spell.neighbour_ids.size(); ++i) {
    absl::StrAppendFormat(&text, "| %s | %.0f |\n", spell.neighbour_ids[i], top.import_mw[i]);
    sum_mw += top.import_mw[i];
    if (spell.neighbour_ids[i] == "NO2" || spell.neighbour_ids[i] == "NO5") {
      west_mw += top.import_mw[i];
    }
  }
  absl::StrAppendFormat(&text,
                        "| unserved | %.0f |\n\nNO2 and NO5, the west, give %.0f %% of the import; "
                        "fitted with the rule, not predicted.\n",
                        top.unserved_mw, 100.0 * west_mw / std::max(sum_mw, 1e-9));
  return text;
}

std::string MakeHead(const std::string& title, const RecordQuestion& question, const Record& record,
                     const Count& count) {
  return absl::StrFormat(
      "# %s\n\nWritten by `twin region calibrate`; do not edit. %d weather years of the record "
      "(seed 1, %d to %d), each in its own\ncalendar year, hour by hour; tables of revision "
      "`%.12s`. **Synthetic weather: no day of it has been.** Measured\nfigures, tolerances and "
      "sources are rows of `public_record.csv`.\n\n*twin* is the median of the years, one "
      "statistic of all years together, or the level exceeded once in eight years,\nas the row's "
      "statistic says; P10, P50, P90 are of single years. *fitted*: a parameter was chosen after "
      "it; *predicted*:\nnone was. A miss stays until a cause is found.\n\n%d met, %d missed, %d "
      "not compared.\n\n",
      title, question.years, question.first_year, question.first_year + question.years - 1,
      record.region.data_revision, count.met, count.missed, count.open);
}

Json RowsJson(const std::vector<Row>& rows) {
  Json list = Json::array();
  for (const Row& row : rows) {
    Json each{{"section", row.figure->section},
              {"name", row.figure->name},
              {"quantity", row.figure->quantity},
              {"statistic", row.figure->statistic},
              {"unit", row.figure->unit},
              {"measured_low", row.figure->values[0]},
              {"measured_high", row.figure->values[1]},
              {"made", row.figure->is_fitted ? "fitted" : "predicted"}};
    if (row.is_compared) {
      each["twin"] = row.twin;
      each["p10"] = row.p10;
      each["p50"] = row.p50;
      each["p90"] = row.p90;
      each["is_met"] = row.is_met;
    }
    list.push_back(std::move(each));
  }
  return list;
}

/// The coldest five days of a year of median peak, made so cold that their mean is −20 °C.
struct DesignSpell {
  ColdSpell spell;
  int year = 0;
  double offset_k = 0.0;
};

absl::StatusOr<DesignSpell> CalcDesignSpell(const Record& record) {
  constexpr double kDesignDegc = -20.0;
  constexpr int kDays = 5;
  std::vector<std::pair<double, int>> peaks;
  for (const auto& year : record.years) {
    peaks.emplace_back(solvers::CalcDuration(year).peak_mw, year.year);
  }
  std::sort(peaks.begin(), peaks.end());
  DesignSpell design{.year = peaks[peaks.size() / 2].second};
  TWIN_ASSIGN_OR_RETURN(const ColdSpell plain,
                        CalcColdSpell(record.params, design.year, kDays, 0.0));
  double mean_degc = 0.0;
  for (std::size_t i = 48; i < 168; ++i) mean_degc += plain.hours[i].own_degc / 120.0;
  design.offset_k = kDesignDegc - mean_degc;
  TWIN_ASSIGN_OR_RETURN(design.spell,
                        CalcColdSpell(record.params, design.year, kDays, design.offset_k));
  return design;
}

}  // namespace

absl::StatusOr<CalibrationAnswer> CalibrateRegion(const RecordQuestion& question) {
  Record record;
  TWIN_RETURN_IF_ERROR(LoadRecord(question, record));
  data::Diagnostics diagnostics;
  const std::vector<data::PublicFigure> figures =
      data::LoadPublicRecord(question.region_directory, diagnostics);
  TWIN_RETURN_IF_ERROR(data::ToStatus(diagnostics));
  if (figures.empty()) {
    return absl::NotFoundError(
        absl::StrCat(question.region_directory, "/public_record.csv: no row to compare with"));
  }
  TWIN_RETURN_IF_ERROR(RunRecord(question, record));
  std::vector<Row> rows;
  for (const data::PublicFigure& figure : figures) {
    TWIN_ASSIGN_OR_RETURN(rows.emplace_back(), MakeRow(record, figure));
  }
  TWIN_ASSIGN_OR_RETURN(const DesignSpell design, CalcDesignSpell(record));

  const Count calibration = CountRows(rows, "calibration"), hindcast = CountRows(rows, "hindcast");
  CalibrationAnswer answer;
  answer.files.push_back(
      {"CALIBRATION.md",
       absl::StrCat(MakeHead("Calibration: the twin against what was measured", question, record,
                             calibration),
                    "## Misses\n\n", MakeMissList(rows, "calibration"), "\n## All figures\n\n",
                    MakeTable(rows, "calibration"), "\n## Imports at −20 °C\n\n",
                    MakeSpellText(design.spell, design.year, design.offset_k),
                    "\n## Plots\n\n![hours](calibration/hours.svg)\n"
                    "![temperature](calibration/temperature.svg)\n"
                    "![duration](calibration/duration.svg)\n"
                    "![cold spell](calibration/cold_spell.svg)\n")});
  answer.files.push_back(
      {"HINDCAST.md",
       absl::StrCat(
           MakeHead("Hindcast: the public record against the twin", question, record, hindcast),
           "Days of the record are not real: a day that was is held against the level of "
           "its rarity or of its\ntemperature, as the note says. What was said of queues "
           "is held against `large_loads.csv`, which was collected\nfrom the same public "
           "sources: agreement there is bookkeeping, no prediction.\n\n## Misses\n\n",
           MakeMissList(rows, "hindcast"), "\n## All figures\n\n", MakeTable(rows, "hindcast"))});
  answer.files.push_back({"calibration/hours.svg", DrawShapes(record)});
  answer.files.push_back({"calibration/temperature.svg", DrawResponse(rows)});
  answer.files.push_back({"calibration/duration.svg", DrawDuration(record)});
  answer.files.push_back({"calibration/cold_spell.svg", DrawSpell(design.spell)});
  if (question.is_json) {
    answer.text = absl::StrCat(
        Json{{"notice", record.region.notice}, {"figures", RowsJson(rows)}}.dump(), "\n");
  } else {
    answer.text = absl::StrFormat(
        "calibration: %d met, %d missed\n%shindcast: %d met, %d missed, %d not compared\n%s",
        calibration.met, calibration.missed, MakeMissList(rows, "calibration"), hindcast.met,
        hindcast.missed, hindcast.open, MakeMissList(rows, "hindcast"));
  }
  return answer;
}

absl::StatusOr<std::string> DescribeQuantiles(const RecordQuestion& question,
                                              const std::vector<std::string>& quantities) {
  Record record;
  TWIN_RETURN_IF_ERROR(LoadRecord(question, record));
  std::vector<solvers::RecordQuantity> found;
  for (const std::string& name : quantities) {
    TWIN_ASSIGN_OR_RETURN(found.emplace_back(), solvers::FindRecordQuantity(record.params, name));
  }
  TWIN_RETURN_IF_ERROR(RunRecord(question, record));
  Json json{{"notice", record.region.notice},
            {"years", question.years},
            {"first_year", question.first_year},
            {"quantities", Json::array()}};
  std::string text;
  for (const solvers::RecordQuantity& quantity : found) {
    const auto spread = solvers::CalcSpread(quantity, record.years);
    Json values = Json::array();
    for (std::size_t i = 0; i < record.years.size(); ++i) {
      values.push_back(quantity.calc(std::span(record.years).subspan(i, 1)));
    }
    json["quantities"].push_back({{"name", quantity.name},
                                  {"unit", quantity.unit},
                                  {"p10", spread.P10()},
                                  {"p50", spread.P50()},
                                  {"p90", spread.P90()},
                                  {"by_year", std::move(values)}});
    absl::StrAppendFormat(&text, "%-40s P10 %s  P50 %s  P90 %s %s\n", quantity.name,
                          Format(spread.P10()), Format(spread.P50()), Format(spread.P90()),
                          quantity.unit);
  }
  return question.is_json ? absl::StrCat(json.dump(), "\n") : text;
}

}  // namespace twin::cli
