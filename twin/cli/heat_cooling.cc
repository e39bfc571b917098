#include "twin/cli/heat_cooling.h"

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/region_loader.h"
#include "models/asset_names.h"
#include "models/base/status_macros.h"
#include "models/time/oslo_calendar.h"
#include "twin/quarter_text.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;

Json HourJson(const heat::CoolingHour& hour) {
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

std::string MakeJson(const models::Region& region, const models::HeatSystemParams& system,
                     const heat::CoolingDay& day) {
  Json json{
      {"notice", region.notice},
      {"heat_system", system.id},
      {"bus", day.bus.valid() ? region.grid.buses[day.bus].id : ""},
      {"weather_year", day.hottest.weather_year},
      {"from", QuarterText(day.hottest.first)},
      {"afternoon_degc", day.hottest.afternoon_degc},
      {"cooling_peak_mw", day.district.cooling_peak_mw},
      {"electricity_peak_mw",
       heat::PeakOf(day.hours, &solvers::DistrictCoolingResult::electricity_mw).electricity_mw},
      {"all_compressor_electricity_peak_mw",
       heat::PeakOf(day.hours, &solvers::DistrictCoolingResult::all_compressor_electricity_mw)
           .all_compressor_electricity_mw}};
  for (const heat::CoolingHour& hour : day.hours) json["hours"].push_back(HourJson(hour));
  return json.dump(2) + "\n";
}

std::string MakeText(const models::Region& region, const models::HeatSystemParams& system,
                     const heat::CoolingDay& day) {
  std::string text = absl::StrFormat(
      "%s, synthetic: cold of %.1f MW at %.0f degC, on the hottest day (weather year %d, 15:00 at "
      "%.1f degC)\n"
      "hour  degC   cold   free  with heat  compressors  missing   electricity  by compressors "
      "alone, MW\n",
      system.name, day.district.cooling_peak_mw, day.district.design_degc, day.hottest.weather_year,
      day.hottest.afternoon_degc);
  for (std::size_t h = 0; h < day.hours.size(); ++h) {
    const solvers::DistrictCoolingResult& cold = day.hours[h].cold;
    text += absl::StrFormat("%4d %5.1f %6.2f %6.2f %10.2f %12.2f %8.2f %13.2f %15.2f\n",
                            static_cast<int>(h), day.hours[h].outdoor_degc, cold.cooling_mw,
                            cold.free_mw, cold.combined_mw, cold.compressor_mw, cold.unserved_mw,
                            cold.electricity_mw, cold.all_compressor_electricity_mw);
  }
  const solvers::DistrictCoolingResult& peak =
      heat::PeakOf(day.hours, &solvers::DistrictCoolingResult::electricity_mw);
  const solvers::DistrictCoolingResult& alone =
      heat::PeakOf(day.hours, &solvers::DistrictCoolingResult::all_compressor_electricity_mw);
  text += absl::StrFormat(
      "most electricity: %.2f MW, of which %.2f MW by compressors; compressors alone would take "
      "%.2f MW%s\n",
      peak.electricity_mw, peak.compressor_electricity_mw, alone.all_compressor_electricity_mw,
      day.bus.valid() ? absl::StrCat("; at ", region.grid.buses[day.bus].name) : "");
  return text;
}

}  // namespace

absl::StatusOr<std::string> DescribeHeatCooling(const HeatCoolingQuestion& question) {
  TWIN_ASSIGN_OR_RETURN(const models::Region region, data::LoadRegion(question.region_directory));
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  TWIN_ASSIGN_OR_RETURN(
      const models::AssetRef asset,
      models::AssetNames(region).Find(question.system, {models::AssetKind::kHeatSystem}));
  const models::HeatSystemIndex system(asset.row);
  TWIN_ASSIGN_OR_RETURN(const heat::CoolingDay day,
                        heat::CalcCoolingDay(region, calendar, system, question.cooling));
  const models::HeatSystemParams& of = region.heat_systems[system];
  return question.is_json ? MakeJson(region, of, day) : MakeText(region, of, day);
}

}  // namespace twin::cli
