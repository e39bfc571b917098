#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/climate/weather.h"
#include "models/electricity/connection_profile.h"
#include "models/region.h"
#include "models/time/quarter.h"

namespace twin::capacity {

/// The stretch of a planning year that shares are made for.
struct ShareSpan {
  models::Quarter first;
  std::size_t quarter_count = 0;
};

/// Profiles of connections as shares of their MW in every quarter of a planning year, under the
/// weather that year is planned with. Any number of threads may ask.
class ConnectionShares {
 public:
  /// `region` must outlive it.
  ConnectionShares(const models::Region& region, models::ConnectionProfiles profiles,
                   const models::WeatherYear& weather_year, std::size_t threads)
      : region_(region),
        profiles_(std::move(profiles)),
        weather_year_(weather_year),
        threads_(threads) {}

  const models::ConnectionProfiles& profiles() const { return profiles_; }

  /// Shares of a profile for a connection at `bus`, 0 to 1; empty for the profile "flat".
  ///   clock, demand: the table, or hour shape · month ratio · weekday ratio, over its largest
  ///   wind, sun: power over installed power at the place nearest to the bus
  ///   cold: CalcColdShare of that place's temperature · the table
  /// Hours are local (Europe/Oslo), holidays count as Sundays. The first profile that follows the
  /// weather looks at the weather of every quarter, a second or two.
  /// Errors: NotFound with the names that are there; FailedPrecondition when the region lacks
  /// weather, a place or hour shapes; as of OsloCalendar.
  absl::StatusOr<std::vector<float>> Make(const std::string& id, models::BusIndex bus,
                                          const ShareSpan& span) const;

 private:
  /// What follows from the weather, [place][quarter].
  struct Drawn {
    ShareSpan span;
    models::Table<models::PlaceIndex, std::vector<float>> wind_share, sun_share, air_degc;
  };
  absl::StatusOr<models::PlaceIndex> FindPlace(models::BusIndex bus, bool is_wind) const;
  const Drawn& Draw(const ShareSpan& span, const models::OsloCalendar& calendar) const;
  absl::StatusOr<std::vector<float>> MakeOfClock(const models::ConnectionProfileParams& profile,
                                                 const ShareSpan& span,
                                                 const models::OsloCalendar& calendar) const;

  const models::Region& region_;
  const models::ConnectionProfiles profiles_;
  const models::WeatherYear weather_year_;
  const std::size_t threads_;
  mutable std::once_flag drawn_once_;
  mutable Drawn drawn_;
};

}  // namespace twin::capacity
