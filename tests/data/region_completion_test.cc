// What the region says of itself: which rows are invented, which were tuned, and that the two
// reports of it agree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

constexpr double kMostTunedShare = 0.05;

TEST(RegionCompletionTest, AtMostOneRowInTwentyIsTunedAndTheReportCountsThem) {
  std::size_t row_count = 0, tuned_count = 0;
  for (const char* name : {"osm/stations.csv", "osm/buses.csv", "osm/branches.csv", "osm/loads.csv",
                           "osm/generators.csv", "osm/shunts.csv", "osm/boundaries.csv",
                           "exchange_areas.csv", "municipalities.csv"}) {
    Diagnostics diagnostics;
    const CsvTable table = CsvTable::Load(absl::StrCat(tests::RegionDirectory(), "/", name), name,
                                          {"id", "source", "confidence"}, diagnostics);
    ASSERT_TRUE(ToStatus(diagnostics).ok()) << ToStatus(diagnostics);
    row_count += table.size();
    for (std::size_t row = 0; row < table.size(); ++row) {
      if (!table.Text(row, "tuning").empty()) ++tuned_count;
    }
  }
  std::printf("tuned: %zu of %zu rows\n", tuned_count, row_count);
  EXPECT_GT(tuned_count, 0u);
  EXPECT_LE(static_cast<double>(tuned_count), kMostTunedShare * static_cast<double>(row_count));
  std::ifstream file(tests::RegionDirectory() + "/COMPLETION.md");
  const std::string report((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
  EXPECT_THAT(report, testing::HasSubstr(absl::StrCat("Tuned: ", tuned_count, " of ", row_count)));
}

TEST(RegionCompletionTest, EverySyntheticOrTunedBranchGivesItsReason) {
  Diagnostics diagnostics;
  const CsvTable table =
      CsvTable::Load(tests::RegionDirectory() + "/osm/branches.csv", "osm/branches.csv",
                     {"name", "is_synthetic", "tuning", "source", "confidence"}, diagnostics);
  ASSERT_TRUE(ToStatus(diagnostics).ok()) << ToStatus(diagnostics);
  int completions = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string& source = table.Text(row, "source");
    const bool is_completion = absl::StrContains(source, "completion: ");
    const bool is_synthetic = table.Text(row, "is_synthetic") == "1";
    completions += is_completion ? 1 : 0;
    EXPECT_TRUE(!is_completion || is_synthetic) << table.Text(row, "name");
    if (!is_synthetic) continue;
    EXPECT_EQ(table.Text(row, "confidence"), "low") << table.Text(row, "name");
    EXPECT_TRUE(is_completion || absl::StrContains(source, "synthetic") ||
                absl::StrContains(source, "worked proposal") || !table.Text(row, "tuning").empty())
        << table.Text(row, "name");
  }
  EXPECT_GT(completions, 20);
}

// The regional grid shares the loads of the worked proposal out; it neither adds nor loses any.
TEST(RegionalGridTest, EveryMunicipalityKeepsItsLoadInTheThreeDesignCases) {
  Diagnostics diagnostics;
  const CsvTable table =
      CsvTable::Load(tests::RegionDirectory() + "/osm/loads.csv", "osm/loads.csv",
                     {"kind", "municipality_id", "cold_mw", "mild_mw", "summer_mw"}, diagnostics);
  ASSERT_TRUE(ToStatus(diagnostics).ok()) << ToStatus(diagnostics);
  std::map<std::string, std::array<double, 3>> general_mw;
  std::array<double, 3> total_mw{};
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::array<const char*, 3> cases{"cold_mw", "mild_mw", "summer_mw"};
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const double load_mw = table.Number(row, cases[i], 0.0, 1e4, diagnostics);
      total_mw[i] += load_mw;
      if (table.Text(row, "kind") != "general") continue;
      general_mw[table.Text(row, "municipality_id")][i] += load_mw;
    }
  }
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(general_mw.size(), 121u);
  // Sums of load_allocation.csv of the facts, by hand: of the rows of one municipality. Rows are
  // rounded to 0.01 MW. In Telemark the statistics decide, not the proposal: they add 1.5 times its
  // 436, 271 and 125 MW of general loads less a third of the 28 MW of Tinn's site.
  EXPECT_NEAR(total_mw[0], 10360.05 + 208.54, 0.05);
  EXPECT_NEAR(total_mw[1], 6915.02 + 126.06, 0.05);
  EXPECT_NEAR(total_mw[2], 2864.95 + 54.09, 0.05);
  EXPECT_NEAR(general_mw["0301"][0], 1842.84, 0.02);         // Oslo
  EXPECT_NEAR(general_mw["3205"][0], 229.78 + 57.45, 0.02);  // Lillestrøm: Frogner, Røykås
  EXPECT_NEAR(general_mw["3118"][0], 115.42 + 38.47, 0.02);  // Indre Østfold
}

TEST(RegionalGridTest, EveryInventedStationSaysItsRuleAndCarriesAMunicipalLoad) {
  Diagnostics diagnostics;
  const std::string directory = tests::RegionDirectory() + "/osm/";
  const CsvTable stations =
      CsvTable::Load(directory + "stations.csv", "osm/stations.csv",
                     {"id", "is_synthetic", "source", "confidence"}, diagnostics);
  const CsvTable buses = CsvTable::Load(directory + "buses.csv", "osm/buses.csv",
                                        {"id", "station_id", "nominal_kv"}, diagnostics);
  const CsvTable loads = CsvTable::Load(directory + "loads.csv", "osm/loads.csv",
                                        {"bus_id", "kind", "cold_mw"}, diagnostics);
  ASSERT_TRUE(ToStatus(diagnostics).ok()) << ToStatus(diagnostics);
  std::map<std::string, double> load_mw;
  for (std::size_t row = 0; row < loads.size(); ++row) {
    if (loads.Text(row, "kind") != "general") continue;
    load_mw[loads.Text(row, "bus_id")] += loads.Number(row, "cold_mw", 0.0, 1e4, diagnostics);
  }
  int invented = 0;
  for (std::size_t row = 0; row < stations.size(); ++row) {
    if (!absl::StrContains(stations.Text(row, "source"), "regional_grid.py")) continue;
    ++invented;
    EXPECT_EQ(stations.Text(row, "is_synthetic"), "1");
    EXPECT_EQ(stations.Text(row, "confidence"), "low");
    int own_buses = 0;
    for (std::size_t bus = 0; bus < buses.size(); ++bus) {
      if (buses.Text(bus, "station_id") != stations.Text(row, "id")) continue;
      ++own_buses;
      const double nominal_kv = buses.Number(bus, "nominal_kv", 1.0, 1000.0, diagnostics);
      EXPECT_TRUE(nominal_kv == 66.0 || nominal_kv == 47.0) << nominal_kv;
      // A 47/11 kV station feeds 40 MW, a 66/22 kV one 30 MW at most.
      EXPECT_GT(load_mw[buses.Text(bus, "id")], 0.0) << stations.Text(row, "id");
      EXPECT_LE(load_mw[buses.Text(bus, "id")], nominal_kv == 47.0 ? 40.0 : 30.0);
    }
    EXPECT_EQ(own_buses, 1) << stations.Text(row, "id");
  }
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(invented, 163);
}

}  // namespace
}  // namespace data
