#pragma once

#include <string>
#include <vector>

#include "data/diagnostics.h"
#include "models/electricity/load.h"

namespace data {

/// Published consumption of one consumer group in one municipality, or of a whole price area.
struct ConsumptionStatistic {
  models::MunicipalityIndex municipality;  ///< unset: of the price area
  std::string price_area;
  std::string consumer_group;  ///< dwellings, cabins, primary, secondary, tertiary
  int year = 0;
  double consumption_gwh = 0.0;
};

/// Reads consumption_statistics.csv below `directory`, which a region need not have: what the
/// sectors' sums are held against, not what anything is computed from.
std::vector<ConsumptionStatistic> LoadConsumptionStatistics(
    const std::string& directory,
    const models::Table<models::MunicipalityIndex, models::MunicipalityParams>& municipalities,
    Diagnostics& diagnostics);

}  // namespace data
