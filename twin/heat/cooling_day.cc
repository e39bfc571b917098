#include "twin/heat/cooling_day.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "solvers/heat_year.h"

namespace twin::heat {
namespace {

constexpr int kCalendarYear = 2027;
constexpr int kQuartersPerHour = 4;
constexpr double kCarnotShare = 0.5;       // typical of large machines, 0.4 to 0.6
constexpr double kCompressorRatio = 1.25;  // of the peak: more than the hottest day needs
constexpr double kMaxCoolingMw = 1000.0;
constexpr double kNoWaterDegc = 99.0;

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

absl::Status Check(const CoolingQuestion& question) {
  std::vector<models::errors::FieldViolation> violations;
  const auto inside = [&](const char* field, double value, double low, double high) {
    if (value >= low && value <= high) return;
    violations.push_back(
        {field, absl::StrCat("is ", value, ", must lie in [", low, ", ", high, "]")});
  };
  inside("cooling_mw", question.cooling_mw, 0.0, kMaxCoolingMw);
  inside("cooling_gwh", question.cooling_gwh, 0.0, kMaxCoolingMw);
  inside("full_load_h", question.full_load_h, 100.0, 8760.0);
  inside("combined_mw", question.combined_mw, 0.0, kMaxCoolingMw);
  inside("first_year", question.first_year, 1971, 2200);
  inside("years", question.years, 1, 1000);
  if (question.water_degc.has_value()) inside("water_degc", *question.water_degc, -2.0, 40.0);
  if ((question.cooling_mw > 0.0) == (question.cooling_gwh > 0.0)) {
    violations.push_back({"cooling_mw", "or cooling_gwh must be given, one of them above zero"});
  }
  if (question.rejects_to_water && !question.water_degc.has_value()) {
    violations.push_back({"water_degc", "is missing; the compressors' heat is to go there"});
  }
  return violations.empty() ? absl::OkStatus() : models::errors::InvalidFields(violations);
}

absl::StatusOr<solvers::DistrictCoolingParams> MakeDistrict(const CoolingQuestion& question) {
  TWIN_RETURN_IF_ERROR(Check(question));
  const double peak_mw =
      question.cooling_mw > 0.0
          ? question.cooling_mw
          : models::CalcPeakCoolingMw(question.cooling_gwh, question.full_load_h);
  solvers::DistrictCoolingParams district{
      .cooling_peak_mw = peak_mw,
      .chiller = {.carnot_share = kCarnotShare, .cooling_max_mw = kCompressorRatio * peak_mw},
      .combined = {.electricity_max_mw = question.combined_mw}};
  TWIN_RETURN_IF_ERROR(Validate(district));
  return district;
}

}  // namespace

absl::StatusOr<CoolingDay> CalcCoolingDay(const models::Region& region,
                                          const models::OsloCalendar& calendar,
                                          models::HeatSystemIndex system,
                                          const CoolingQuestion& question) {
  const models::HeatSystemParams& of = region.heat_systems[system];
  CoolingDay day;
  TWIN_ASSIGN_OR_RETURN(day.district, MakeDistrict(question));
  day.hottest = solvers::FindHottestDay(region, calendar, of.place, kCalendarYear,
                                        question.first_year, question.years);
  for (const models::HeatPlantParams& plant : of.plants) {
    if (plant.bus.valid() && !day.bus.valid()) day.bus = plant.bus;
  }
  const double water_degc = question.water_degc.value_or(kNoWaterDegc);
  const solvers::HeatStretch stretch{
      .weather_year = {1, day.hottest.weather_year},
      .first = day.hottest.first + -solvers::kHeatSpinUpDays * models::kQuartersPerDay,
      .quarters =
          static_cast<std::size_t>((solvers::kHeatSpinUpDays + 1) * models::kQuartersPerDay)};
  TWIN_RETURN_IF_ERROR(solvers::ForEachHeatStep(
      region, calendar, stretch, {}, [&](const solvers::HeatYearStep& step) {
        if (step.system != system || step.quarter < day.hottest.first) return;
        if ((step.quarter - day.hottest.first) % kQuartersPerHour != 0) return;
        const double outdoor_degc = step.inputs.outdoor_degc;
        day.hours.push_back(
            {outdoor_degc,
             CalcDistrictCooling(
                 day.district,
                 {.outdoor_degc = outdoor_degc,
                  .reject_degc = question.rejects_to_water ? water_degc : outdoor_degc,
                  .water_degc = water_degc,
                  .heat_need_mw = CalcHeatNeedMw(of, step.result),
                  .heat_supply_degc = step.result.supply_degc,
                  .heat_return_degc = of.return_degc})});
      }));
  return day;
}

const solvers::DistrictCoolingResult& PeakOf(const std::vector<CoolingHour>& hours,
                                             double solvers::DistrictCoolingResult::*quantity) {
  return std::max_element(hours.begin(), hours.end(),
                          [&](const CoolingHour& a, const CoolingHour& b) {
                            return a.cold.*quantity < b.cold.*quantity;
                          })
      ->cold;
}

}  // namespace twin::heat
