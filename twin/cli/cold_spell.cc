#include "twin/cli/cold_spell.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "data/region_loader.h"
#include "models/base/status_macros.h"
#include "solvers/cold_levels.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, solvers::kGeneratorKindCount> kClassIds{
    "run_of_river", "reservoir", "cascade", "unknown_hydro", "wind", "solar", "thermal"};
constexpr int kMarginDays = 2;
constexpr std::int64_t kMinutesPerQuarter = 15;

/// First day since 1970 of the coldest `days` of a winter half-year, places weighed by the area's
/// loads.
std::int64_t FindColdestDay(const solvers::RegionRecordParams& params, std::int64_t first,
                            std::int64_t last, int days) {
  const auto& places = params.planning.region->places;
  std::vector<double> mean_degc(places.size());
  std::vector<double> own_degc;
  for (std::int64_t day = first; day <= last; ++day) {
    solvers::CalcDayMeans(places, 1, day, mean_degc);
    double sum = 0.0;
    for (std::size_t i = 0; i < mean_degc.size(); ++i) {
      sum += params.own_weight_share[i] * mean_degc[i];
    }
    own_degc.push_back(sum);
  }
  std::int64_t coldest = first + kMarginDays;
  double lowest_sum = 1e9;
  for (std::size_t i = kMarginDays;
       i + static_cast<std::size_t>(days + kMarginDays) < own_degc.size(); ++i) {
    double sum = 0.0;
    for (int k = 0; k < days; ++k) sum += own_degc[i + static_cast<std::size_t>(k)];
    if (sum >= lowest_sum) continue;
    lowest_sum = sum;
    coldest = first + static_cast<std::int64_t>(i);
  }
  return coldest;
}

Json MakeHoursJson(const ColdSpell& spell) {
  Json hours = Json::array();
  for (const ColdSpellHour& hour : spell.hours) {
    Json row{{"time", hour.time},           {"air_degc", hour.own_degc},
             {"region_mw", hour.region_mw}, {"area_mw", hour.area_mw},
             {"losses_mw", hour.losses_mw}, {"generation_mw", Json::object()},
             {"import_mw", Json::object()}, {"unserved_mw", hour.unserved_mw}};
    for (std::size_t i = 0; i < spell.class_ids.size(); ++i) {
      row["generation_mw"][spell.class_ids[i]] = hour.generation_mw[i];
    }
    for (std::size_t i = 0; i < spell.neighbour_ids.size(); ++i) {
      row["import_mw"][spell.neighbour_ids[i]] = hour.import_mw[i];
    }
    hours.push_back(std::move(row));
  }
  return hours;
}

std::string MakeText(const ColdSpellQuestion& question, const ColdSpell& spell) {
  const ColdSpellHour& top = spell.hours[spell.coldest];
  std::string text = absl::StrFormat(
      "%d days from %02d-%02d of weather year %d with %+.1f K (synthetic)\n"
      "largest demand %s: %.0f MW at %.1f °C, losses %.0f MW\n",
      question.days, spell.month, spell.day_of_month, question.weather_year, question.offset_k,
      top.time, top.region_mw, top.own_degc, top.losses_mw);
  for (std::size_t i = 0; i < spell.class_ids.size(); ++i) {
    absl::StrAppendFormat(&text, "  %-14s %7.0f MW\n", spell.class_ids[i], top.generation_mw[i]);
  }
  for (std::size_t i = 0; i < spell.neighbour_ids.size(); ++i) {
    absl::StrAppendFormat(&text, "  from %-9s %7.0f MW\n", spell.neighbour_ids[i],
                          top.import_mw[i]);
  }
  if (top.unserved_mw > 0.0) absl::StrAppendFormat(&text, "  unserved %.0f MW\n", top.unserved_mw);
  return text;
}

}  // namespace

