#pragma once

#include <cmath>
#include <string>

#include "models/base/units.h"
#include "models/plan/plan.h"
#include "models/plan/plan_tables.h"
#include "solvers/plan/plan_climate.h"

namespace tests {

/// Small tables: uses "flat" and "office" of standard "tek17", purposes 1113, 1310, 1510, 1800,
/// 3050.
inline models::PlanTables SmallPlanTables() {
  using models::PurposeList;
  using models::PurposeRole;
  models::PlanTables tables;
  tables.purposes = models::PurposeTable({
      {.list = PurposeList::kZoning,
       .code = 1113,
       .name = "Blokk",
       .role = PurposeRole::kBuildings,
       .use = "flat"},
      {.list = PurposeList::kZoning,
       .code = 1310,
       .name = "Kontor",
       .role = PurposeRole::kBuildings,
       .use = "office"},
      {.list = PurposeList::kZoning,
       .code = 1510,
       .name = "Energianlegg",
       .role = PurposeRole::kGiven},
      {.list = PurposeList::kZoning,
       .code = 1800,
       .name = "Kombinert",
       .role = PurposeRole::kCombined},
      {.list = PurposeList::kZoning, .code = 3050, .name = "Park"},
  });
  tables.given = {{.profile = "steady", .taken_share = {0.5, 0.8, 1.0}}};
  models::UseShape shape{.id = "even"};
  for (auto& hours : shape.hour_ratio) hours.fill(1.0);
  shape.month_ratio.fill(1.0);
  models::UseShape day = shape;
  day.id = "day";
  for (auto& hours : day.hour_ratio) {
    for (std::size_t h = 0; h < 24; ++h) hours[h] = h >= 8 && h < 16 ? 2.0 : 0.5;
  }
  tables.uses.shapes = {shape, day};
  const auto add = [&](const char* id, bool is_dwelling, double electric_kwh, const char* form) {
    models::BuildingUseParams use{.id = id, .name = id, .is_dwelling = is_dwelling};
    use.customer_m2 = is_dwelling ? 70.0 : 1500.0;
    if (is_dwelling) use.floor_per_dwelling_m2 = 70.0;
    use.coincidence_share = 0.5;
    use.shape_id = {form, "even", "even", "day", "even"};
    models::UseStandard standard{.standard = "tek17"};
    standard.floor[0] = {{0.8 * electric_kwh, electric_kwh, 1.4 * electric_kwh},
                         {0.16 * electric_kwh, 0.2 * electric_kwh, 0.28 * electric_kwh}};
    standard.floor[1] = {{17.52, 17.52, 17.52}, {2.0, 2.0, 2.0}};
    standard.floor[2] = {{20.0, 25.0, 35.0}, {12.0, 15.0, 20.0}};
    standard.floor[3] = {{5.0, 10.0, 15.0}, {10.0, 20.0, 30.0}};
    standard.floor[4] = {{5.0, 10.0, 15.0}, {1.5, 3.0, 4.5}};
    use.standards = {standard};
    tables.uses.uses.push_back(use);
  };
  add("flat", true, 35.0, "day");
  add("office", false, 70.0, "day");
  return tables;
}

/// A year of 365 days whose temperature follows a cosine from −16 to 24 °C and that has weekends.
inline solvers::PlanClimate CosineClimate() {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  solvers::PlanClimate climate{.design_degc = -20.0, .hot_degc = 27.0};
  int day = 0;
  for (int month = 1; month <= 12; ++month) {
    for (int of_month = 1; of_month <= kDays[month - 1]; ++of_month, ++day) {
      for (int q = 0; q < 96; ++q) {
        const int weekday = day % 7;
        climate.local.push_back({.month = month,
                                 .day = of_month,
                                 .hour = q / 4,
                                 .minute = 15 * (q % 4),
                                 .day_type = weekday < 5    ? models::DayType::kWorkday
                                             : weekday == 5 ? models::DayType::kSaturday
                                                            : models::DayType::kSunday});
        const double degc = 4.0 - 20.0 * std::cos(2.0 * models::kPi * (day - 15) / 365.0);
        climate.air_degc.push_back(degc);
        climate.effective_degc.push_back(degc);
      }
    }
  }
  return climate;
}

/// An upright rectangle.
inline models::PlanSurface BoxSurface(double west_m, double south_m, double east_m,
                                      double north_m) {
  return {{.shell = {{west_m, south_m},
                     {east_m, south_m},
                     {east_m, north_m},
                     {west_m, north_m},
                     {west_m, south_m}}}};
}

}  // namespace tests
