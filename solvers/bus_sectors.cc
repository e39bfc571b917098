#include "solvers/bus_sectors.h"

namespace solvers {
namespace {

double CalcHeatingShare(const models::SectorParams& sector, const models::SectorClock& clock,
                        std::size_t position, const models::PlaceWeather& weather) {
  if (sector.response != models::WeatherResponse::kHeating || sector.weather_share <= 0.0) {
    return 0.0;
  }
  const double heating_ratio =
      sector.weather_share * models::CalcSectorResponseK(sector, weather) / sector.mean_response_k;
  const double all_ratio =
      (1.0 - sector.weather_share) * clock.month_ratio[position] + heating_ratio;
  return all_ratio > 0.0 ? heating_ratio / all_ratio : 0.0;
}

}  // namespace

BusSectors CalcBusSectors(const PlanningParams& params, const PlanningWeather& weather,
                          models::BusIndex bus) {
  BusSectors found;
  const models::SectorModel& model = params.region->demand.sector_model;
  const models::SectorClock clock = models::MakeSectorClock(model.sectors, weather.local);
  for (std::size_t i = 0; i < params.loads.size(); ++i) {
    const models::LoadParams& load = params.loads[models::LoadIndex(i)];
    if (load.bus != bus) continue;
    if (load.kind == models::LoadKind::kGeneral) {
      found.general_mw += weather.demand.demand_mw[models::LoadIndex(i)];
    }
    if (!load.sector_ratio.has_value() || !model.is_given) continue;
    const auto& power_ratio = weather.demand.sector_power_ratio[load.place];
    for (std::size_t s = 0; s < models::kSectorCount; ++s) {
      const double mw = load.cold_mw * (*load.sector_ratio)[s] * power_ratio[s];
      found.sector_mw[s] += mw;
      found.heating_mw[s] +=
          mw * CalcHeatingShare(model.sectors[s], clock, s, weather.weather[load.place]);
    }
  }
  return found;
}

}  // namespace solvers
