#pragma once

#include <vector>

#include "absl/status/status.h"

namespace models {

struct SupplyCurvePoint {
  double outdoor_degc = 0.0;
  double supply_degc = 0.0;
};

/// What plants aim at by outdoor temperature.
struct SupplyCurveParams {
  std::vector<SupplyCurvePoint> points;  ///< outdoor temperature ascending
};

/// Straight between the points, flat beyond both ends. Valid: a curve that passes Validate.
double CalcCurveSupplyDegC(const SupplyCurveParams& curve, double outdoor_degc);

/// InvalidArgument with every violation at once, as "points[2].outdoor_degc": no points, outdoor
/// temperatures that do not ascend, supply outside 0 to 150 °C or warmer in warmer weather.
absl::Status Validate(const SupplyCurveParams& curve);

}  // namespace models
