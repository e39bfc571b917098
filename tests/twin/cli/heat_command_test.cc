#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/heat_folder.h"
#include "twin/cli/commands.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using HeatCommandTest = tests::HeatFolderTest;

TEST_F(HeatCommandTest, TheCommandTakesLimitsAndAlarmsAreNoFailure) {
  Write("pipes.csv",
        "pipe,from_node,to_node,length_m,inner_diameter_mm,roughness_mm,loss_coefficient,"
        "u_w_per_mk,t_ground_c\n"
        "out,plant,house,1000,103,0.05,0,0.2148,6\n"
        "back,house_back,plant_back,1000,107.1,0.05,0,0.2148,6\n");
  const auto run = [this](const std::string& flags) {
    CLI::App app;
    int exit_code = -1;
    AddHeat(app, exit_code);
    testing::internal::CaptureStdout();
    app.parse("heat solve " + folder_.string() + " --json " + flags);
    const std::string out = testing::internal::GetCapturedStdout();
    EXPECT_EQ(exit_code, 0) << flags;
    return Json::parse(out);
  };
  EXPECT_TRUE(run("")["alarms"].empty());
  EXPECT_EQ(run("--pn 6")["alarms"].size(), 2u);
  EXPECT_EQ(run("--differential-min 3.9")["alarms"][0]["kind"], "differential_pressure");
  EXPECT_EQ(run("--boiling-margin-min 9")["alarms"][0]["kind"], "boiling_margin");
  EXPECT_EQ(run("--speed-max 0.1")["alarms"][0]["kind"], "speed");
  EXPECT_EQ(run("--gradient-max 1")["alarms"][0]["kind"], "gradient");
  EXPECT_EQ(run("--supply-min 95")["alarms"][0]["kind"], "supply_temperature");
  EXPECT_THAT(run("")["notes"][0].get<std::string>(), HasSubstr("is 103, no size of EN 253"));
}

}  // namespace
}  // namespace twin::cli
