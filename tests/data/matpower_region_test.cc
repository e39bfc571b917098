#include "data/matpower_region.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "data/matpower_folder.h"
#include "data/region_loader.h"

namespace data {
namespace {

namespace fs = std::filesystem;
using models::BranchIndex;
using models::BusIndex;

constexpr char kCase[] =
    "mpc.baseMVA = 50;\n"
    "mpc.bus = [\n"
    " 1 3 5 1 0 0 1 1 0 132 1 1 1\n"
    " 2 2 20 4 0 0 1 1 0 132 1 1.1 0.9\n"
    " 3 1 30 6 2 9 1 1 0 66 1 1.06 0.94\n"
    " 4 4 1 1 0 0 1 1 0 66 1 1.1 0.9\n"
    " 5 1 1 1 0 0 1 1 0 66 1 1.1 0.9\n"
    "];\n"
    "mpc.gen = [\n"
    " 1 0 0 30 -10 1.02 100 1 99 0\n"
    " 1 0 0 20 -20 1.03 100 1 99 0\n"
    " 2 7 0 Inf -9 1.01 100 1 10 0\n"
    " 2 5 0 9 -9 1.01 100 0 10 0\n"
    " 3 4 2 5 -5 1.00 100 1 10 0\n"
    "];\n"
    "mpc.branch = [\n"
    " 1 2 0.01 0.1 0.02 100 0 0 0 0 1 -360 360\n"
    " 2 3 0 0.2 0 9900 0 0 0.98 -30 1 -360 360\n"
    " 1 3 0.01 0.3 0 80 0 0 0 0 0 -360 360\n"
    " 3 4 0.01 0.1 0 80 0 0 0 0 1 -360 360\n"
    "];\n";

class MatpowerFolderTest : public testing::Test {
 protected:
  MatpowerFolderTest() {
    std::string folder = (fs::temp_directory_path() / "twin-case-XXXXXX").string();
    directory_ = mkdtemp(folder.data());
    Write("in/tiny.m", kCase);
  }
  ~MatpowerFolderTest() override { fs::remove_all(directory_); }

  void Write(const std::string& file, const std::string& text) {
    fs::create_directories((directory_ / file).parent_path());
    std::ofstream(directory_ / file) << text;
  }
  std::string Path(const std::string& file) const { return (directory_ / file).string(); }

