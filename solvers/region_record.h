#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/region.h"
#include "models/time/oslo_calendar.h"
#include "solvers/planning_quarter.h"

namespace solvers {

inline constexpr std::size_t kGeneratorKindCount = 7;  ///< of models::GeneratorKind
inline constexpr double kRecordLossesShare = 0.024;    ///< of demand, as planning takes it

/// Municipalities that are looked at together.
struct MunicipalityGroup {
  std::string id;
  std::vector<std::string> number_prefixes;  ///< of official numbers, e.g. "03" is Oslo
  std::vector<std::string> later_loads;      ///< by name: came after what was said, do not count
};

/// Groups that the public record speaks of: "oslo_akershus_ostfold", "grenland", "grenland_2022"
/// (without the data centre that came later), "vestfold", "telemark".
std::vector<MunicipalityGroup> MakePublicGroups();

/// What a record of a region is made from, once for all weather years. The region must outlive it.
struct RegionRecordParams {
  PlanningParams planning;            ///< its weather year is not used
  std::string area;                   ///< price area that is held against the public record
  models::PlaceIndex proxy;           ///< whose temperature stood for the area when measured
  std::vector<char> load_is_in_area;  ///< by load
  std::vector<models::MunicipalityIndex> heat_municipality;  ///< by heat system; unset: none
  std::vector<double> own_weight_share;   ///< by place: the area's cold MW there, sum 1
  std::vector<std::size_t> area_of_load;  ///< in balance.price_areas; past its end: none
  std::vector<std::string> group_ids;
  std::vector<std::vector<char>> is_in_group;               ///< by group and municipality
  std::vector<std::vector<models::LoadIndex>> later_loads;  ///< by group
};

/// Errors: as of MakePlanningParams; NotFound when no load lies in `area` or `proxy_id` is no
/// place.
absl::StatusOr<RegionRecordParams> MakeRegionRecordParams(const models::Region& region,
                                                          const std::string& area,
                                                          const std::string& proxy_id);

/// One hour of the record, seen at the quarter in its middle.
struct RegionHour {
  const models::OsloTime& local;
  const models::WeatherField& weather;
  const ElectricityDemand& demand;
  const RegionalBalanceResult& balance;
  double area_mw = 0.0;              ///< demand of the area with its heat plants, without losses
  double region_mw = 0.0;            ///< of the whole region
  double heat_electricity_mw = 0.0;  ///< of it, heat plants beside what the loads hold of them
  std::span<const double> heat_system_mw;  ///< the same by heat system
};

/// A stretch of hours of one weather year.
struct RegionStretch {
  models::WeatherYear weather_year;
  models::Quarter first;
  std::size_t hours = 0;
  std::span<const models::TemperatureOffset> offsets;
};

/// Weather, demand, heat plants and the region's balance, hour by hour; stores start as a planning
/// year's do. No allocation from one hour to the next. Errors: as of AdvanceHeatSystem.
absl::Status ForEachRegionHour(const RegionRecordParams& params,
                               const models::OsloCalendar& calendar, const RegionStretch& stretch,
                               const std::function<void(const RegionHour&)>& visit);

/// One local day of the area.
struct RegionDayRecord {
  int year = 0;
  int month = 1;
  int weekday = 1;
  models::DayType day_type = models::DayType::kWorkday;
  double mean_mw = 0.0;
  double highest_mw = 0.0;
  double proxy_degc = 0.0;  ///< mean of the day where the area's temperature was measured
  double own_degc = 0.0;    ///< of the area, places weighed by their loads
  int hours = 0;
};

/// What a year of the record comes to; one pass, nothing of it is kept by quarter but the area's
/// demand.
struct RegionYearRecord {
  int year = 0;
  std::vector<double> area_mw;  ///< hour by hour, heat plants in it, losses not
  std::vector<models::OsloTime> local;
  std::vector<RegionDayRecord> days;
  models::Table<models::MunicipalityIndex, double> municipality_peak_mw;
  models::Table<models::MunicipalityIndex, double> municipality_gwh;
  std::vector<double> group_peak_mw;  ///< highest joint hour of each group
  std::vector<double> group_generation_at_peak_mw;
  models::Table<PriceAreaIndex, double> demand_gwh;  ///< losses not in it
  models::Table<PriceAreaIndex, double> hydro_gwh;
  std::array<double, kGeneratorKindCount> class_gwh{};
  models::Table<models::GeneratorIndex, double> generator_gwh;
  models::Table<models::PlaceIndex, double> sun_full_load_h;  ///< kWh/kWp, tilted modules
  /// Energy of heating (14 − T remembered) over its value in the region's peak hour.
  models::Table<models::PlaceIndex, double> heating_full_load_h;
  models::Table<models::ExchangeAreaIndex, double> import_gwh;
  models::Table<models::ExchangeAreaIndex, double> import_at_peak_mw;  ///< at the region's peak
  double region_gwh = 0.0;
  double region_peak_mw = 0.0;
  double region_peak_degc = 0.0;  ///< the area's own temperature then
  double import_peak_mw = 0.0;    ///< net import of the region
  double import_low_mw = 0.0;
  double generation_at_peak_mw = 0.0;
  double heat_electricity_gwh = 0.0;
  double unserved_gwh = 0.0;
  double spill_gwh = 0.0;
};

/// The calendar year `year` under the weather record of `seed` of that same year.
/// Errors: as of ForEachRegionHour.
absl::StatusOr<RegionYearRecord> CalcRegionYear(const RegionRecordParams& params,
                                                const models::OsloCalendar& calendar,
                                                const models::WeatherYear& weather_year);

/// Several years on `threads` threads; a function of the inputs alone. Errors: the first year's.
absl::StatusOr<std::vector<RegionYearRecord>> CalcRegionYears(
    const RegionRecordParams& params, const models::OsloCalendar& calendar,
    std::span<const models::WeatherYear> weather_years, std::size_t threads);

}  // namespace solvers
