#include "twin/cli/region_year.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "data/region_loader.h"
#include "models/region_year.h"
#include "tests/support/region_paths.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;

Json RunYear(const std::string& flags) {
  CLI::App app;
  int exit_code = -1;
  AddRegionYear(app, exit_code);
  testing::internal::CaptureStdout();
  app.parse("year --region " + tests::RegionDirectory() + " --json " + flags);
  const std::string out = testing::internal::GetCapturedStdout();
  EXPECT_EQ(exit_code, 0) << flags;
  return Json::parse(out);
}

TEST(RegionYearTest, BeforeTheFirstProjectNothingHasChanged) {
  const Json today = RunYear("--year 2025");
  EXPECT_TRUE(today["branches"]["added"].empty());
  EXPECT_TRUE(today["branches"]["removed"].empty());
  EXPECT_TRUE(today["branches"]["rerated"].empty());
  EXPECT_EQ(today["stations_added"], 0);
  for (const Json& sum : today["voltages"])
    EXPECT_EQ(sum["circuit_mva"], sum["circuit_mva_before"]);
}

TEST(RegionYearTest, TheCableReplacesTheLineInItsYear) {
  const auto names = [](const Json& branches) {
    std::string all;
    for (const Json& branch : branches) all += branch["name"].get<std::string>() + ";";
    return all;
  };
  const Json before = RunYear("--year 2029")["branches"];
  EXPECT_THAT(names(before["removed"]), testing::Not(testing::HasSubstr("Hamang - Bærum;")));
  const Json after = RunYear("--year 2030")["branches"];
  EXPECT_THAT(names(after["removed"]), testing::HasSubstr("Hamang - Bærum;"));
  EXPECT_THAT(names(after["added"]), testing::HasSubstr("Hamang - Bærum (cable);"));
  EXPECT_THAT(names(after["rerated"]), testing::HasSubstr("Sogn - Ulven;"));
  EXPECT_THAT(names(RunYear("--year 2030 --pace late")["branches"]["removed"]),
              testing::Not(testing::HasSubstr("Hamang - Bærum;")));
}

TEST(RegionYearTest, ReservedLargeLoadsEnterInTheirYearAndTheQueueWhenAskedFor) {
  const auto entered = [](const Json& year, const std::string& status) {
    return year["large_loads"]["entered_mw"].value(status, 0.0);
  };
  // large_loads.csv: 120 MW reserved from 2027, 60 MW from 2028; queue 620 MW from 2030;
  // announced with a size and a municipality 53.5 and 120 MW, their years past or unknown.
  EXPECT_EQ(entered(RunYear("--year 2026"), "reserved"), 0.0);
  EXPECT_EQ(entered(RunYear("--year 2027 --pace late"), "reserved"), 120.0);
  EXPECT_EQ(entered(RunYear("--year 2028 --pace early"), "reserved"), 180.0);
  const Json without = RunYear("--year 2030 --growth none");
  EXPECT_EQ(entered(without, "queue"), 0.0);
  EXPECT_EQ(entered(without, "announced"), 0.0);
  EXPECT_NEAR(without["cold_mw"].get<double>() - without["cold_mw_before"].get<double>(), 180.0,
              1e-6);
  EXPECT_GE(without["large_loads"]["waiting_mw"]["queue"].get<double>(), 620.0);
  const Json with = RunYear("--year 2030 --growth none --with-queue");
  EXPECT_EQ(entered(with, "queue"), 620.0);
  EXPECT_EQ(entered(with, "announced"), 173.5);
  EXPECT_EQ(entered(with, "reserved"), 180.0);
  EXPECT_NE(with["data_revision"], without["data_revision"]);
  EXPECT_EQ(entered(RunYear("--year 2029 --with-queue"), "queue"), 0.0);
}

// With nothing due, rows and values of the loads are the base year's own.
TEST(RegionYearTest, TheBaseYearsLoadsAreUntouched) {
  const auto region = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const auto of_year = models::MakeRegionOfYear(*region, 2026, models::Pace::kBase);
  ASSERT_TRUE(of_year.ok()) << of_year.status();
  ASSERT_EQ(of_year->grid.loads.size(), region->grid.loads.size());
  for (std::size_t i = 0; i < region->grid.loads.size(); ++i) {
    const models::LoadParams& now = of_year->grid.loads[models::LoadIndex(i)];
    const models::LoadParams& base = region->grid.loads[models::LoadIndex(i)];
    EXPECT_EQ(now.id, base.id);
    EXPECT_EQ(now.cold_mw, base.cold_mw);
    EXPECT_EQ(now.sector_ratio, base.sector_ratio);
  }
  for (const models::LargeLoadParams& large : region->large_loads) {
    if (large.bus.valid()) {
      EXPECT_FALSE(large.drawn_by.valid()) << large.id;
    }
  }
}

TEST(RegionYearTest, VoltagesAddUpToTheBranchesThatChange) {
  const Json of_2030 = RunYear("--year 2030");
  double change_mva = 0.0, sum_mva = 0.0;
  for (const Json& branch : of_2030["branches"]["added"]) {
    change_mva += branch["cold_mva"].get<double>();
  }
  for (const Json& branch : of_2030["branches"]["removed"]) {
    change_mva -= branch["cold_mva"].get<double>();
  }
  for (const Json& branch : of_2030["branches"]["rerated"]) {
    change_mva += branch["cold_mva"].get<double>() - branch["before"]["cold_mva"].get<double>();
  }
  for (const Json& sum : of_2030["voltages"]) {
    sum_mva += sum["circuit_mva"].get<double>() - sum["circuit_mva_before"].get<double>() +
               sum["transformer_mva"].get<double>() - sum["transformer_mva_before"].get<double>();
  }
  EXPECT_GT(change_mva, 0.0);
  EXPECT_NEAR(sum_mva, change_mva, 1e-6);
}

TEST(RegionYearTest, EveryYearAndPaceHasARevisionOfItsOwn) {
  const auto region = data::LoadRegion(tests::RegionDirectory());
  ASSERT_TRUE(region.ok()) << region.status();
  const auto revision = [&](int year, const std::string& pace) {
    const auto of_year = ApplyYear(*region, {.year = year, .pace = pace});
    EXPECT_TRUE(of_year.ok()) << of_year.status();
    return of_year.ok() ? of_year->data_revision : "";
  };
  EXPECT_EQ(revision(0, "base"), region->data_revision);
  EXPECT_NE(revision(2030, "base"), region->data_revision);
  EXPECT_NE(revision(2030, "base"), revision(2030, "late"));
  EXPECT_NE(revision(2030, "base"), revision(2031, "base"));
  EXPECT_EQ(ApplyYear(*region, {.year = 2030, .pace = "soon"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace twin::cli
