#include "twin/cli/region_dispatch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/region_copy.h"
#include "tests/support/region_paths.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

// Wrong options throw CLI::ParseError, which main turns into kUsage.
Outcome RunDispatch(const std::string& flags,
                    const std::string& region = tests::RegionDirectory()) {
  CLI::App app;
  Outcome outcome;
  AddRegionDispatch(app, outcome.exit_code);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  try {
    app.parse("dispatch --data-dir " + region + " " + flags);
  } catch (const CLI::ParseError& error) {
    outcome.exit_code = kUsage;
    std::fputs(error.what(), stderr);
  }
  outcome.out = testing::internal::GetCapturedStdout();
  outcome.err = testing::internal::GetCapturedStderr();
  return outcome;
}

Json RunJson(const std::string& flags) {
  const Outcome outcome = RunDispatch("--json " + flags);
  EXPECT_EQ(outcome.exit_code, kOk) << outcome.err;
  return Json::parse(outcome.out);
}

double Sum(const Json& rows, const char* field) {
  double sum = 0.0;
  for (const Json& row : rows) sum += row[field].get<double>();
  return sum;
}

// A winter afternoon, a flood night and a summer night: near the neighbours' limits and away.
TEST(RegionDispatchTest, BalancesCloseAndTheNextMwHasOneFeederInAll) {
  for (const std::string at :
       {"2027-01-15T16:00:00Z", "2027-05-18T23:00:00Z", "2027-07-11T01:00:00Z"}) {
    const Json json = RunJson("--at " + at);
    const double generation_mw = json["generation_mw"];
    const double import_mw = json["net_import_mw"];
    const double demand_mw = json["demand_and_losses_mw"];
    ASSERT_GT(demand_mw, 2000.0) << at;
    EXPECT_NEAR(Sum(json["generation"], "mw"), generation_mw, 1e-6) << at;
    EXPECT_NEAR(Sum(json["imports"], "import_mw"), import_mw, 1e-6) << at;
    EXPECT_NEAR(generation_mw + import_mw, demand_mw, 1e-6) << at;
    EXPECT_NEAR(Sum(json["next_mw"], "share"), 1.0, 1e-9) << at;
    for (const Json& area : json["imports"]) {
      EXPECT_LE(area["import_mw"].get<double>(), area["import_limit_mw"].get<double>()) << area;
      EXPECT_GE(area["import_mw"].get<double>(), -area["export_limit_mw"].get<double>()) << area;
    }
    for (const Json& store : json["reservoirs"]) {
      EXPECT_GT(store["stored_gwh"].get<double>(), 0.0) << store;
      EXPECT_LE(store["stored_gwh"].get<double>(), store["capacity_gwh"].get<double>()) << store;
    }
  }
}

// What the residual load is: demand and losses less all that does not follow it.
TEST(RegionDispatchTest, ResidualLoadIsWhatRegulatedPlantsAndNeighboursCover) {
  const Json json = RunJson("--at 2027-02-03T08:00:00Z");
  double regulated_mw = 0.0;
  for (const Json& plants : json["generation"]) {
    if (plants["class"] == "reservoir" || plants["class"] == "cascade") {
      regulated_mw += plants["mw"].get<double>();
    }
  }
  EXPECT_NEAR(regulated_mw + json["net_import_mw"].get<double>(),
              json["residual_load_mw"].get<double>(), 1e-6);
}

TEST(RegionDispatchTest, TextNamesWhatTheJsonHolds) {
  const Outcome text = RunDispatch("--at 2027-02-03T08:00:00Z");
  ASSERT_EQ(text.exit_code, kOk) << text.err;
  for (const char* part : {"residual_load_mw", "NO1 run_of_river", "SE3  import_mw", "next_mw"}) {
    EXPECT_THAT(text.out, HasSubstr(part));
  }
}

TEST(RegionDispatchTest, WeatherYearAndSeedDecideTheQuarter) {
  const std::string at = "--at 2027-02-03T08:00:00Z";
  const Json base = RunJson(at);
  EXPECT_EQ(RunJson(at), base);
  EXPECT_NE(RunJson(at + " --weather-year 2011")["residual_load_mw"], base["residual_load_mw"]);
  EXPECT_NE(RunJson(at + " --seed 2")["residual_load_mw"], base["residual_load_mw"]);
}

TEST(RegionDispatchTest, WrongArgumentsAreTold) {
  const auto expect = [](const std::string& flags, const std::string& told) {
    const Outcome outcome = RunDispatch(flags);
    EXPECT_EQ(outcome.exit_code, kUsage) << flags;
    EXPECT_THAT(outcome.err, HasSubstr(told));
    EXPECT_EQ(outcome.out, "") << flags;
  };
  expect("--at monday", "time 'monday' is not like 2026-01-12T00:00:00Z");
  expect("--at 2027-01-15T16:07:00Z", "time '2027-01-15T16:07:00Z' is not on a quarter-hour");
  expect("--weather-year 12", "--weather-year: Value 12 not in range");
  expect("--seed -1", "--seed");
  expect("--day 3", "--day");
}

TEST(RegionDispatchTest, ABadRegionIsToldWithItsPlace) {
  const Outcome nowhere = RunDispatch("", "/nowhere");
  EXPECT_EQ(nowhere.exit_code, kFailed);
  EXPECT_THAT(nowhere.err, HasSubstr("there is no region folder /nowhere"));
  const tests::RegionCopy copy;
  const std::string place = copy.SetField("exchange_areas.csv", "NO2,", "import_limit_mw", "much");
  const Outcome broken = RunDispatch("", copy.directory());
  EXPECT_EQ(broken.exit_code, kBadData);
  EXPECT_THAT(broken.err, HasSubstr(place));
}

}  // namespace
}  // namespace twin::cli
