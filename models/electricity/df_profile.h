#pragma once

#include <string>
#include <vector>

namespace models {

/// What a company holds a connection against ("driftsmessig forsvarlig"): limits, outages and load
/// case, named and dated.
struct DfProfile {
  std::string id;
  std::string company;
  std::string version;
  double rating_ratio = 1.0;         ///< of every rating that may be used
  double v_min_pu = 0.0;             ///< 0: the grid's own
  double v_max_pu = 0.0;             ///< 0: the grid's own
  double voltage_step_share = 0.03;  ///< largest change when the applicant switches
  double least_outage_kv = 0.0;      ///< outages of lower voltages are not looked at
  std::string load_case;             ///< in words
  std::string source;
  std::string confidence;
};
using DfProfiles = std::vector<DfProfile>;

/// By id; nullptr: not there.
inline const DfProfile* FindDfProfile(const DfProfiles& profiles, const std::string& id) {
  for (const DfProfile& profile : profiles) {
    if (profile.id == id) return &profile;
  }
  return nullptr;
}

}  // namespace models
