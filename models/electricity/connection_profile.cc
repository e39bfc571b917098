#include "models/electricity/connection_profile.h"

#include <algorithm>

namespace models {

const ConnectionProfileParams* FindProfile(const ConnectionProfiles& profiles,
                                           const std::string& id) {
  for (const ConnectionProfileParams& profile : profiles) {
    if (profile.id == id) return &profile;
  }
  return nullptr;
}

double CalcClockShare(const ConnectionProfileParams& profile, const OsloTime& local) {
  const auto month = static_cast<std::size_t>(local.month - 1);
  const auto day = static_cast<std::size_t>(local.day_type);
  return static_cast<double>(profile.hour_share[month][day][static_cast<std::size_t>(local.hour)]);
}

double CalcColdShare(const ConnectionProfileParams& profile, double air_degc) {
  return std::clamp((profile.begins_degc - air_degc) / (profile.begins_degc - profile.full_degc),
                    0.0, 1.0);
}

}  // namespace models
