#include "solvers/weather_process.h"

#include <cmath>
#include <cstdint>
#include <optional>

#include "models/base/units.h"
#include "models/climate/demand.h"
#include "models/climate/photovoltaic.h"
#include "models/climate/season.h"
#include "models/climate/solar.h"
#include "models/climate/wind.h"
#include "solvers/region_noise.h"
#include "solvers/temperature_process.h"
#include "solvers/weather_generator.h"

namespace solvers {
namespace {

using models::MeasuredWindow;
using models::PlaceIndex;
using models::PlaceParams;
using models::PlaceWeather;
using models::Quarter;
using models::WeatherElement;

constexpr std::int64_t kMemoryQuarters = 2 * models::kQuartersPerDay;
constexpr std::array<double, 3> kLastDayOnly{0.0, 1.0, 0.0};
constexpr std::array<double, 3> kDayBeforeOnly{0.0, 0.0, 1.0};
// Below this the sky's share of clear sky tells nothing.
constexpr double kLeastClearWPerM2 = 20.0;

// The generator's temperature in each window of the memory, looked at only where a window is not
// covered whole.
class GeneratedMemory {
 public:
  GeneratedMemory(const WeatherProcess& process, Quarter quarter, const models::OsloTime& local)
      : places_(*process.places),
        seed_(process.weather_year.seed),
        time_h_(models::CalcRecordHour(process.weather_year, quarter, local)),
        winter_share_(CalcWinterShare(models::CalcYearShare(local))),
        tail_(MakeColdTail(winter_share_)) {}

  double MeanDegc(std::size_t row, double normal_degc, const std::array<double, 3>& window) {
    auto& region = window[1] > 0.0 ? last_day_ : day_before_;
    if (!region.has_value()) region = CalcRegionAnomaly(seed_, window, time_h_);
    const PlaceParams& place = places_[PlaceIndex(row)];
    const Anomaly anomaly =
        CalcAnomaly(*region, tail_, CalcRegionOffset(place), seed_, row, window, time_h_);
    return normal_degc + CalcTemperatureSpreadK(place, winter_share_) * anomaly.remembered_share;
  }

 private:
  const models::Table<PlaceIndex, PlaceParams>& places_;
  std::uint64_t seed_;
  double time_h_;
  double winter_share_;
  models::ColdTail tail_;
  std::optional<RegionAnomaly> last_day_, day_before_;
};

// One quarter of a series put over the generated one.
class MeasuredQuarter {
 public:
  MeasuredQuarter(const WeatherProcess& process, Quarter quarter, const models::OsloTime& local,
                  std::span<const models::TemperatureOffset> offsets,
                  const models::QuarterPart& part)
      : places_(*process.places),
        measured_(*process.measured),
        memory_weights_(models::CalcMemoryWeightsShare(process.memory_share)),
        record_(models::FindRecordQuarter(process.weather_year, quarter, local)),
        offset_(CalcOffsetNow(offsets, memory_weights_, quarter, part)),
        sun_(models::CalcSunOfDay(models::CalcSolarYearShare(quarter))),
        year_share_(models::CalcYearShare(local)),
        utc_h_(static_cast<double>(quarter - quarter.UtcDayStart()) * models::kHoursPerQuarter),
        generated_(process, quarter, local) {}

  void Put(std::size_t row, PlaceWeather& here) {
    PutTemperature(row, here);
    PutWind(row, here);
    PutSun(row, here);
    const double inflow_ratio = measured_.series.At(row, WeatherElement::kInflow, record_);
    if (std::isfinite(inflow_ratio)) here.inflow_ratio = inflow_ratio;
  }

 private:
  void PutTemperature(std::size_t row, PlaceWeather& here) {
    const models::RunningSum& calm_degc = measured_.calm_air_degc[row];
    if (calm_degc.empty()) return;
    const MeasuredWindow now = calm_degc.Of(record_, record_ + 1);
    const MeasuredWindow last_day = calm_degc.Of(record_ - models::kQuartersPerDay, record_);
    const MeasuredWindow day_before =
        calm_degc.Of(record_ - kMemoryQuarters, record_ - models::kQuartersPerDay);
    if (now.covered_share + last_day.covered_share + day_before.covered_share == 0.0) return;
    const double cycle_k =
        models::CalcMeanDailyCycleK(year_share_, utc_h_ + places_[PlaceIndex(row)].lon_deg / 15.0);
    const double generated_degc = here.air_degc - offset_.air_k - cycle_k;
    const auto join = [&](const MeasuredWindow& window, const std::array<double, 3>& only) {
      if (window.covered_share == 1.0) return window.mean_ratio;
      const double rest_degc = generated_.MeanDegc(row, here.normal_degc, only);
      return rest_degc + window.covered_share * (window.mean_ratio - rest_degc);
    };
    here.effective_degc =
        memory_weights_[0] * (now.covered_share == 1.0 ? now.mean_ratio : generated_degc) +
        memory_weights_[1] * join(last_day, kLastDayOnly) +
        memory_weights_[2] * join(day_before, kDayBeforeOnly) + offset_.effective_k;
    const double air_degc = measured_.series.At(row, WeatherElement::kAirTemperature, record_);
    if (!std::isfinite(air_degc)) return;
    here.air_degc = air_degc + offset_.air_k;
    here.air_kg_per_m3 =
        models::CalcAirDensityKgPerM3(places_[PlaceIndex(row)].altitude_m, here.air_degc);
  }