absl::StatusOr<ColdSpell> CalcColdSpell(const solvers::RegionRecordParams& params, int weather_year,
                                        int days, double offset_k) {
  if (days < 1 || days > 60) {
    return absl::InvalidArgumentError(absl::StrCat("days: ", days, " lies outside 1 to 60"));
  }
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  const models::Quarter year_start = calendar.LocalDayStart(weather_year, 1, 1);
  const models::Quarter spring = calendar.LocalDayStart(weather_year, 4, 1);
  constexpr std::int64_t kQuartersPerDay = 96;
  const models::Quarter epoch;
  const std::int64_t first = FindColdestDay(params, (year_start - epoch) / kQuartersPerDay + 1,
                                            (spring - epoch) / kQuartersPerDay, days);
  const models::Quarter from = epoch + first * kQuartersPerDay;
  const models::Quarter to = from + days * kQuartersPerDay;
  const models::Quarter start = from - kMarginDays * kQuartersPerDay;
  const std::array<models::TemperatureOffset, 1> offsets{
      {{.from = (from - epoch) * kMinutesPerQuarter,
        .to = (to - epoch) * kMinutesPerQuarter,
        .offset_k = offset_k}}};
  const models::ElectricityGrid& grid = params.planning.region->grid;
  ColdSpell spell;
  spell.month = calendar.At(from + kQuartersPerDay / 2).month;
  spell.day_of_month = calendar.At(from + kQuartersPerDay / 2).day;
  spell.class_ids.assign(kClassIds.begin(), kClassIds.end());
  for (const auto& area : grid.exchange_areas) spell.neighbour_ids.push_back(area.id);
  const auto visit = [&](const solvers::RegionHour& hour) {
    const auto minute =
        ((start - epoch) + 4 * static_cast<std::int64_t>(spell.hours.size())) * kMinutesPerQuarter;
    ColdSpellHour row{
        .time = absl::FormatTime("%Y-%m-%dT%H:%MZ", absl::FromUnixSeconds(minute * 60),
                                 absl::UTCTimeZone()),
        .region_mw = hour.region_mw,
        .area_mw = hour.area_mw,
        .losses_mw = solvers::kRecordLossesShare * hour.region_mw,
        .unserved_mw = hour.balance.unserved_mw};
    row.generation_mw.assign(kClassIds.size(), 0.0);
    for (std::size_t i = 0; i < hour.weather.size(); ++i) {
      row.own_degc += params.own_weight_share[i] * hour.weather[models::PlaceIndex(i)].air_degc;
    }
    for (std::size_t i = 0; i < grid.generators.size(); ++i) {
      const models::GeneratorIndex index(i);
      row.generation_mw[static_cast<std::size_t>(grid.generators[index].kind)] +=
          hour.balance.generation_mw[index];
    }
    row.import_mw = hour.balance.area_import_mw.rows();
    spell.hours.push_back(std::move(row));
    const std::size_t last = spell.hours.size() - 1;
    const auto spell_start = static_cast<std::size_t>(24 * kMarginDays);
    const bool is_inside =
        last >= spell_start && last < spell_start + static_cast<std::size_t>(24 * days);
    if (last == spell_start ||
        (is_inside && hour.region_mw > spell.hours[spell.coldest].region_mw)) {
      spell.coldest = last;
    }
  };
  const models::WeatherYear weather{.seed = 1, .year = weather_year};
  TWIN_RETURN_IF_ERROR(solvers::ForEachRegionHour(
      params, calendar,
      {weather, start, static_cast<std::size_t>(24 * (days + 2 * kMarginDays)), offsets}, visit));
  return spell;
}

absl::StatusOr<std::string> DescribeColdSpell(const ColdSpellQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const models::Region region, data::LoadRegion(question.region_directory));
  TWIN_ASSIGN_OR_RETURN(const auto params,
                        solvers::MakeRegionRecordParams(region, "NO1", "oet:place/gvarv"));
  TWIN_ASSIGN_OR_RETURN(const ColdSpell spell, CalcColdSpell(params, question.weather_year,
                                                             question.days, question.offset_k));
  if (!question.is_json) return MakeText(question, spell);
  const Json json{{"notice", region.notice},
                  {"area", params.area},
                  {"weather_year", question.weather_year},
                  {"days", question.days},
                  {"offset_k", question.offset_k},
                  {"largest_demand_at", spell.hours[spell.coldest].time},
                  {"hours", MakeHoursJson(spell)}};
  return absl::StrCat(json.dump(), "\n");
}

}  // namespace twin::cli
