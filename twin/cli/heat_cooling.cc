#include "twin/cli/heat_cooling.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/region_loader.h"
#include "models/asset_names.h"
#include "models/base/status_macros.h"
#include "models/time/oslo_calendar.h"
#include "solvers/cooling_day.h"
#include "solvers/heat_year.h"
#include "twin/quarter_text.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kCalendarYear = 2027;
constexpr std::size_t kQuartersPerHour = 4;
constexpr double kCarnotShare = 0.5;       // typical of large machines, 0.4 to 0.6
constexpr double kCompressorRatio = 1.25;  // of the peak: more than the hottest day needs

struct Hour {
  double outdoor_degc = 0.0;
  solvers::DistrictCoolingResult cold;
};

struct Day {
  solvers::HottestDay hottest;
  std::vector<Hour> hours;
  models::BusIndex bus;  ///< the first of the system's plants
};

bool IsMustRun(models::HeatPlantKind kind) {
  return kind == models::HeatPlantKind::kWasteIncineration ||
         kind == models::HeatPlantKind::kSurplusHeat || kind == models::HeatPlantKind::kSolarHeat;
}

// What another machine could take over: heat of plants that need not run.
double CalcHeatNeedMw(const models::HeatSystemParams& system,
                      const models::HeatSystemResult& result) {
  double need_mw = 0.0;
  for (std::size_t p = 0; p < system.plants.size(); ++p) {
    if (!IsMustRun(system.plants[p].kind)) need_mw += result.plant_heat_mw[p];
  }
  return need_mw;
}

absl::StatusOr<solvers::DistrictCoolingParams> MakeDistrict(const HeatCoolingQuestion& question) {
  const double peak_mw =
      question.cooling_mw > 0.0
          ? question.cooling_mw
          : models::CalcPeakCoolingMw(question.cooling_gwh, question.full_load_h);
  if (!(peak_mw > 0.0 && peak_mw <= 1000.0)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "cooling: ", peak_mw,
        " MW is not above 0 and at most 1000; give --cooling-mw, or --cooling-gwh with "
        "--full-load-h"));
  }
  solvers::DistrictCoolingParams district{
      .cooling_peak_mw = peak_mw,
      .chiller = {.carnot_share = kCarnotShare, .cooling_max_mw = kCompressorRatio * peak_mw},
      .combined = {.electricity_max_mw = question.combined_mw}};
  TWIN_RETURN_IF_ERROR(Validate(district));
  return district;
}

absl::StatusOr<Day> CalcDay(const models::Region& region, const models::OsloCalendar& calendar,
                            models::HeatSystemIndex system, const HeatCoolingQuestion& question,
                            const solvers::DistrictCoolingParams& district) {
  const models::HeatSystemParams& of = region.heat_systems[system];
  Day day;
  day.hottest = solvers::FindHottestDay(region, calendar, of.place, kCalendarYear,
                                        question.first_year, question.years);
  for (const models::HeatPlantParams& plant : of.plants) {
    if (plant.bus.valid() && !day.bus.valid()) day.bus = plant.bus;
  }
  const solvers::HeatStretch stretch{
      .weather_year = {1, day.hottest.weather_year},
      .first = day.hottest.first + -solvers::kHeatSpinUpDays * models::kQuartersPerDay,
      .quarters =
          static_cast<std::size_t>((solvers::kHeatSpinUpDays + 1) * models::kQuartersPerDay)};
  TWIN_RETURN_IF_ERROR(solvers::ForEachHeatStep(
      region, calendar, stretch, {}, [&](const solvers::HeatYearStep& step) {
        if (step.system != system || step.quarter < day.hottest.first) return;
        if ((step.quarter - day.hottest.first) % static_cast<int>(kQuartersPerHour) != 0) return;
        const double outdoor_degc = step.inputs.outdoor_degc;
        day.hours.push_back(
            {outdoor_degc,
             CalcDistrictCooling(
                 district,
                 {.outdoor_degc = outdoor_degc,
                  .reject_degc = question.rejects_to_water ? question.water_degc : outdoor_degc,
                  .water_degc = question.water_degc,
                  .heat_need_mw = CalcHeatNeedMw(of, step.result),
                  .heat_supply_degc = step.result.supply_degc,
                  .heat_return_degc = of.return_degc})});
      }));
  return day;
}

