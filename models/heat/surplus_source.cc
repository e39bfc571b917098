#include "models/heat/surplus_source.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"
#include "models/base/units.h"
#include "models/climate/season.h"

namespace models {
namespace {

constexpr double kMidJanuaryShare = 15.0 / 365.0;
constexpr double kLorenzShare = 0.5;
constexpr double kHotterThanSinkK = 5.0;  // across the exchanger of a direct connection
constexpr double kPartLoadLossShare = 0.12;
constexpr double kStableShare = 0.25;
constexpr double kSourceNokPerMwh = 50.0;  // for the heat at its source
constexpr double kTariffNokPerMwh = 59.0;  // of an ordinary large customer
constexpr double kQuietShare = 1.0 / 3.0;
constexpr double kSinkMaxDegc = 90.0;

double CalcSummerShare(const OsloTime& local) {
  return 0.5 - 0.5 * std::cos(2.0 * kPi * (CalcYearShare(local) - kMidJanuaryShare));
}

}  // namespace

double CalcSurplusDegC(const SurplusSourceParams& source, const OsloTime& local) {
  return source.winter_degc + (source.summer_degc - source.winter_degc) * CalcSummerShare(local);
}

double CalcSurplusHeatMw(const SurplusSourceParams& source, const OsloTime& local) {
  const double season_share =
      source.winter_share + (source.summer_share - source.winter_share) * CalcSummerShare(local);
  const bool is_quiet = source.hours == SurplusHours::kWorkday &&
                        (local.day_type != DayType::kWorkday || local.hour < 6 || local.hour >= 18);
  return source.heat_mw * season_share * (is_quiet ? kQuietShare : 1.0);
}

bool HasHeatLeft(const SurplusSourceParams& source) {
  return source.heat_mw * (1.0 - source.taken_share) *
             std::max(source.winter_share, source.summer_share) >
         0.0;
}

HeatPlantParams MakeSurplusPlant(const SurplusSourceParams& source, double supply_degc,
                                 double return_degc) {
  const double left_mw = source.heat_mw * (1.0 - source.taken_share) *
                         std::max(source.winter_share, source.summer_share);
  HeatPlantParams plant{.id = absl::StrCat(source.id, "/plant"),
                        .name = source.name,
                        .heat_max_mw = left_mw,
                        .cost_nok_per_mwh = kSourceNokPerMwh,
                        .bus = source.bus};
  const double coldest_degc = std::min(source.winter_degc, source.summer_degc);
  if (coldest_degc >= supply_degc + kHotterThanSinkK) {
    plant.kind = HeatPlantKind::kSurplusHeat;
    return plant;
  }
  plant.kind = HeatPlantKind::kSurplusHeatPump;
  plant.uses_electricity = true;
  plant.tariff_nok_per_mwh = kTariffNokPerMwh;
  plant.lorenz_share = kLorenzShare;
  plant.source_in_degc = coldest_degc;
  plant.source_out_degc = std::min(source.cooled_to_degc, coldest_degc);
  plant.sink_max_degc = std::max(kSinkMaxDegc, coldest_degc + kHotterThanSinkK);
  plant.part_load_loss_share = kPartLoadLossShare;
  const double cop_ratio = CalcEfficiencyRatio(plant, supply_degc, return_degc);
  plant.efficiency_ratio = cop_ratio;
  plant.heat_max_mw = left_mw * cop_ratio / (cop_ratio - 1.0);
  plant.cost_nok_per_mwh = kSourceNokPerMwh * (cop_ratio - 1.0) / cop_ratio;
  plant.running.stable_min_mw = kStableShare * plant.heat_max_mw;
  return plant;
}

absl::Status Validate(const SurplusSourceParams& source) {
  FieldChecks check;
  if (source.id.empty()) check.Report("id", "is empty");
  check.Positive("heat_mw", source.heat_mw);
  check.Share("winter_share", source.winter_share);
  check.Share("summer_share", source.summer_share);
  check.Share("taken_share", source.taken_share);
  check.NotNegative("network_km", source.network_km);
  if (!std::isfinite(source.winter_degc)) check.Report("winter_degc", "is not finite");
  if (!std::isfinite(source.summer_degc)) check.Report("summer_degc", "is not finite");
  if (!(source.cooled_to_degc <= std::min(source.winter_degc, source.summer_degc)))
    check.Report("cooled_to_degc", "is above the source");
  if (!source.bus.valid()) check.Report("bus", "is missing");
  if (!source.heat_system.valid()) check.Report("heat_system_id", "is missing");
  return check.ToStatus();
}

}  // namespace models
