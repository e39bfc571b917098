#include "models/climate/sector.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

constexpr SectorTable<std::string_view> kIds{"dwellings_direct",
                                             "dwellings_heat_pump",
                                             "dwellings_district_heat",
                                             "services",
                                             "industry",
                                             "agriculture",
                                             "cabins",
                                             "ev_charging",
                                             "truck_charging",
                                             "rail",
                                             "goods_terminals",
                                             "ports",
                                             "airport",
                                             "data_centres",
                                             "electrolysers",
                                             "heating_cables"};

constexpr double kMeltWidthK = 5.0;
// Snow falls from thick clouds: none above, all below these shares of a clear sky's light.
constexpr double kDryClearSkyShare = 0.8;
constexpr double kWetClearSkyShare = 0.3;

double CalcWetShare(double clear_sky_share) {
  return std::clamp((kDryClearSkyShare - clear_sky_share) / (kDryClearSkyShare - kWetClearSkyShare),
                    0.0, 1.0);
}

}  // namespace

std::string_view SectorId(Sector sector) { return kIds[static_cast<std::size_t>(sector)]; }

std::optional<Sector> FindSector(std::string_view id) {
  const auto found = std::find(kIds.begin(), kIds.end(), id);
  if (found == kIds.end()) return std::nullopt;
  return static_cast<Sector>(found - kIds.begin());
}

double CalcSectorResponseK(const SectorParams& sector, const PlaceWeather& weather) {
  const double degc =
      sector.memory_share * weather.effective_degc + (1.0 - sector.memory_share) * weather.air_degc;
  switch (sector.response) {
    case WeatherResponse::kHeating: {
      const double flat_k = std::max(sector.saturation_degc - degc, 0.0);
      return std::max(sector.threshold_degc - degc, 0.0) -
             flat_k * (1.0 - sector.saturated_slope_ratio);
    }
    case WeatherResponse::kCooling:
      return std::max(degc - sector.threshold_degc, 0.0);
    case WeatherResponse::kSnowMelt:
      return kMeltWidthK * CalcWetShare(weather.clear_sky_share) *
             std::max(1.0 - std::abs(degc - sector.threshold_degc) / kMeltWidthK, 0.0);
    case WeatherResponse::kNone:
      break;
  }
  return 0.0;
}

SectorClock MakeSectorClock(const SectorTable<SectorParams>& sectors, const OsloTime& local) {
  SectorClock clock;
  clock.month = static_cast<std::size_t>(local.month - 1);
  for (std::size_t s = 0; s < kSectorCount; ++s) {
    clock.month_ratio[s] = sectors[s].month_ratio[clock.month];
    clock.time_ratio[s] = sectors[s].day_ratio[static_cast<std::size_t>(local.day_type)] *
                          CalcHourShapeRatio(sectors[s].hour_shape_ratio, local);
  }
  return clock;
}

double CalcSectorRatio(const SectorParams& sector, const SectorClock& clock, std::size_t position,
                       const PlaceWeather& weather) {
  double day_ratio = (1.0 - sector.weather_share) * clock.month_ratio[position];
  if (sector.weather_share > 0.0) {
    day_ratio +=
        sector.weather_share * CalcSectorResponseK(sector, weather) / sector.mean_response_k;
  }
  return day_ratio * clock.time_ratio[position];
}

double CalcCoincidenceShare(double coincidence_share, double customer_count) {
  return coincidence_share + (1.0 - coincidence_share) / std::sqrt(customer_count);
}

SectorTable<double> CalcSectorMixRatio(const SectorTable<double>& mean_mw,
                                       const SectorTable<double>& cold_ratio) {
  double cold_mw = 0.0;
  for (std::size_t s = 0; s < kSectorCount; ++s) cold_mw += mean_mw[s] * cold_ratio[s];
  SectorTable<double> mix_ratio;
  for (std::size_t s = 0; s < kSectorCount; ++s) mix_ratio[s] = mean_mw[s] / cold_mw;
  return mix_ratio;
}

}  // namespace models
