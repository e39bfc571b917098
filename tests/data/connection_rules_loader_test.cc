#include "data/connection_rules_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "data/connection_profile_loader.h"
#include "tests/support/region_paths.h"
#include "tests/support/temporary_folder.h"

namespace data {
namespace {

class ConnectionRulesLoaderTest : public testing::Test {
 protected:
  void Write(const char* file_name, const std::string& text) {
    std::ofstream(folder_.path() + "/" + file_name) << text;
  }
  std::vector<std::string> Columns() const {
    std::vector<std::string> columns;
    for (const Diagnostic& one : diagnostics_) columns.push_back(one.column_name);
    return columns;
  }

  tests::TemporaryFolder folder_;
  Diagnostics diagnostics_;
};

TEST_F(ConnectionRulesLoaderTest, AFolderWithoutTheTablesHasNone) {
  EXPECT_TRUE(LoadHoldBackRules(folder_.path(), diagnostics_).empty());
  EXPECT_TRUE(LoadProcessTimes(folder_.path(), diagnostics_).empty());
  EXPECT_TRUE(LoadReliability(folder_.path(), diagnostics_).rates.empty());
  EXPECT_TRUE(diagnostics_.empty());
}

TEST_F(ConnectionRulesLoaderTest, TheRegionsTablesSayWhatTheRulesSay) {
  const std::string directory = tests::RegionDirectory();
  const auto rules = LoadHoldBackRules(directory, diagnostics_);
  const auto times = LoadProcessTimes(directory, diagnostics_);
  const auto tables = LoadReliability(directory, diagnostics_);
  EXPECT_TRUE(diagnostics_.empty());
  ASSERT_NE(models::FindHoldBack(rules, 66.0, "2027-01-01"), nullptr);
  EXPECT_EQ(models::FindHoldBack(rules, 66.0, "2027-01-01")->below_mw, 1.0);
  EXPECT_EQ(models::FindHoldBack(rules, 300.0, "2027-01-01")->below_gwh, 20.0);
  EXPECT_EQ(models::FindHoldBack(rules, 300.0, "2025-06-30"), nullptr);
  std::set<std::string> steps;
  for (const auto* time : models::FindProcessTimes(times, 60.0, "2027-01-01")) {
    steps.insert(time->step);
    if (time->step == "study") {
      EXPECT_EQ(time->low_months, 12.0);
      EXPECT_EQ(time->high_months, 0.0) << "no upper end is told";
    }
  }
  EXPECT_EQ(steps.size(), 5u);
  // Every kind of branch at every voltage of the region, and every profile.
  for (const auto kind :
       {models::BranchKind::kLine, models::BranchKind::kCable, models::BranchKind::kTransformer}) {
    for (const double kv : {22.0, 47.0, 66.0, 132.0, 300.0, 420.0}) {
      const models::BranchParams branch{.kind = kind, .length_km = 10.0};
      EXPECT_GT(models::CalcExpectedOutage(tables, branch, kv).per_year, 0.0);
    }
  }
  std::set<std::string> known;
  for (const auto& profile : LoadConnectionProfiles(directory, diagnostics_)) {
    EXPECT_NE(models::FindInterruptionCost(tables, profile.id), nullptr);
    known.insert(profile.id);
  }
  for (const auto& cost : tables.costs) {
    for (const std::string& profile : cost.profiles) {
      EXPECT_TRUE(profile == "*" || known.count(profile) != 0) << profile;
    }
  }
}

TEST_F(ConnectionRulesLoaderTest, WhatIsWrongIsNamedByItsColumn) {
  Write(kHoldBackFile,
        "id,from_kv,to_kv,below_mw,below_gwh,held_for_years,valid_from,valid_to,source,confidence\n"
        "a,200,100,1,,3,2025-07-01,2025-01-01,test,low\n"
        "a,0,100,-1,,3,July,,test,low\n");
  LoadHoldBackRules(folder_.path(), diagnostics_);
  EXPECT_THAT(Columns(),
              testing::UnorderedElementsAre("to_kv", "valid_to", "id", "below_mw", "valid_from"));
  diagnostics_.clear();
  Write(kInterruptionCostsFile,
        "group,profiles,up_to_h,fixed_nok_per_kw,hourly_nok_per_kwh,price_year,source,confidence\n"
        "a,*,4,1,1,2020,test,low\n"
        "a,,4,1,1,2020,test,low\n");
  Write(kOutageRatesFile,
        "branch,from_kv,to_kv,per,per_year,repair_h,source,confidence\n"
        "rope,0,100,mile,1,1,test,low\n");
  LoadReliability(folder_.path(), diagnostics_);
  EXPECT_THAT(Columns(), testing::UnorderedElementsAre("up_to_h", "branch", "per"));
}

}  // namespace
}  // namespace data
