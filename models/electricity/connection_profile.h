#pragma once

#include <array>
#include <string>
#include <vector>

#include "models/time/oslo_calendar.h"

namespace models {

/// What a connection's power follows.
enum class ProfileDriver {
  kClock,   ///< its own table of hours
  kDemand,  ///< the region's shape of hours, day types and months
  kWind,    ///< a wind farm at the nearest ridge
  kSun,     ///< a photovoltaic plant at the nearest place
  kCold,    ///< outdoor temperature, times its table of hours
};

/// How the power of one kind of connection moves through a year: a row of the region's tables.
struct ConnectionProfileParams {
  std::string id;
  std::string name;
  ProfileDriver driver = ProfileDriver::kClock;
  bool is_open = false;  ///< may be asked with by readers below K3
  /// Of kCold: no power above `begins_degc`, all of it below `full_degc`.
  double begins_degc = 0.0;
  double full_degc = 0.0;
  std::string as_of;       ///< day the row was set down, YYYY-MM-DD
  std::string source;      ///< where the hours come from
  std::string confidence;  ///< high, medium or low
  /// [month][day type][hour], 0 to 1; of kClock and kCold.
  std::array<std::array<std::array<float, 24>, 3>, 12> hour_share{};
};

using ConnectionProfiles = std::vector<ConnectionProfileParams>;

/// The profile with this id, or nullptr.
const ConnectionProfileParams* FindProfile(const ConnectionProfiles& profiles,
                                           const std::string& id);

/// Share of the table of hours at a local time.
double CalcClockShare(const ConnectionProfileParams& profile, const OsloTime& local);

/// How far a temperature has come from where heat begins to where all of it is on:
///   s = clamp((T_begin − T) / (T_begin − T_full), 0, 1)
/// **Valid** T_full < T_begin.
double CalcColdShare(const ConnectionProfileParams& profile, double air_degc);

}  // namespace models