  void PutWind(std::size_t row, PlaceWeather& here) {
    const double wind_m_per_s = measured_.series.At(row, WeatherElement::kWindSpeed, record_);
    if (!std::isfinite(wind_m_per_s)) return;
    here.wind_m_per_s = models::CalcWindAtHeightMPerS(wind_m_per_s, models::kMeasuredWindHeightM,
                                                      places_[PlaceIndex(row)].wind_height_m,
                                                      models::kWindRoughnessM);
  }

  void PutSun(std::size_t row, PlaceWeather& here) {
    if (measured_.sun_w_per_m2[row].empty()) return;
    const MeasuredWindow past = measured_.sun_w_per_m2[row].Of(record_ - kMemoryQuarters, record_);
    const MeasuredWindow clear =
        measured_.clear_w_per_m2[row].Of(record_ - kMemoryQuarters, record_);
    if (clear.mean_ratio > 0.0) {
      here.past_clear_sky_share +=
          past.covered_share * (past.mean_ratio / clear.mean_ratio - here.past_clear_sky_share);
    }
    const double sun_w_per_m2 = measured_.series.At(row, WeatherElement::kIrradiance, record_);
    if (!std::isfinite(sun_w_per_m2)) return;
    here.irradiance_w_per_m2 = sun_w_per_m2;
    here.diffuse_w_per_m2 =
        sun_w_per_m2 * models::CalcDiffuseShare(models::CalcClearnessShare(
                           sun_w_per_m2, here.sun_sine_share, sun_.extraterrestrial_w_per_m2));
    const double clear_w_per_m2 = models::CalcClearSkyWPerM2(here.sun_sine_share);
    if (clear_w_per_m2 >= kLeastClearWPerM2) here.clear_sky_share = sun_w_per_m2 / clear_w_per_m2;
  }

  const models::Table<PlaceIndex, PlaceParams>& places_;
  const models::MeasuredWeather& measured_;
  std::array<double, 3> memory_weights_;
  Quarter record_;
  OffsetNow offset_;
  models::SunOfDay sun_;
  double year_share_;
  double utc_h_;
  GeneratedMemory generated_;
};

// Whether the series, or its memory, reaches the quarter at all.
bool Reaches(const models::WeatherSeries& series, Quarter record) {
  const std::int64_t index = record - series.first;
  return index >= 0 && index < static_cast<std::int64_t>(series.quarters) + kMemoryQuarters;
}

// Calls `use` with what gives the weather of a place in the quarter.
template <class Use>
void WithQuarter(const WeatherProcess& process, Quarter quarter, const models::OsloTime& local,
                 std::span<const models::TemperatureOffset> offsets,
                 const models::QuarterPart& part, Use use) {
  const GeneratedQuarter generated(process.memory_share, process.weather_year, quarter, local,
                                   offsets, part);
  const auto at = [&](PlaceIndex place) {
    return generated.At((*process.places)[place], place.value());
  };
  if (process.measured == nullptr ||
      !Reaches(process.measured->series,
               models::FindRecordQuarter(process.weather_year, quarter, local))) {
    return use(at);
  }
  MeasuredQuarter measured(process, quarter, local, offsets, part);
  use([&](PlaceIndex place) {
    PlaceWeather here = at(place);
    measured.Put(place.value(), here);
    return here;
  });
}

}  // namespace

WeatherProcess MakeWeatherProcess(const models::Region& region,
                                  const models::WeatherYear& weather_year) {
  return {&region.places, region.demand.memory_share, weather_year, region.measured_weather.get()};
}

void CalcWeather(const WeatherProcess& process, Quarter quarter, const models::OsloTime& local,
                 std::span<const models::TemperatureOffset> offsets, models::WeatherField& weather,
                 const models::QuarterPart& part) {
  const std::size_t places = process.places->size();
  if (weather.size() != places) weather = models::WeatherField(places);
  WithQuarter(process, quarter, local, offsets, part, [&](const auto& at) {
    for (std::size_t row = 0; row < weather.size(); ++row) {
      weather[PlaceIndex(row)] = at(PlaceIndex(row));
    }
  });
}

void CalcWeatherAt(const WeatherProcess& process, std::span<const PlaceIndex> places,
                   Quarter quarter, const models::OsloTime& local,
                   std::span<const models::TemperatureOffset> offsets,
                   models::WeatherField& weather) {
  WithQuarter(process, quarter, local, offsets, {}, [&](const auto& at) {
    for (const PlaceIndex place : places) weather[place] = at(place);
  });
}

void CalcChangedWeather(const WeatherProcess& process, Quarter quarter,
                        const models::OsloTime& local, const models::WeatherChanges& changes,
                        models::WeatherField& weather, const models::QuarterPart& part) {
  CalcWeather(process, quarter, local, changes.offsets, weather, part);
  if (changes.ratios == models::WeatherRatios{}) return;
  for (PlaceWeather& here : weather) ApplyRatios(changes.ratios, here);
}

}  // namespace solvers