Json HourJson(const Hour& hour) {
  return {{"outdoor_degc", hour.outdoor_degc},
          {"cooling_mw", hour.cold.cooling_mw},
          {"free_mw", hour.cold.free_mw},
          {"combined_mw", hour.cold.combined_mw},
          {"compressor_mw", hour.cold.compressor_mw},
          {"unserved_mw", hour.cold.unserved_mw},
          {"heat_mw", hour.cold.heat_mw},
          {"electricity_mw", hour.cold.electricity_mw},
          {"compressor_electricity_mw", hour.cold.compressor_electricity_mw},
          {"all_compressor_electricity_mw", hour.cold.all_compressor_electricity_mw}};
}

const solvers::DistrictCoolingResult& PeakOf(const std::vector<Hour>& hours,
                                             double solvers::DistrictCoolingResult::*quantity) {
  return std::max_element(
             hours.begin(), hours.end(),
             [&](const Hour& a, const Hour& b) { return a.cold.*quantity < b.cold.*quantity; })
      ->cold;
}

std::string MakeJson(const models::Region& region, const models::HeatSystemParams& system,
                     const solvers::DistrictCoolingParams& district, const Day& day) {
  Json json{{"notice", region.notice},
            {"heat_system", system.id},
            {"bus", day.bus.valid() ? region.grid.buses[day.bus].id : ""},
            {"weather_year", day.hottest.weather_year},
            {"from", QuarterText(day.hottest.first)},
            {"afternoon_degc", day.hottest.afternoon_degc},
            {"cooling_peak_mw", district.cooling_peak_mw},
            {"electricity_peak_mw",
             PeakOf(day.hours, &solvers::DistrictCoolingResult::electricity_mw).electricity_mw},
            {"all_compressor_electricity_peak_mw",
             PeakOf(day.hours, &solvers::DistrictCoolingResult::all_compressor_electricity_mw)
                 .all_compressor_electricity_mw}};
  for (const Hour& hour : day.hours) json["hours"].push_back(HourJson(hour));
  return json.dump(2) + "\n";
}

std::string MakeText(const models::Region& region, const models::HeatSystemParams& system,
                     const solvers::DistrictCoolingParams& district, const Day& day) {
  std::string text = absl::StrFormat(
      "%s, synthetic: cold of %.1f MW at %.0f degC, on the hottest day (weather year %d, 15:00 at "
      "%.1f degC)\n"
      "hour  degC   cold   free  with heat  compressors  missing   electricity  by compressors "
      "alone, MW\n",
      system.name, district.cooling_peak_mw, district.design_degc, day.hottest.weather_year,
      day.hottest.afternoon_degc);
  for (std::size_t h = 0; h < day.hours.size(); ++h) {
    const solvers::DistrictCoolingResult& cold = day.hours[h].cold;
    text += absl::StrFormat("%4d %5.1f %6.2f %6.2f %10.2f %12.2f %8.2f %13.2f %15.2f\n",
                            static_cast<int>(h), day.hours[h].outdoor_degc, cold.cooling_mw,
                            cold.free_mw, cold.combined_mw, cold.compressor_mw, cold.unserved_mw,
                            cold.electricity_mw, cold.all_compressor_electricity_mw);
  }
  const solvers::DistrictCoolingResult& peak =
      PeakOf(day.hours, &solvers::DistrictCoolingResult::electricity_mw);
  const solvers::DistrictCoolingResult& alone =
      PeakOf(day.hours, &solvers::DistrictCoolingResult::all_compressor_electricity_mw);
  text += absl::StrFormat(
      "most electricity: %.2f MW, of which %.2f MW by compressors; compressors alone would take "
      "%.2f MW%s\n",
      peak.electricity_mw, peak.compressor_electricity_mw, alone.all_compressor_electricity_mw,
      day.bus.valid() ? absl::StrCat("; at ", region.grid.buses[day.bus].name) : "");
  return text;
}

}  // namespace

absl::StatusOr<std::string> DescribeHeatCooling(const HeatCoolingQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const solvers::DistrictCoolingParams district, MakeDistrict(question));
  TWIN_ASSIGN_OR_RETURN(const models::Region region, data::LoadRegion(question.region_directory));
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  TWIN_ASSIGN_OR_RETURN(
      const models::AssetRef asset,
      models::AssetNames(region).Find(question.system, {models::AssetKind::kHeatSystem}));
  const models::HeatSystemIndex system(asset.row);
  TWIN_ASSIGN_OR_RETURN(const Day day, CalcDay(region, calendar, system, question, district));
  const models::HeatSystemParams& of = region.heat_systems[system];
  return question.is_json ? MakeJson(region, of, district, day)
                          : MakeText(region, of, district, day);
}

}  // namespace twin::cli
