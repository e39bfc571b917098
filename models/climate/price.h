#pragma once

#include <array>

#include "models/climate/season.h"
#include "models/time/oslo_calendar.h"
#include "models/time/quarter.h"

namespace models {

/// Spot price of the region's price area as season, hour and weather.
struct PriceParams {
  std::array<double, 12> month_nok_per_mwh{};  ///< monthly mean, without VAT
  std::array<double, 24> workday_ratio{};      ///< hour over day mean
  std::array<double, 24> weekend_ratio{};
  double cold_ratio_per_k = 0.0;   ///< dearer for every kelvin below the season's normal
  double spread_share = 0.0;       ///< standard deviation of the logarithm of slow swings
  double spread_spacing_h = 60.0;  ///< knots of the slow swings
};

/// Spot price of one quarter.
///   p = month · hour · (1 + c · max(0, −anomaly)) · exp(σ z − σ²/2)
/// `anomaly_k` is the remembered temperature minus the season's normal; `swing_share` (z) a
/// standard normal process of the weather year.
double CalcSpotNokPerMwh(const PriceParams& price, const MonthWeights& weights_share,
                         const OsloTime& local, double anomaly_k, double swing_share);

}  // namespace models
