// Voltages that connections are made at, and principles that they are held against.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "data/connection_voltage_loader.h"
#include "data/df_profile_loader.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

namespace fs = std::filesystem;

class ConnectionTablesTest : public testing::Test {
 protected:
  ConnectionTablesTest() {
    std::string name = (fs::temp_directory_path() / "tables-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~ConnectionTablesTest() override { fs::remove_all(folder_); }

  std::string Problems() const { return std::string(ToStatus(diagnostics_).message()); }

  fs::path folder_;
  Diagnostics diagnostics_;
};

TEST_F(ConnectionTablesTest, TheShippedTablesHaveAVoltageForEverySizeAndTheTwinsOwnPrinciples) {
  const auto voltages = LoadConnectionVoltages(tests::RegionDirectory(), diagnostics_);
  const auto profiles = LoadDfProfiles(tests::RegionDirectory(), diagnostics_);
  EXPECT_EQ(Problems(), "");
  for (const double mw : {0.05, 2.0, 8.0, 12.0, 40.0, 90.0, 180.0, 800.0}) {
    bool has_any = false;
    for (const double kv : {22.0, 66.0, 132.0, 300.0, 420.0}) {
      has_any |= models::SuitsVoltage(voltages, mw, kv);
    }
    EXPECT_TRUE(has_any) << mw;
  }
  EXPECT_FALSE(models::SuitsVoltage(voltages, 60.0, 22.0));
  ASSERT_FALSE(profiles.empty());
  EXPECT_EQ(profiles.front().id, "twin-n1");
  EXPECT_EQ(profiles.front().rating_ratio, 1.0);
  EXPECT_EQ(models::FindDfProfile(profiles, "nobody"), nullptr);
}

TEST_F(ConnectionTablesTest, AFolderWithoutThemHasNone) {
  EXPECT_TRUE(LoadConnectionVoltages(folder_.string(), diagnostics_).empty());
  EXPECT_TRUE(LoadDfProfiles(folder_.string(), diagnostics_).empty());
  EXPECT_TRUE(models::SuitsVoltage({}, 60.0, 22.0));
  EXPECT_EQ(Problems(), "");
}

TEST_F(ConnectionTablesTest, WhatIsWrongIsNamedByRowAndColumn) {
  std::ofstream(folder_ / kConnectionVoltagesFile)
      << "from_mw,to_mw,from_kv,to_kv,source,confidence\n10,5,100,66,x,low\n";
  std::ofstream(folder_ / kDfProfilesFile)
      << "id,company,version,rating_ratio,v_min_pu,v_max_pu,voltage_step_share,least_outage_kv,"
         "load_case,source,confidence\n"
         "a,b,1,5,0.95,0.9,0.03,0,c,x,low\n"
         "a,b,1,1,0,0,0.03,0,c,x,low\n";
  LoadConnectionVoltages(folder_.string(), diagnostics_);
  LoadDfProfiles(folder_.string(), diagnostics_);
  for (const char* part : {"is below from_mw", "is below from_kv", "rating_ratio",
                           "is not above v_min_pu", "'a' is there twice"}) {
    EXPECT_THAT(Problems(), testing::HasSubstr(part));
  }
}

}  // namespace
}  // namespace data
