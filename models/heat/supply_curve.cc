#include "models/heat/supply_curve.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"
#include "models/heat/water.h"

namespace models {

double CalcCurveSupplyDegC(const SupplyCurveParams& curve, double outdoor_degc) {
  const auto& points = curve.points;
  const auto above = std::upper_bound(
      points.begin(), points.end(), outdoor_degc,
      [](double value, const SupplyCurvePoint& point) { return value < point.outdoor_degc; });
  if (above == points.begin()) return points.front().supply_degc;
  if (above == points.end()) return points.back().supply_degc;
  const SupplyCurvePoint& cold = *(above - 1);
  const double share =
      (outdoor_degc - cold.outdoor_degc) / (above->outdoor_degc - cold.outdoor_degc);
  return cold.supply_degc + share * (above->supply_degc - cold.supply_degc);
}

absl::Status Validate(const SupplyCurveParams& curve) {
  FieldChecks checks;
  if (curve.points.empty()) checks.Report("points", "there are none");
  for (std::size_t row = 0; row < curve.points.size(); ++row) {
    const SupplyCurvePoint& point = curve.points[row];
    const auto field = [row](const char* name) { return absl::StrCat("points[", row, "].", name); };
    if (!std::isfinite(point.outdoor_degc)) checks.Report(field("outdoor_degc"), "is no number");
    if (!(point.supply_degc >= kWaterColdestDegC && point.supply_degc <= kWaterHottestDegC))
      checks.Report(field("supply_degc"),
                    absl::StrCat("must lie in [0, 150], is ", point.supply_degc));
    if (row == 0) continue;
    const SupplyCurvePoint& before = curve.points[row - 1];
    if (point.outdoor_degc <= before.outdoor_degc)
      checks.Report(field("outdoor_degc"),
                    absl::StrCat("must be above ", before.outdoor_degc, ", the one before, is ",
                                 point.outdoor_degc));
    if (point.supply_degc > before.supply_degc)
      checks.Report(field("supply_degc"),
                    absl::StrCat("rises in warmer weather from ", before.supply_degc, " to ",
                                 point.supply_degc));
  }
  return checks.ToStatus();
}

}  // namespace models
