#include "twin/cli/region_year.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "data/region_loader.h"
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
