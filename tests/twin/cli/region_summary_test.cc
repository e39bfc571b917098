#include "twin/cli/region_summary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "data/region_loader.h"
#include "tests/support/region_copy.h"
#include "tests/support/region_paths.h"

namespace twin::cli {
namespace {

double SumMw(const std::vector<SummaryRow>& rows) {
  double sum_mw = 0.0;
  for (const SummaryRow& row : rows) sum_mw += row.cold_mw;
  return sum_mw;
}
double SumGwh(const std::vector<SummaryRow>& rows) {
  double sum_gwh = 0.0;
  for (const SummaryRow& row : rows) sum_gwh += row.normal_year_gwh;
  return sum_gwh;
}

TEST(RegionSummaryTest, EveryCutOfTheLoadsHasTheSameTotal) {
  const models::Region region = *data::LoadRegion(tests::RegionDirectory());
  data::Diagnostics diagnostics;
  const auto statistics =
      data::LoadConsumptionStatistics(tests::RegionDirectory(), region.municipalities, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  const RegionSummary summary = CalcRegionSummary(region, statistics);
  double cold_mw = 0.0;
  for (const auto& load : region.grid.loads) cold_mw += load.cold_mw;
  EXPECT_NEAR(SumMw(summary.municipalities), cold_mw, 1e-6);
  EXPECT_NEAR(SumMw(summary.price_areas), cold_mw, 1e-6);
  EXPECT_NEAR(SumMw(summary.sectors), cold_mw, 1e-6);
  EXPECT_NEAR(SumMw(summary.voltage_levels), cold_mw, 1e-6);
  EXPECT_NEAR(SumGwh(summary.municipalities), SumGwh(summary.sectors), 1e-6);
  EXPECT_NEAR(SumGwh(summary.price_areas), SumGwh(summary.sectors), 1e-6);
  EXPECT_EQ(summary.municipalities.size(), region.municipalities.size());
  ASSERT_EQ(summary.comparisons.size(), 86u);
  for (const SummaryComparison& comparison : summary.comparisons) {
    if (comparison.name == "NO1") {
      EXPECT_NEAR(comparison.region_gwh / comparison.published_gwh, 1.0, 0.03);
    } else {
      EXPECT_NEAR(comparison.region_gwh, comparison.published_gwh, 1e-4) << comparison.name;
    }
  }
  const auto json = nlohmann::json::parse(MakeRegionSummaryJson(region, summary));
  EXPECT_EQ(json["sectors"].size(), models::kSectorCount);
  EXPECT_NEAR(json["price_areas"][0]["cold_mw"].get<double>(), summary.price_areas[0].cold_mw,
              1e-9);
  EXPECT_NE(MakeRegionSummaryText(region, summary).find("Porsgrunn, secondary"), std::string::npos);
}

TEST(RegionSummaryTest, LargeLoadsAreListedByStatus) {
  const models::Region region = *data::LoadRegion(tests::RegionDirectory());
  const auto all = nlohmann::json::parse(MakeLargeLoadsJson(region, ""));
  EXPECT_EQ(all.size(), region.large_loads.size());
  const auto queue = nlohmann::json::parse(MakeLargeLoadsJson(region, "queue"));
  ASSERT_EQ(queue.size(), 1u);
  EXPECT_EQ(queue[0]["name"], "Google Skien full request");
  EXPECT_EQ(queue[0]["size_mw"], 620.0);
  EXPECT_TRUE(queue[0]["drawn_by"].is_null());
  EXPECT_NE(MakeLargeLoadsText(region, "reserved").find("Green Mountain Hamar"), std::string::npos);
}

TEST(RegionSummaryTest, ABrokenStatisticIsReportedWithItsPlace) {
  const tests::RegionCopy copy;
  const models::Region region = *data::LoadRegion(copy.directory());
  const std::string nowhere =
      copy.SetField("consumption_statistics.csv", "4001,,cabins", "municipality_id", "4999");
  const std::string group =
      copy.SetField("consumption_statistics.csv", "4003,,cabins", "consumer_group", "huts");
  data::Diagnostics diagnostics;
  data::LoadConsumptionStatistics(copy.directory(), region.municipalities, diagnostics);
  ASSERT_EQ(diagnostics.size(), 2u);
  EXPECT_EQ(data::ToText(diagnostics[0]), nowhere + "there is no municipality '4999'");
  EXPECT_EQ(data::ToText(diagnostics[1]), group + "'huts' is not known");
}

}  // namespace
}  // namespace twin::cli
