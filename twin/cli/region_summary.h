#pragma once

#include <string>
#include <vector>

#include "data/consumption_statistics.h"
#include "models/region.h"

namespace twin::cli {

/// One row of a summary: what loads draw on the cold design morning, and a normal year's energy.
struct SummaryRow {
  std::string id;
  std::string name;
  double cold_mw = 0.0;
  double normal_year_gwh = 0.0;
};

/// A published figure beside the region's own.
struct SummaryComparison {
  std::string name;
  int year = 0;
  double published_gwh = 0.0;
  double region_gwh = 0.0;  ///< without what came after the statistic's year
};

/// Totals of a region's tables; nothing is simulated.
struct RegionSummary {
  std::vector<SummaryRow> municipalities, price_areas, sectors, voltage_levels;
  std::vector<SummaryRow> generator_classes;  ///< cold_mw is what is installed
  std::vector<SummaryRow> large_loads;        ///< by status; those not in the base year apart
  std::vector<SummaryComparison> comparisons;
};

/// Sums of loads by municipality, price area (its first three letters), sector and the voltage of
/// their bus; of generators by class. Sectors are empty for a region without a sector model.
RegionSummary CalcRegionSummary(const models::Region& region,
                                const std::vector<data::ConsumptionStatistic>& statistics);

/// Large consumers by name, of one status ("operating", "reserved", "queue", "announced", "closed")
/// or of all when it is empty. drawn_by is the load of the grid that draws one in the base year.
std::string MakeLargeLoadsJson(const models::Region& region, const std::string& status);
std::string MakeLargeLoadsText(const models::Region& region, const std::string& status);

std::string MakeRegionSummaryJson(const models::Region& region, const RegionSummary& summary);
std::string MakeRegionSummaryText(const models::Region& region, const RegionSummary& summary);

}  // namespace twin::cli
