#include "solvers/region_record.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "models/climate/photovoltaic.h"
#include "solvers/heat_inputs.h"
#include "solvers/parallel_for.h"
#include "solvers/weather_process.h"

namespace solvers {
namespace {

using models::LoadIndex;
using models::PlaceIndex;

constexpr int kQuartersPerHour = 4;

double CalcOwnDegc(const RegionRecordParams& params, const models::WeatherField& weather) {
  double sum = 0.0;
  for (std::size_t i = 0; i < weather.size(); ++i) {
    sum += params.own_weight_share[i] * weather[PlaceIndex(i)].air_degc;
  }
  return sum;
}

/// The heat systems of a stretch: their stores and what they draw.
struct HeatRun {
  models::Table<models::HeatSystemIndex, models::HeatSystemState> state;
  std::vector<double> draw_mw;
  HeatStepWorkspace workspace;
};

bool IsInArea(const RegionRecordParams& params, models::MunicipalityIndex municipality) {
  return municipality.valid() &&
         absl::StartsWith(params.planning.region->municipalities[municipality].price_area,
                          params.area);
}

absl::Status AdvanceHeat(const RegionRecordParams& params, const HeatQuarter& when,
                         const models::WeatherField& weather, HeatRun& run, double& area_mw,
                         double& region_mw) {
  run.draw_mw.assign(run.state.size(), 0.0);
  const models::Region& region = *params.planning.region;
  for (std::size_t i = 0; i < region.heat_systems.size(); ++i) {
    const models::HeatSystemIndex index(i);
    const models::HeatSystemParams& system = region.heat_systems[index];
    if (!HasPlantsAtBuses(system)) continue;
    const auto inputs = MakeHeatInputs(system, region.price, when, weather[system.place]);
    TWIN_ASSIGN_OR_RETURN(auto step,
                          AdvanceHeatSystem(system, inputs, run.state[index], 1.0, run.workspace));
    std::swap(run.state[index], step.next_state);
    for (std::size_t plant = 0; plant < system.plants.size(); ++plant) {
      if (!system.plants[plant].bus.valid()) continue;
      run.draw_mw[i] += CalcElectricityBesideLoadsMw(
          system.plants[plant], step.result.plant_electricity_mw[plant],
          step.result.plant_power_mw[plant], inputs.effective_degc);
    }
    region_mw += run.draw_mw[i];
    if (IsInArea(params, params.heat_municipality[i])) area_mw += run.draw_mw[i];
  }
  return absl::OkStatus();
}

void SizeYear(const RegionRecordParams& params, RegionYearRecord& record) {
  const models::Region& region = *params.planning.region;
  const auto& balance = params.planning.balance;
  record.municipality_peak_mw =
      models::Table<models::MunicipalityIndex, double>(region.municipalities.size());
  record.municipality_gwh = record.municipality_peak_mw;
  record.group_peak_mw.assign(params.group_ids.size(), 0.0);
  record.group_generation_at_peak_mw = record.group_peak_mw;
  record.heating_full_load_h = models::Table<PlaceIndex, double>(region.places.size());
  record.demand_gwh = models::Table<PriceAreaIndex, double>(balance.price_areas.size());
  record.hydro_gwh = record.demand_gwh;
  record.generator_gwh =
      models::Table<models::GeneratorIndex, double>(region.grid.generators.size());
  record.sun_full_load_h = models::Table<PlaceIndex, double>(region.places.size());
  record.import_gwh =
      models::Table<models::ExchangeAreaIndex, double>(region.grid.exchange_areas.size());
  record.import_at_peak_mw = record.import_gwh;
}

void AddDay(const RegionRecordParams& params, const RegionHour& hour, RegionYearRecord& record) {
  if (record.days.empty() || hour.local.hour < record.local.back().hour) {
    record.days.push_back({.year = record.year,
                           .month = hour.local.month,
                           .weekday = hour.local.weekday,
                           .day_type = hour.local.day_type});
  }
  RegionDayRecord& day = record.days.back();
  day.mean_mw += hour.area_mw;
  day.highest_mw = std::max(day.highest_mw, hour.area_mw);
  day.proxy_degc += hour.weather[params.proxy].air_degc;
  day.own_degc += CalcOwnDegc(params, hour.weather);
  ++day.hours;
}

void AddEnergies(const RegionRecordParams& params, const RegionHour& hour,
                 RegionYearRecord& record) {
  const models::ElectricityGrid& grid = params.planning.region->grid;
  for (std::size_t i = 0; i < grid.generators.size(); ++i) {
    const models::GeneratorIndex index(i);
    const double gwh = hour.balance.generation_mw[index] / 1000.0;
    record.generator_gwh[index] += gwh;
    const auto kind = grid.generators[index].kind;
    record.class_gwh[static_cast<std::size_t>(kind)] += gwh;
    const PriceAreaIndex area = params.planning.balance.area_of_generator[index];
    const bool is_hydro = kind != models::GeneratorKind::kWind &&
                          kind != models::GeneratorKind::kSolar &&
                          kind != models::GeneratorKind::kThermal;
    if (is_hydro && area.valid()) record.hydro_gwh[area] += gwh;
  }
  for (std::size_t i = 0; i < hour.balance.area_import_mw.size(); ++i) {
    const models::ExchangeAreaIndex index(i);
    record.import_gwh[index] += hour.balance.area_import_mw[index] / 1000.0;
  }
  const models::PhotovoltaicParams plant;
  for (std::size_t i = 0; i < hour.weather.size(); ++i) {
    record.sun_full_load_h[PlaceIndex(i)] +=
        models::CalcPhotovoltaicShare(plant, hour.weather[PlaceIndex(i)]);
  }
  record.region_gwh += hour.region_mw / 1000.0;
  record.heat_electricity_gwh += hour.heat_electricity_mw / 1000.0;
  record.unserved_gwh += hour.balance.unserved_mw / 1000.0;
  record.spill_gwh += hour.balance.spill_mw / 1000.0;
}

double CalcHeatingK(const RegionRecordParams& params, const models::PlaceWeather& here) {
  return std::max(params.planning.region->demand.threshold_degc - here.effective_degc, 0.0);
}

void AddExtremes(const RegionRecordParams& params, const RegionHour& hour,
                 std::vector<double>& peak_heating_k, RegionYearRecord& record) {
  for (std::size_t i = 0; i < hour.weather.size(); ++i) {
    record.heating_full_load_h[PlaceIndex(i)] += CalcHeatingK(params, hour.weather[PlaceIndex(i)]);
  }
  if (hour.region_mw > record.region_peak_mw) {
    for (std::size_t i = 0; i < hour.weather.size(); ++i) {
      peak_heating_k[i] = CalcHeatingK(params, hour.weather[PlaceIndex(i)]);
    }
    record.region_peak_mw = hour.region_mw;
    record.region_peak_degc = CalcOwnDegc(params, hour.weather);
    record.import_at_peak_mw = hour.balance.area_import_mw;
    record.generation_at_peak_mw = hour.balance.generation_sum_mw;
  }
  const double import_mw = hour.balance.net_import_mw;
  const bool is_first = record.area_mw.empty();
  record.import_peak_mw = is_first ? import_mw : std::max(record.import_peak_mw, import_mw);
  record.import_low_mw = is_first ? import_mw : std::min(record.import_low_mw, import_mw);
}

void AddGroups(const RegionRecordParams& params, const RegionHour& hour,
               const models::Table<models::MunicipalityIndex, double>& sum_mw,
               RegionYearRecord& record) {
  const models::ElectricityGrid& grid = params.planning.region->grid;
  for (std::size_t g = 0; g < params.is_in_group.size(); ++g) {
    double mw = 0.0;
    for (std::size_t i = 0; i < sum_mw.size(); ++i) {
      if (params.is_in_group[g][i]) mw += sum_mw[models::MunicipalityIndex(i)];
    }
    for (const LoadIndex load : params.later_loads[g]) mw -= hour.demand.demand_mw[load];
    if (mw <= record.group_peak_mw[g]) continue;
    record.group_peak_mw[g] = mw;
    double generation_mw = 0.0;
    for (std::size_t i = 0; i < grid.generators.size(); ++i) {
      const models::GeneratorIndex index(i);
      const models::MunicipalityIndex municipality = grid.generators[index].municipality;
      if (municipality.valid() && params.is_in_group[g][municipality.value()]) {
        generation_mw += hour.balance.generation_mw[index];
      }
    }
    record.group_generation_at_peak_mw[g] = generation_mw;
  }
}

void AddLoads(const RegionRecordParams& params, const RegionHour& hour,
              models::Table<models::MunicipalityIndex, double>& sum_mw, RegionYearRecord& record) {
  const models::ElectricityGrid& grid = params.planning.region->grid;
  std::fill(sum_mw.begin(), sum_mw.end(), 0.0);
  for (std::size_t i = 0; i < grid.loads.size(); ++i) {
    const LoadIndex load(i);
    const double mw = hour.demand.demand_mw[load];
    if (grid.loads[load].municipality.valid()) sum_mw[grid.loads[load].municipality] += mw;
    if (params.area_of_load[i] < record.demand_gwh.size()) {
      record.demand_gwh[PriceAreaIndex(params.area_of_load[i])] += mw / 1000.0;
    }
  }
  for (std::size_t i = 0; i < hour.heat_system_mw.size(); ++i) {
    if (params.heat_municipality[i].valid()) {
      sum_mw[params.heat_municipality[i]] += hour.heat_system_mw[i];
    }
  }
  AddGroups(params, hour, sum_mw, record);
  for (std::size_t i = 0; i < sum_mw.size(); ++i) {
    const models::MunicipalityIndex index(i);
    record.municipality_peak_mw[index] =
        std::max(record.municipality_peak_mw[index], sum_mw[index]);
    record.municipality_gwh[index] += sum_mw[index] / 1000.0;
  }
}

}  // namespace

std::vector<MunicipalityGroup> MakePublicGroups() {
  const std::vector<std::string> grenland{"4001", "4003", "4010", "4012"};
  return {{"oslo_akershus_ostfold", {"03", "31", "32"}, {}},
          {"grenland", grenland, {}},  // Porsgrunn, Skien, Siljan, Bamble
          {"grenland_2022", grenland, {"Google Skien first phase"}},
          {"vestfold", {"39"}, {}},
          {"telemark", {"40"}, {}}};
}

absl::StatusOr<RegionRecordParams> MakeRegionRecordParams(const models::Region& region,
                                                          const std::string& area,
                                                          const std::string& proxy_id) {
  RegionRecordParams params;
  params.area = area;
  TWIN_ASSIGN_OR_RETURN(params.planning, MakePlanningParams(region, {}, 1.0));
  for (std::size_t i = 0; i < region.places.size(); ++i) {
    if (region.places[PlaceIndex(i)].id == proxy_id) params.proxy = PlaceIndex(i);
  }
  if (!params.proxy.valid()) {
    return absl::NotFoundError(absl::StrCat("the region has no place '", proxy_id, "'"));
  }
  const auto& areas = params.planning.balance.price_areas;
  params.own_weight_share.assign(region.places.size(), 0.0);
  double area_mw = 0.0;
  for (const models::LoadParams& load : region.grid.loads) {
    // Areas are told by their first letters: "NO1 (recalled)" is NO1.
    const std::string of = load.municipality.valid()
                               ? region.municipalities[load.municipality].price_area
                               : std::string();
    const bool is_in_area = absl::StartsWith(of, area);
    params.load_is_in_area.push_back(is_in_area);
    std::size_t index = 0;
    while (index < areas.size() && !absl::StartsWith(of, areas[PriceAreaIndex(index)].id)) ++index;
    params.area_of_load.push_back(index);
    if (!is_in_area) continue;
    params.own_weight_share[load.place.value()] += load.cold_mw;
    area_mw += load.cold_mw;
  }
  if (area_mw <= 0.0) return absl::NotFoundError(absl::StrCat("no load lies in '", area, "'"));
  for (double& share : params.own_weight_share) share /= area_mw;
  for (const models::HeatSystemParams& system : region.heat_systems) {
    // One that names no municipality stands where the first load that shares its weather does.
    models::MunicipalityIndex municipality = system.municipality;
    for (const models::LoadParams& load : region.grid.loads) {
      if (load.place == system.place && !municipality.valid()) municipality = load.municipality;
    }
    params.heat_municipality.push_back(municipality);
  }
  for (const MunicipalityGroup& group : MakePublicGroups()) {
    params.group_ids.push_back(group.id);
    std::vector<char>& is_in = params.is_in_group.emplace_back();
    for (const models::MunicipalityParams& municipality : region.municipalities) {
      is_in.push_back(std::any_of(
          group.number_prefixes.begin(), group.number_prefixes.end(),
          [&](const std::string& prefix) { return absl::StartsWith(municipality.id, prefix); }));
    }
    std::vector<LoadIndex>& later = params.later_loads.emplace_back();
    for (std::size_t i = 0; i < region.grid.loads.size(); ++i) {
      const models::LoadParams& load = region.grid.loads[LoadIndex(i)];
      const bool is_later = absl::c_linear_search(group.later_loads, load.name);
      if (is_later && load.municipality.valid() && is_in[load.municipality.value()] != 0) {
        later.push_back(LoadIndex(i));
      }
    }
  }
  return params;
}

absl::Status ForEachRegionHour(const RegionRecordParams& params,
                               const models::OsloCalendar& calendar, const RegionStretch& stretch,
                               const std::function<void(const RegionHour&)>& visit) {
  const models::Region& region = *params.planning.region;
  models::WeatherField weather;
  ElectricityDemand demand;
  RegionalBalanceState state;
  RegionalBalanceStep step;
  HeatRun heat;
  heat.workspace.solves_exactly = true;
  const models::Table<models::GeneratorIndex, char> none_out;
  const WeatherProcess process = MakeWeatherProcess(region, stretch.weather_year);
  for (std::size_t i = 0; i < stretch.hours; ++i) {
    const models::Quarter hour_start =
        stretch.first + kQuartersPerHour * static_cast<std::int64_t>(i);
    const models::Quarter quarter = hour_start + kQuartersPerHour / 2;
    const models::OsloTime local = calendar.At(quarter);
    CalcWeather(process, quarter, local, stretch.offsets, weather);
    CalcElectricityDemand(params.planning.loads, region.demand, weather, stretch.weather_year,
                          quarter, local, demand);
    if (i == 0) {
      state = MakeRegionalBalanceState(params.planning.balance, local, 0.0);
      for (const models::HeatSystemParams& system : region.heat_systems) {
        heat.state.Add(MakeHeatSystemState(system, weather[system.place].effective_degc));
      }
    }
    double area_mw = 0.0, region_mw = 0.0;
    TWIN_RETURN_IF_ERROR(AdvanceHeat(params, {stretch.weather_year, quarter, local}, weather, heat,
                                     area_mw, region_mw));
    const double heat_mw = region_mw;
    for (std::size_t row = 0; row < demand.demand_mw.size(); ++row) {
      const double mw = demand.demand_mw[LoadIndex(row)];
      region_mw += mw;
      if (params.load_is_in_area[row]) area_mw += mw;
    }
    state.losses_mw = kRecordLossesShare * region_mw;
    AdvanceRegionalBalance(region.grid, params.planning.balance,
                           {.demand_mw = region_mw,
                            .weather = weather,
                            .quarter = hour_start,
                            .local = local,
                            .generator_out = none_out,
                            .process = &process,
                            .changes = {.offsets = stretch.offsets}},
                           state, 1.0, step);
    std::swap(state, step.next_state);
    visit({.local = local,
           .weather = weather,
           .demand = demand,
           .balance = step.result,
           .area_mw = area_mw,
           .region_mw = region_mw,
           .heat_electricity_mw = heat_mw,
           .heat_system_mw = heat.draw_mw});
  }
  return absl::OkStatus();
}

absl::StatusOr<RegionYearRecord> CalcRegionYear(const RegionRecordParams& params,
                                                const models::OsloCalendar& calendar,
                                                const models::WeatherYear& weather_year) {
  RegionYearRecord record{.year = weather_year.year};
  SizeYear(params, record);
  const models::Quarter first = calendar.LocalDayStart(weather_year.year, 1, 1);
  const models::Quarter end = calendar.LocalDayStart(weather_year.year + 1, 1, 1);
  const auto hours = static_cast<std::size_t>((end - first) / kQuartersPerHour);
  record.area_mw.reserve(hours);
  record.local.reserve(hours);
  models::Table<models::MunicipalityIndex, double> sum_mw(record.municipality_gwh.size());
  std::vector<double> peak_heating_k(record.sun_full_load_h.size());
  TWIN_RETURN_IF_ERROR(ForEachRegionHour(params, calendar, {weather_year, first, hours, {}},
                                         [&](const RegionHour& hour) {
                                           AddDay(params, hour, record);
                                           AddEnergies(params, hour, record);
                                           AddExtremes(params, hour, peak_heating_k, record);
                                           AddLoads(params, hour, sum_mw, record);
                                           record.area_mw.push_back(hour.area_mw);
                                           record.local.push_back(hour.local);
                                         }));
  for (RegionDayRecord& day : record.days) {
    day.mean_mw /= day.hours;
    day.proxy_degc /= day.hours;
    day.own_degc /= day.hours;
  }
  for (std::size_t i = 0; i < peak_heating_k.size(); ++i) {
    record.heating_full_load_h[PlaceIndex(i)] /= std::max(peak_heating_k[i], 1e-9);
  }
  return record;
}

absl::StatusOr<std::vector<RegionYearRecord>> CalcRegionYears(
    const RegionRecordParams& params, const models::OsloCalendar& calendar,
    std::span<const models::WeatherYear> weather_years, std::size_t threads) {
  std::vector<absl::StatusOr<RegionYearRecord>> answers(weather_years.size(), RegionYearRecord{});
  ParallelFor(weather_years.size(), threads, [&](std::size_t i, std::size_t) {
    answers[i] = CalcRegionYear(params, calendar, weather_years[i]);
  });
  std::vector<RegionYearRecord> records;
  for (auto& answer : answers) {
    if (!answer.ok()) return answer.status();
    records.push_back(*std::move(answer));
  }
  return records;
}

}  // namespace solvers
