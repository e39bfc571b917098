#include "models/plan/plan.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"
#include "models/plan/polygon_checks.h"

namespace models {
namespace {

constexpr double kMostFloorM2 = 1e8;
constexpr double kMostRatio = 50.0;
constexpr double kShareSlack = 1e-6;

void CheckOptional(FieldChecks& checks, const char* field, const std::optional<double>& value,
                   double high) {
  if (value) checks.Within(field, *value, 0.0, high);
}

void CheckUses(FieldChecks& checks, const PlanAreaParams& area) {
  if (area.uses.empty()) return;
  double sum_share = 0.0;
  for (const PlanUseShare& use : area.uses) {
    checks.Share(absl::StrCat("uses.", use.use), use.floor_share);
    sum_share += use.floor_share;
  }
  if (!(std::abs(sum_share - 1.0) <= kShareSlack)) {
    checks.Report("uses", absl::StrCat("shares add up to ", sum_share, ", must be 1"));
  }
}

absl::Status CheckArea(const PlanAreaParams& area) {
  FieldChecks checks;
  const PlanUtilisation& may = area.utilisation;
  CheckOptional(checks, "bra_m2", may.bra_m2, kMostFloorM2);
  CheckOptional(checks, "bya_m2", may.bya_m2, kMostFloorM2);
  CheckOptional(checks, "bra_ratio", may.bra_ratio, kMostRatio);
  CheckOptional(checks, "bya_ratio", may.bya_ratio, 1.0);
  CheckOptional(checks, "storeys", area.storeys_count, 100.0);
  CheckOptional(checks, "dwellings", area.dwellings_count, 1e6);
  CheckUses(checks, area);
  if (area.given) checks.Within("power_mw", area.given->power_mw, 0.0, 5000.0);
  if (area.build_out) checks.Collect("build_out", Validate(*area.build_out));
  if (const std::string fault = FindSurfaceFault(area.surface); !fault.empty()) {
    checks.Report("surface", fault);
  }
  return checks.ToStatus();
}

}  // namespace

std::string AreaName(const PlanAreaParams& area) {
  if (area.field_name.empty()) return area.id;
  return absl::StrCat(area.field_name, " (", area.id, ")");
}

absl::Status Validate(const Plan& plan) {
  FieldChecks checks;
  if (plan.build_out) checks.Collect("build_out", Validate(*plan.build_out));
  for (const PlanAreaParams& area : plan.areas) {
    checks.Collect(area.place.empty() ? AreaName(area) : area.place, CheckArea(area));
  }
  return checks.ToStatus();
}

}  // namespace models
