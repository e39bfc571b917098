#include "twin/plans/heat_match.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "solvers/plan/plan_climate.h"
#include "solvers/weather_generator.h"

namespace twin::plans {
namespace {

constexpr int kQuartersPerStep = 4;
constexpr std::size_t kP50 = static_cast<std::size_t>(models::Quantile::kP50);
constexpr char kDataCentre[] = "data centre";
// Supply and return inside new buildings, for a source that feeds a plan by itself.
constexpr double kPlanSupplyDegC = 65.0;
constexpr double kPlanReturnDegC = 45.0;

// The weather year of all places, made in one go: what it costs is the region's part of it.
class Climates {
 public:
  Climates(const Surroundings& around, int weather_year) : climates_(around.region.places.size()) {
    const auto& places = around.region.places;
    for (std::size_t row = 0; row < climates_.size(); ++row) {
      const auto& design_degc = places[models::PlaceIndex(row)].design_degc;
      if (design_degc) climates_[row].design_degc = *design_degc;
    }
    models::WeatherField weather(places.size());
    const models::Quarter end = around.calendar.LocalDayStart(kCalendarYear + 1, 1, 1);
    models::Quarter quarter = around.calendar.LocalDayStart(kCalendarYear, 1, 1);
    for (; quarter < end; quarter = quarter + kQuartersPerStep) {
      const models::OsloTime local = around.calendar.At(quarter);
      solvers::CalcWeather(places, around.region.demand.memory_share,
                           {.seed = 1, .year = weather_year}, quarter, local, {}, weather);
      for (std::size_t row = 0; row < climates_.size(); ++row) {
        climates_[row].local.push_back(local);
        climates_[row].effective_degc.push_back(weather[models::PlaceIndex(row)].effective_degc);
      }
    }
  }

  /// **Shape** its vectors [hour]; air temperatures are not made.
  const solvers::PlanClimate& At(models::PlaceIndex place) const {
    return climates_[place.value()];
  }

