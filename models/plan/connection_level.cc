#include "models/plan/connection_level.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/field_checks.h"

namespace models {

absl::StatusOr<const ConnectionLevelParams*> FindConnectionLevel(const ConnectionLevels& levels,
                                                                 double power_mw) {
  for (const ConnectionLevelParams& level : levels) {
    if (power_mw <= level.most_mw) return &level;
  }
  return absl::NotFoundError(
      absl::StrFormat("no connection level of the table takes %.0f MW", power_mw));
}

ConnectionLand CalcConnectionLand(const ConnectionLevelParams& level, double power_mw) {
  if (!(power_mw > 0.0)) return {};
  const double units_count = std::ceil(power_mw / level.unit_mw - 1e-9);
  return {.substations = static_cast<int>(units_count),
          .low_m2 = units_count * level.unit_low_m2 + level.own_low_m2,
          .high_m2 = units_count * level.unit_high_m2 + level.own_high_m2};
}

absl::Status Validate(const ConnectionLevels& levels) {
  FieldChecks checks;
  double before_mw = 0.0;
  for (const ConnectionLevelParams& level : levels) {
    const auto name = [&](const char* field) { return absl::StrCat(level.id, ".", field); };
    if (!(level.most_mw > before_mw)) checks.Report(name("most_mw"), "must rise row by row");
    before_mw = level.most_mw;
    checks.Positive(name("unit_mw"), level.unit_mw);
    if (!(level.most_kv >= level.least_kv)) checks.Report(name("most_kv"), "is below least_kv");
    if (!(level.unit_high_m2 >= level.unit_low_m2) || !(level.own_high_m2 >= level.own_low_m2)) {
      checks.Report(name("high_m2"), "is below its low");
    }
  }
  return checks.ToStatus();
}

}  // namespace models
