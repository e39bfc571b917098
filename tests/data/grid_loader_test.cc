#include "data/grid_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "models/electricity/topology.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

namespace fs = std::filesystem;

// A copy of the shipped region that a test may damage.
class GridLoaderTest : public testing::Test {
 protected:
  GridLoaderTest() {
    std::string folder = (fs::temp_directory_path() / "twin-region-XXXXXX").string();
    directory_ = mkdtemp(folder.data());
    fs::copy(tests::RegionDirectory(), directory_, fs::copy_options::recursive);
  }
  ~GridLoaderTest() override { fs::remove_all(directory_); }

  void Replace(const std::string& file, const std::string& from, const std::string& to) {
    std::ifstream input(directory_ / file);
    std::string text((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    std::ofstream(directory_ / file) << text;
  }

  Diagnostics Load() {
    Diagnostics diagnostics;
    tables_ = LoadGrid(directory_.string(), diagnostics);
    return diagnostics;
  }

  fs::path directory_;
  GridTables tables_;
};

TEST_F(GridLoaderTest, TheShippedRegionIsSound) {
  EXPECT_TRUE(Load().empty());
  EXPECT_TRUE(models::Validate(tables_.grid).ok()) << models::Validate(tables_.grid);
  EXPECT_EQ(tables_.grid.buses.size(), 414u);
  EXPECT_EQ(tables_.municipalities.size(), 121u);
  double cold_mw = 0.0;
  for (const models::LoadParams& load : tables_.grid.loads) cold_mw += load.cold_mw;
  // The worked proposal's cold morning and what SSB adds to Telemark.
  EXPECT_NEAR(cold_mw, 10360.05 + 208.54, 0.01);
}

TEST_F(GridLoaderTest, ErrorsOfSeveralFilesComeTogether) {
  Replace("osm/branches.csv", ",41.7626,", ",nan,");
  Replace("osm/loads.csv", ",general,osm:", ",general,osx:");
  const Diagnostics diagnostics = Load();
  ASSERT_EQ(diagnostics.size(), 2u);
  EXPECT_THAT(ToText(diagnostics[0]), testing::HasSubstr("osm/branches.csv:4 column 22 (x_ohm)"));
  EXPECT_THAT(ToText(diagnostics[1]), testing::HasSubstr("there is no bus 'osx:"));
  EXPECT_THAT(ToText(diagnostics[1]), testing::HasSubstr("nearest: osm:"));
}

TEST_F(GridLoaderTest, ARowWithoutSourceIsRefused) {
  Replace(
      "exchange_areas.csv",
      "\"worked proposal, section 5: imports of the three solved cases; limits: largest trading "
      "capacity between NO5 and NO1 until October 2024 (balance.csv, recalled), taken for the "
      "region's edge, which lies inside NO5\"",
      "");
  const Diagnostics diagnostics = Load();
  ASSERT_FALSE(diagnostics.empty());
  EXPECT_THAT(ToText(diagnostics[0]), testing::HasSubstr("(source): is empty"));
}

TEST_F(GridLoaderTest, ExchangeLimitsAreReadAndNotNegative) {
  ASSERT_TRUE(Load().empty());
  const models::ExchangeAreaParams& no5 = tables_.grid.exchange_areas[models::ExchangeAreaIndex(0)];
  EXPECT_EQ(no5.id, "NO5");
  EXPECT_EQ(no5.import_limit_mw, 3900.0);
  EXPECT_EQ(no5.export_limit_mw, 600.0);
  Replace("exchange_areas.csv", ",3900,600,", ",3900,-600,");
  const Diagnostics diagnostics = Load();
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_THAT(ToText(diagnostics[0]), testing::HasSubstr("(export_limit_mw)"));
}

TEST_F(GridLoaderTest, ZeroImpedanceIsRefusedByValidation) {
  Replace("osm/branches.csv", ",3.1586,41.7626,", ",0,0,");
  EXPECT_TRUE(Load().empty());
  const absl::Status status = models::Validate(tables_.grid);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("no impedance"));
}

TEST_F(GridLoaderTest, ParallelCircuitsAreNoBridges) {
  ASSERT_TRUE(Load().empty());
  models::Table<models::BranchIndex, char> in_service(tables_.grid.branches.size(), 1);
  const auto bridges = models::FindBridges(tables_.grid, in_service);
  std::size_t bridge_count = 0;
  for (std::size_t k = 0; k < bridges.size(); ++k) {
    const models::BranchIndex index(k);
    bridge_count += static_cast<std::size_t>(bridges[index]);
    if (bridges[index] == 0) continue;
    // Brute force: without a bridge there is one island more.
    in_service[index] = 0;
    EXPECT_EQ(models::FindIslands(tables_.grid, in_service).count, 2)
        << tables_.grid.branches[index].name;
    in_service[index] = 1;
  }
  EXPECT_GT(bridge_count, 0u);
}

}  // namespace
}  // namespace data
