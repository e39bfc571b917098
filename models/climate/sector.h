#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "models/climate/hour_shapes.h"
#include "models/climate/weather.h"
#include "models/time/oslo_calendar.h"

namespace models {

/// Who uses electricity. Heat plants are not here; they follow from the heat step.
enum class Sector {
  kDwellingsDirect,
  kDwellingsHeatPump,
  kDwellingsDistrictHeat,
  kServices,
  kIndustry,
  kAgriculture,
  kCabins,
  kEvCharging,
  kTruckCharging,
  kRail,
  kGoodsTerminals,
  kPorts,
  kAirport,
  kDataCentres,
  kElectrolysers,
  kHeatingCables,
};
inline constexpr std::size_t kSectorCount = 16;

/// One value for every sector, in order of the enumeration.
template <class T>
using SectorTable = std::array<T, kSectorCount>;

/// Names as they stand in tables, e.g. "ev_charging".
std::string_view SectorId(Sector sector);
std::optional<Sector> FindSector(std::string_view id);

/// What of the weather a sector answers to.
enum class WeatherResponse {
  kNone,
  kHeating,  ///< R = [θ − T]₊, with a smaller slope below saturation
  kCooling,  ///< R = [T − θ]₊
  kSnowMelt,  ///< R = 5 K · wet · [1 − |T − θ| / 5 K]₊, wet from nothing under a clear sky to 1
};

/// How one sector follows weather and calendar.
struct SectorParams {
  std::string name;
  WeatherResponse response = WeatherResponse::kNone;
  double weather_share = 0.0;          ///< of a normal year's energy in the reference climate
  double threshold_degc = 0.0;         ///< θ
  double saturation_degc = -273.0;     ///< below it heaters are at their limit
  double saturated_slope_ratio = 1.0;  ///< slope below saturation over the slope above
  double mean_response_k = 1.0;        ///< mean of R over a normal year in the reference climate
  double memory_share = 0.0;  ///< of the temperature buildings remember; the rest is the air's
  bool is_corrected = false;  ///< carries the correction that makes the sum the measured one
  std::array<double, 3> day_ratio{1.0, 1.0, 1.0};  ///< workday, Saturday, Sunday and holidays
  std::array<double, 12> month_ratio{1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
                                     1.0, 1.0, 1.0, 1.0, 1.0, 1.0};  ///< of what is not weather
  double coincidence_share = 1.0;  ///< of many customers: their joint peak over their own peaks
  double noise_share = 0.0;        ///< standard deviation of one large load's own noise
  double tan_phi_ratio = 0.0;      ///< Q/P of a new load of this sector
  HourShapes hour_shape_ratio{};
};

/// R(T) of one sector.
double CalcSectorResponseK(const SectorParams& sector, const PlaceWeather& weather);

/// What the calendar alone says of one quarter.
struct SectorClock {
  SectorTable<double> time_ratio{};   ///< day ratio · hour shape
  SectorTable<double> month_ratio{};  ///< of what is not weather
  std::size_t month = 0;              ///< 0–11
  double total_ratio = 1.0;           ///< weekday and hour of the measured total
};

SectorClock MakeSectorClock(const SectorTable<SectorParams>& sectors, const OsloTime& local);

/// Power over its mean of a normal year in the reference climate, without correction and noise:
///   p = ((1 − w) · month + w · R(T) / R_mean) · day · hour
/// `position` is the sector's place in the clock's tables.
double CalcSectorRatio(const SectorParams& sector, const SectorClock& clock, std::size_t position,
                       const PlaceWeather& weather);

/// Joint peak of n customers over the sum of their own peaks (Rusck):  k = k∞ + (1 − k∞) / √n
/// **Valid** n ≥ 1; k∞ is the sector's coincidence_share.
double CalcCoincidenceShare(double coincidence_share, double customer_count);

/// The sectors and how much of each the calibration area (NO1) has.
struct SectorModel {
  bool is_given = false;
  SectorTable<SectorParams> sectors;
  SectorTable<double> calibration_mw{};  ///< mean in the reference climate, all loads of the area
  double calibration_ratio = 1.0;  ///< the loads' cold morning over that of the measured total
};

/// Mix of a load whose sectors have `mean_mw` in the reference climate: mean power of each over the
/// load's power on the cold design morning. **Valid** when some sector draws power then.
SectorTable<double> CalcSectorMixRatio(const SectorTable<double>& mean_mw,
                                       const SectorTable<double>& cold_ratio);

}  // namespace models
