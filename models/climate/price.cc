#include "models/climate/price.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

// The smooth season may dip below zero between a very cheap month and its neighbours.
constexpr double kLowestSeasonNokPerMwh = 10.0;

}  // namespace

double CalcSpotNokPerMwh(const PriceParams& price, const MonthWeights& weights_share,
                         const OsloTime& local, double anomaly_k, double swing_share) {
  const auto& hours =
      local.day_type == DayType::kWorkday ? price.workday_ratio : price.weekend_ratio;
  const double season_nok_per_mwh = CalcSeasonal(weights_share, price.month_nok_per_mwh);
  const double cold_ratio = 1.0 + price.cold_ratio_per_k * std::max(-anomaly_k, 0.0);
  const double swing_ratio =
      std::exp(price.spread_share * swing_share - 0.5 * price.spread_share * price.spread_share);
  return std::max(season_nok_per_mwh, kLowestSeasonNokPerMwh) *
         hours[static_cast<std::size_t>(local.hour)] * cold_ratio * swing_ratio;
}

}  // namespace models