 private:
  std::vector<solvers::PlanClimate> climates_;
};

// What a system's customers and pipes take at rest.
double SystemLoadMw(const models::HeatSystemParams& system, const models::OsloTime& local,
                    double effective_degc) {
  const double ventilation_share = models::CalcVentilationShare(system, local);
  const double air_degc = models::CalcRestDegC(system.buildings, effective_degc, ventilation_share);
  return models::CalcSpaceHeatMw(system.buildings, air_degc) +
         system.buildings.hot_water_mw * models::CalcHotWaterRatio(system, local) +
         models::CalcNetworkLossMw(system, models::CalcSupplyDegC(system, effective_degc));
}

// Plants whose heat is there anyway.
bool IsBase(const models::HeatPlantParams& plant) {
  return plant.kind == models::HeatPlantKind::kWasteIncineration ||
         plant.kind == models::HeatPlantKind::kSurplusHeat ||
         plant.kind == models::HeatPlantKind::kSurplusHeatPump;
}

absl::Status AddPoints(const Surroundings& around, models::HeatSystemIndex index,
                       solvers::MatchDemand& demand) {
  for (const models::HeatNetworkSite& site : around.region.heat_networks) {
    if (site.system != index) continue;
    TWIN_ASSIGN_OR_RETURN(const models::GeneratedHeatNetwork made,
                          models::GenerateHeatNetwork(site.spec));
    const models::PlanPoint origin = data::ToPlanPoint(site.lon_deg, site.lat_deg);
    for (const models::StreetPlace& place : made.places) {
      demand.points.push_back(
          {.east_m = origin.east_m + place.east_m, .north_m = origin.north_m + place.north_m});
    }
    demand.has_pipes = true;
  }
  if (demand.points.empty()) {
    const models::HeatSystemParams& system = around.region.heat_systems[index];
    demand.points = {data::ToPlanPoint(system.lon_deg, system.lat_deg)};
  }
  return absl::OkStatus();
}

absl::StatusOr<solvers::MatchDemand> MakeSystemDemand(const Surroundings& around,
                                                      models::HeatSystemIndex index,
                                                      const Climates& climates) {
  const models::HeatSystemParams& system = around.region.heat_systems[index];
  solvers::MatchDemand demand{.id = system.id,
                              .name = system.name,
                              .supply_degc = system.supply_cold_degc,
                              .return_degc = system.return_degc};
  TWIN_RETURN_IF_ERROR(AddPoints(around, index, demand));
  double base_mw = 0.0, other_mw = 0.0;
  for (const models::HeatPlantParams& plant : system.plants) {
    (IsBase(plant) ? base_mw : other_mw) += plant.heat_max_mw;
  }
  const solvers::PlanClimate& climate = climates.At(system.place);
  for (std::size_t hour = 0; hour < climate.local.size(); ++hour) {
    const double load_mw = SystemLoadMw(system, climate.local[hour], climate.effective_degc[hour]);
    demand.need_mw.push_back(std::max(0.0, load_mw - base_mw));
  }
  const models::OsloTime morning{.month = 1, .hour = 8};
  const double design_mw = SystemLoadMw(system, morning, climate.design_degc);
  demand.design_need_mw = std::max(0.0, design_mw - base_mw);
  demand.reserve_mw = other_mw;  // what runs then without the source
  return demand;
}

solvers::MatchDemand MakePlanDemand(const CheckedPlan& checked) {
  solvers::MatchDemand demand{
      .id = absl::StrCat("plan:", checked.plan.municipality_id, "/", checked.plan.id),
      .name = checked.plan.name,
      .points = {models::CalcCentre(checked.plan.areas.front().surface)},
      .supply_degc = kPlanSupplyDegC,
      .return_degc = kPlanReturnDegC};
  const std::vector<double>& heat_mw = checked.demand.series.heat_mw[kP50];
  for (std::size_t q = 0; q < heat_mw.size(); q += std::size_t{kQuartersPerStep}) {
    demand.need_mw.push_back(heat_mw[q]);
  }
  demand.design_need_mw = checked.demand.years.back().winter.heat_mw[kP50];
  return demand;
}

// Sums over a market that the table holds beside its single sources.
bool IsCheckValue(const models::SurplusSourceParams& source) {
  return absl::StrContains(source.name, "check value");
}

// Sources whose heat nobody takes yet.
solvers::MatchSource MakeSource(const models::SurplusSourceParams& source,
                                const solvers::PlanClimate& climate) {
  const double left_share = 1.0 - source.taken_share;
  const bool is_coldest_in_winter = source.winter_degc <= source.summer_degc;
  solvers::MatchSource made{
      .id = source.id,
      .name = source.name,
      .kind = source.kind,
      .place = data::ToPlanPoint(source.lon_deg, source.lat_deg),
      .source_in_degc = is_coldest_in_winter ? source.winter_degc : source.summer_degc,
      .source_out_degc = source.cooled_to_degc,
      .is_operating = source.is_operating,
      .is_data_centre = source.kind == kDataCentre,
      .whole_mw = source.heat_mw};
  for (const models::OsloTime& local : climate.local) {
    made.left_mw.push_back(left_share * models::CalcSurplusHeatMw(source, local));
  }
  made.design_left_mw = left_share * models::CalcSurplusHeatMw(source, {.month = 1, .hour = 8});
  return made;
}

}  // namespace

absl::StatusOr<RegionMatches> MatchRegion(const Surroundings& around,
                                          const HeatMatchQuestion& question,
                                          const std::vector<const PlanCheck*>& checks) {
  RegionMatches made{.question = question};
  const Climates climates(around, question.weather_year);
  for (std::size_t i = 0; i < around.region.heat_systems.size(); ++i) {
    TWIN_ASSIGN_OR_RETURN(solvers::MatchDemand demand,
                          MakeSystemDemand(around, models::HeatSystemIndex(i), climates));
    made.demands.push_back(std::move(demand));
  }
  for (const PlanCheck* check : checks) {
    for (const CheckedPlan& checked : check->plans) {
      if (!checked.demand.series.heat_mw[kP50].empty()) {
        made.demands.push_back(MakePlanDemand(checked));
      }
    }
  }
  // Hours of the day and the season are the same at every place.
  if (around.region.heat_systems.empty()) return made;
  const solvers::PlanClimate& calendar =
      climates.At(around.region.heat_systems[models::HeatSystemIndex(0)].place);
  for (const models::SurplusSourceParams& source : around.region.surplus_sources) {
    if (IsCheckValue(source) || !models::HasHeatLeft(source) ||
        (!source.is_operating && !question.has_planned))
      continue;
    made.sources.push_back(MakeSource(source, calendar));
  }
  TWIN_ASSIGN_OR_RETURN(made.matches,
                        solvers::FindHeatMatches(made.sources, made.demands, around.heat));
  return made;
}

}  // namespace twin::plans