  fs::path directory_;
};

TEST_F(MatpowerFolderTest, ACaseBecomesARegion) {
  const auto matpower = ParseMatpowerCase(kCase, "tiny.m");
  ASSERT_TRUE(matpower.ok()) << matpower.status();
  const auto region = MakeMatpowerRegion(*matpower);
  ASSERT_TRUE(region.ok()) << region.status();
  const models::ElectricityGrid& grid = region->grid;
  ASSERT_EQ(grid.buses.size(), 3u);  // 4 is isolated, 5 hangs nowhere
  EXPECT_EQ(grid.buses[BusIndex(0)].v_min_pu, 0.9);
  EXPECT_EQ(grid.buses[BusIndex(2)].v_max_pu, 1.06);
  ASSERT_EQ(grid.branches.size(), 3u);
  const models::BranchParams& line = grid.branches[BranchIndex(0)];
  EXPECT_DOUBLE_EQ(line.x_ohm, 0.1 * 132 * 132 / 50);
  EXPECT_DOUBLE_EQ(line.b_siemens, 0.02 * 50 / (132.0 * 132));
  EXPECT_EQ(line.rating.summer_mva, 100.0);
  const models::BranchParams& transformer = grid.branches[BranchIndex(1)];
  EXPECT_EQ(transformer.kind, models::BranchKind::kTransformer);
  EXPECT_EQ(transformer.tap_ratio, 0.98);
  EXPECT_EQ(transformer.phase_shift_deg, -30.0);
  EXPECT_FALSE(transformer.is_monitored);  // 9,900 means: no rating given
  EXPECT_FALSE(grid.branches[BranchIndex(2)].is_in_service);
  EXPECT_EQ(MatpowerRowOf(grid.branches[BranchIndex(2)]), 3);

  const models::BoundaryParams& slack = grid.boundaries[models::BoundaryIndex(0)];
  EXPECT_EQ(slack.q_max_mvar, 50.0);
  EXPECT_EQ(slack.v_set_pu, 1.03);
  EXPECT_EQ(slack.slack_participation_share, 1.0);
  ASSERT_EQ(grid.generators.size(), 3u);
  EXPECT_TRUE(grid.generators[models::GeneratorIndex(0)].can_hold_voltage);
  EXPECT_EQ(grid.generators[models::GeneratorIndex(0)].q_max_mvar, 1e5);
  EXPECT_FALSE(grid.generators[models::GeneratorIndex(1)].can_hold_voltage);
  EXPECT_EQ(region->profile->generation_mw[models::GeneratorIndex(1)], 0.0);
  EXPECT_FALSE(grid.generators[models::GeneratorIndex(2)].can_hold_voltage);  // at a PQ bus
  EXPECT_EQ(region->profile->demand_mvar[BusIndex(2)], 6.0 - 2.0);
  EXPECT_EQ(region->profile->shunt_mw[BusIndex(2)], 2.0);
  EXPECT_EQ(region->profile->shunt_mvar[BusIndex(2)], 9.0);
}

TEST_F(MatpowerFolderTest, AFolderIsWrittenAndLoadedAsARegion) {
  const models::Table<BranchIndex, double> rating_mva{120.0004, 0.0, 33.0};
  const absl::Status made = MakeMatpowerFolder(Path("in/tiny.m"), 1344, 7, rating_mva, Path("out"));
  ASSERT_TRUE(made.ok()) << made;
  const auto region = LoadRegion(Path("out"));
  ASSERT_TRUE(region.ok()) << region.status();
  ASSERT_TRUE(region->profile.has_value());
  EXPECT_EQ(region->id, "tiny");
  EXPECT_EQ(region->data_revision.size(), 12u);
  const std::vector<double>& load_share = region->profile->load_share;
  ASSERT_EQ(load_share.size(), 1344u);
  EXPECT_EQ(*std::min_element(load_share.begin(), load_share.end()), 0.55);
  EXPECT_EQ(*std::max_element(load_share.begin(), load_share.end()), 1.0);
  EXPECT_EQ(load_share, MakeLoadShares(1344, 7));
  EXPECT_NE(load_share, MakeLoadShares(1344, 8));
  EXPECT_EQ(region->grid.branches[BranchIndex(0)].rating.cold_mva, 120.001);
  EXPECT_FALSE(region->grid.branches[BranchIndex(1)].is_monitored);
  EXPECT_EQ(region->grid.branches[BranchIndex(2)].rating.summer_mva, 33.0);
}

TEST_F(MatpowerFolderTest, WhatIsWrongInAFolderIsNamed) {
  EXPECT_THAT(std::string(LoadRegion(Path("in")).status().message()),
              testing::HasSubstr("profile.csv"));
  Write("in/profile.csv", "load_share\n1\nx\n");
  Write("in/ratings.csv", "branch_row,rating_mva\n1,50\n1,60\n99,70\n");
  const std::string problem(LoadRegion(Path("in")).status().message());
  EXPECT_THAT(problem, testing::HasSubstr("profile.csv:3"));
  EXPECT_THAT(problem, testing::HasSubstr("ratings.csv:3 column 1 (branch_row): stands twice"));
  EXPECT_THAT(problem, testing::HasSubstr("ratings.csv:4"));
  Write("in/other.m", kCase);
  EXPECT_THAT(std::string(LoadRegion(Path("in")).status().message()),
              testing::HasSubstr("holds 2 case files"));
}

TEST_F(MatpowerFolderTest, ACaseWithoutOneSlackBusIsRefused) {
  std::string text = kCase;
  text.replace(text.find(" 1 3 5"), 6, " 1 1 5");
  const auto matpower = ParseMatpowerCase(text, "tiny.m");
  ASSERT_TRUE(matpower.ok());
  EXPECT_THAT(std::string(MakeMatpowerRegion(*matpower).status().message()),
              testing::HasSubstr("has 0 slack buses"));
}

}  // namespace
}  // namespace data
