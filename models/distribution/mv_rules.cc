#include "models/distribution/mv_rules.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/field_checks.h"
#include "models/climate/sector.h"

namespace models {
namespace {

class Check : public FieldChecks {
 public:
  void Rising(const std::string& field, const std::vector<double>& values) {
    if (values.empty()) Report(field, "is empty");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isfinite(values[i]) && values[i] > (i == 0 ? 0.0 : values[i - 1])) continue;
      Report(field, absl::StrFormat("must rise from above 0, has %g as number %d", values[i],
                                    static_cast<int>(i + 1)));
    }
  }

  void Setting(const std::string& prefix, const MvSetting& setting) {
    Within(prefix + "node_customer_count", setting.node_customer_count, 1.0, 1e4);
    Within(prefix + "demand_ratio", setting.demand_ratio, 0.01, 100.0);
    Within(prefix + "feeder_mw", setting.feeder_mw, 0.1, 50.0);
    Within(prefix + "cable_share", setting.cable_share, 0.0, 1.0);
    Within(prefix + "detour_ratio", setting.detour_ratio, 1.0, 5.0);
    Within(prefix + "path_cost_ratio", setting.path_cost_ratio, 0.0, 1.0);
    Within(prefix + "loading_share", setting.loading_share, 0.05, 1.0);
  }
};

}  // namespace

absl::Status Validate(const MvRules& rules) {
  Check check;
  check.Setting("town.", rules.town);
  check.Setting("country.", rules.country);
  check.Within("customers_per_person_ratio", rules.customers_per_person_ratio, 0.1, 2.0);
  check.Within("town_density_per_km2", rules.town_density_per_km2, 0.01, 1e4);
  check.Within("town_density_exponent_ratio", rules.town_density_exponent_ratio, 0.05, 5.0);
  check.Within("town_customers_per_km2", rules.town_customers_per_km2, 1.0, 1e5);
  check.Within("settled_radius_share", rules.settled_radius_share, 0.01, 1.0);
  check.Within("radius_max_km", rules.radius_max_km, 0.5, 100.0);
  check.Within("coincidence_limit_share", rules.coincidence_limit_share, 0.05, 1.0);
  check.Within("drop_limit_share", rules.drop_limit_share, 0.005, 0.2);
  check.Within("substation_loading_share", rules.substation_loading_share, 0.1, 1.5);
  check.Within("cold_emergency_ratio", rules.cold_emergency_ratio, 1.0, 2.0);
  check.Within("single_unit_mw", rules.single_unit_mw, 0.0, 100.0);
  check.Rising("substation_kva", rules.substation_kva);
  check.Rising("transformer_mva", rules.transformer_mva);
  for (const bool is_cable : {false, true}) {
    std::vector<double> ratings_a;
    for (const MvLineType& type : rules.line_types) {
      if (type.is_cable != is_cable) continue;
      ratings_a.push_back(type.rating_a);
      check.Within(absl::StrCat("line_types ", type.id, ".r_ohm_per_km"), type.r_ohm_per_km, 1e-3,
                   20.0);
      check.Within(absl::StrCat("line_types ", type.id, ".x_ohm_per_km"), type.x_ohm_per_km, 1e-3,
                   5.0);
      check.Within(absl::StrCat("line_types ", type.id, ".c_nf_per_km"), type.c_nf_per_km, 0.0,
                   2e3);
    }
    check.Rising(is_cable ? "line_types rating_a of cables" : "line_types rating_a of lines",
                 ratings_a);
  }
  return check.ToStatus();
}

double CalcCoincidenceRatio(double coincidence_limit_share, double customer_count) {
  return CalcCoincidenceShare(coincidence_limit_share, std::max(customer_count, 1.0)) /
         coincidence_limit_share;
}

double CalcTownShare(const MvRules& rules, double people_per_km2) {
  if (!(people_per_km2 > 0.0)) return 0.0;
  return 1.0 / (1.0 + std::pow(rules.town_density_per_km2 / people_per_km2,
                               rules.town_density_exponent_ratio));
}

}  // namespace models
