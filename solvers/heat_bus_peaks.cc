#include "solvers/heat_bus_peaks.h"

#include <algorithm>

#include "models/base/status_macros.h"
#include "solvers/electricity_demand.h"
#include "solvers/weather_process.h"

namespace solvers {
namespace {

using models::BusIndex;

/// A share of a system's buildings at one bus.
struct BuildingShare {
  BusIndex bus;
  double weight_share = 0.0;
};

std::vector<BuildingShare> FindBuildings(const models::Region& region,
                                         const models::HeatSystemParams& system) {
  std::vector<BuildingShare> shares;
  double total_mw = 0.0;
  for (const models::LoadParams& load : region.grid.loads) {
    if (load.kind != models::LoadKind::kGeneral || load.municipality != system.municipality)
      continue;
    shares.push_back({load.bus, load.cold_mw});
    total_mw += load.cold_mw;
  }
  for (BuildingShare& share : shares) share.weight_share /= total_mw;
  return shares;
}

/// What one quarter adds at the buses to the loads.
struct Moment {
  models::Table<BusIndex, double> with_mw, direct_mw, pump_mw, heat_mw;
  explicit Moment(std::size_t buses)
      : with_mw(buses), direct_mw(buses), pump_mw(buses), heat_mw(buses) {}
  void Clear() {
    for (auto* table : {&with_mw, &direct_mw, &pump_mw, &heat_mw}) {
      std::fill(table->begin(), table->end(), 0.0);
    }
  }
};

void Raise(double load_mw, double with_mw, double direct_mw, double pump_mw, double heat_mw,
           HeatBusPeak& peak) {
  if (load_mw + with_mw > peak.with_mw) {
    peak.with_mw = load_mw + with_mw;
    peak.heat_mw = heat_mw;
  }
  peak.without_direct_mw = std::max(peak.without_direct_mw, load_mw + direct_mw);
  peak.without_pump_mw = std::max(peak.without_pump_mw, load_mw + pump_mw);
}

}  // namespace

absl::StatusOr<HeatBusPeaks> CalcHeatBusPeaks(const models::Region& region,
                                              const models::OsloCalendar& calendar,
                                              const HeatStretch& stretch,
                                              const ReliefParams& params) {
  const std::size_t buses = region.grid.buses.size();
  std::vector<std::vector<BuildingShare>> buildings;
  std::vector<char> touched(buses, 0);
  for (const models::HeatSystemParams& system : region.heat_systems) {
    buildings.push_back(FindBuildings(region, system));
    for (const BuildingShare& share : buildings.back()) touched[share.bus.value()] = 1;
    for (const models::HeatPlantParams& plant : system.plants) {
      if (plant.bus.valid()) touched[plant.bus.value()] = 1;
    }
  }
  HeatBusPeaks peaks;
  for (std::size_t i = 0; i < buses; ++i) {
    if (touched[i] != 0) peaks.buses.push_back({.bus = BusIndex(i)});
  }
  const WeatherProcess process = MakeWeatherProcess(region, stretch.weather_year);
  const std::vector<models::TemperatureOffset> offsets = OffsetsOf(stretch);
  Moment moment(buses);
  models::WeatherField weather(region.places.size());
  models::Table<BusIndex, double> load_mw(buses);
  ElectricityDemand demand;
  const auto close = [&](models::Quarter quarter, const models::OsloTime& local) {
    CalcWeather(process, quarter, local, offsets, weather);
    CalcElectricityDemand(region.grid.loads, region.demand, weather, stretch.weather_year, quarter,
                          local, demand);
    std::fill(load_mw.begin(), load_mw.end(), 0.0);
    for (std::size_t i = 0; i < region.grid.loads.size(); ++i) {
      load_mw[region.grid.loads[models::LoadIndex(i)].bus] +=
          demand.demand_mw[models::LoadIndex(i)];
    }
    double sum_mw = 0.0, with_mw = 0.0, direct_mw = 0.0, pump_mw = 0.0, heat_mw = 0.0;
    for (HeatBusPeak& peak : peaks.buses) {
      const BusIndex bus = peak.bus;
      Raise(load_mw[bus], moment.with_mw[bus], moment.direct_mw[bus], moment.pump_mw[bus],
            moment.heat_mw[bus], peak);
      sum_mw += load_mw[bus];
      with_mw += moment.with_mw[bus];
      direct_mw += moment.direct_mw[bus];
      pump_mw += moment.pump_mw[bus];
      heat_mw += moment.heat_mw[bus];
    }
    Raise(sum_mw, with_mw, direct_mw, pump_mw, heat_mw, peaks.region);
    moment.Clear();
  };
  const std::size_t systems = region.heat_systems.size();
  TWIN_RETURN_IF_ERROR(
      ForEachHeatStep(region, calendar, stretch, {}, [&](const HeatYearStep& step) {
        const models::HeatSystemParams& system = region.heat_systems[step.system];
        for (std::size_t i = 0; i < system.plants.size(); ++i) {
          const models::HeatPlantParams& plant = system.plants[i];
          if (!plant.bus.valid()) continue;
          const double draw_mw = step.result.plant_electricity_mw[i];
          moment.with_mw[plant.bus] += CalcElectricityBesideLoadsMw(
              plant, draw_mw, step.result.plant_power_mw[i], step.inputs.effective_degc);
          // What the loads hold goes with the network; generators keep what they hold of turbines.
          const double held_mw =
              std::max(CalcByDesignCasesMw(plant.held, step.inputs.effective_degc), 0.0);
          moment.direct_mw[plant.bus] -= held_mw;
          moment.pump_mw[plant.bus] -= held_mw;
        }
        const HeatCounterfactual other =
            CalcCounterfactual(params, step.result, step.inputs.outdoor_degc);
        for (const BuildingShare& share : buildings[step.system.value()]) {
          moment.direct_mw[share.bus] += share.weight_share * other.without_direct_mw;
          moment.pump_mw[share.bus] += share.weight_share * other.without_pump_mw;
          moment.heat_mw[share.bus] += share.weight_share * other.delivered_mw;
        }
        if (step.system.value() + 1 == systems) close(step.quarter, step.local);
      }));
  return peaks;
}

}  // namespace solvers
