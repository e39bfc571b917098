#include "twin/capacity/connection_shares.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/base/errors.h"
#include "models/base/great_circle.h"
#include "models/base/nearest_names.h"
#include "models/base/status_macros.h"
#include "models/climate/demand.h"
#include "solvers/parallel_for.h"
#include "solvers/regional_balance.h"
#include "solvers/weather_process.h"

namespace twin::capacity {
namespace {

using models::ConnectionProfileParams;
using models::OsloTime;
using models::PlaceIndex;
using models::ProfileDriver;

double CalcDemandShare(const models::DemandParams& demand, const OsloTime& local) {
  const int weekday = local.day_type == models::DayType::kSunday ? 7 : local.weekday;
  return models::CalcHourShapeRatio(demand.hour_shape_ratio, local) *
         demand.month_ratio[static_cast<std::size_t>(local.month - 1)] *
         demand.weekday_ratio[static_cast<std::size_t>(weekday - 1)];
}

// A farm or plant of 1 MW as the region's own are made.
models::GeneratorParams MakeUnit(models::GeneratorKind kind) {
  models::GeneratorParams unit;
  unit.kind = kind;
  unit.p_max_mw = 1.0;
  return unit;
}

}  // namespace

absl::StatusOr<PlaceIndex> ConnectionShares::FindPlace(models::BusIndex bus, bool is_wind) const {
  const auto& station = region_.grid.stations[region_.grid.buses[bus].station];
  PlaceIndex nearest;
  double least_km = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < region_.places.size(); ++i) {
    const models::PlaceParams& place = region_.places[PlaceIndex(i)];
    if ((place.wind_m_per_s[0] > 0.0) != is_wind) continue;
    const double km =
        models::CalcGreatCircleKm(station.lat_deg, station.lon_deg, place.lat_deg, place.lon_deg);
    if (km >= least_km) continue;
    least_km = km;
    nearest = PlaceIndex(i);
  }
  if (nearest.valid()) return nearest;
  return absl::FailedPreconditionError(absl::StrCat(region_.name, " has no place with ",
                                                    is_wind ? "wind" : "weather",
                                                    "; ask with another profile or an own series"));
}

const ConnectionShares::Drawn& ConnectionShares::Draw(const ShareSpan& span,
                                                      const models::OsloCalendar& calendar) const {
  std::call_once(drawn_once_, [&] {
    const std::size_t places = region_.places.size();
    const models::Table<PlaceIndex, std::vector<float>> none(
        places, std::vector<float>(span.quarter_count));
    drawn_ = {span, none, none, none};
    const solvers::WeatherProcess process = solvers::MakeWeatherProcess(region_, weather_year_);
    const models::GeneratorParams farm = MakeUnit(models::GeneratorKind::kWind);
    const models::GeneratorParams modules = MakeUnit(models::GeneratorKind::kSolar);
    std::vector<models::WeatherField> field(threads_, models::WeatherField(places));
    solvers::ParallelFor(span.quarter_count, threads_, [&](std::size_t i, std::size_t thread) {
      const models::Quarter quarter = span.first + static_cast<std::int64_t>(i);
      CalcWeather(process, quarter, calendar.At(quarter), {}, field[thread]);
      for (std::size_t p = 0; p < places; ++p) {
        const PlaceIndex place(p);
        const models::PlaceWeather& here = field[thread][place];
        drawn_.wind_share[place][i] = static_cast<float>(solvers::CalcGivenMw(
            farm, here, region_.places[place].wind_height_m, region_.dispatch));
        drawn_.sun_share[place][i] =
            static_cast<float>(solvers::CalcGivenMw(modules, here, 0.0, region_.dispatch));
        drawn_.air_degc[place][i] = static_cast<float>(here.air_degc);
      }
    });
  });
  return drawn_;
}

absl::StatusOr<std::vector<float>> ConnectionShares::MakeOfClock(
    const ConnectionProfileParams& profile, const ShareSpan& span,
    const models::OsloCalendar& calendar) const {
  const bool is_demand = profile.driver == ProfileDriver::kDemand;
  std::vector<float> shares(span.quarter_count);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const OsloTime local = calendar.At(span.first + static_cast<std::int64_t>(i));
    shares[i] = static_cast<float>(is_demand ? CalcDemandShare(region_.demand, local)
                                             : CalcClockShare(profile, local));
  }
  const float largest = *std::max_element(shares.begin(), shares.end());
  if (!(largest > 0.0f)) {
    return absl::FailedPreconditionError(
        absl::StrCat(region_.name, " has no shape of hours and months; ask with another profile"));
  }
  for (float& value : shares) value = std::clamp(value / largest, 0.0f, 1.0f);
  return shares;
}

absl::StatusOr<std::vector<float>> ConnectionShares::Make(const std::string& id,
                                                          models::BusIndex bus,
                                                          const ShareSpan& span) const {
  if (id == "flat") return std::vector<float>();
  const ConnectionProfileParams* profile = FindProfile(profiles_, id);
  if (profile == nullptr) {
    std::vector<std::string> ids{"flat"};
    for (const ConnectionProfileParams& one : profiles_) ids.push_back(one.id);
    return models::errors::UnknownId("profile", id, models::FindNearestNames(id, ids, 3));
  }
  TWIN_ASSIGN_OR_RETURN(const auto calendar, models::OsloCalendar::Load());
  if (profile->driver == ProfileDriver::kClock || profile->driver == ProfileDriver::kDemand) {
    return MakeOfClock(*profile, span, calendar);
  }
  const bool is_wind = profile->driver == ProfileDriver::kWind;
  TWIN_ASSIGN_OR_RETURN(const PlaceIndex place, FindPlace(bus, is_wind));
  const Drawn& drawn = Draw(span, calendar);
  std::vector<float> shares(span.quarter_count);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    double share = is_wind ? drawn.wind_share[place][i] : drawn.sun_share[place][i];
    if (profile->driver == ProfileDriver::kCold) {
      share = CalcColdShare(*profile, drawn.air_degc[place][i]) *
              CalcClockShare(*profile, calendar.At(span.first + static_cast<std::int64_t>(i)));
    }
    shares[i] = static_cast<float>(std::clamp(share, 0.0, 1.0));
  }
  return shares;
}

}  // namespace twin::capacity
