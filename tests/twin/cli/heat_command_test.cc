#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/heat_folder.h"
#include "twin/cli/commands.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

class HeatCommandTest : public tests::HeatFolderTest {
 protected:
  Json Run(const std::string& flags) {
    CLI::App app;
    int exit_code = -1;
    AddHeat(app, exit_code);
    testing::internal::CaptureStdout();
    app.parse("heat solve " + folder_.string() + " --json " + flags);
    const std::string out = testing::internal::GetCapturedStdout();
    EXPECT_EQ(exit_code, 0) << flags;
    return Json::parse(out);
  }
};

TEST_F(HeatCommandTest, TheCommandTakesLimitsAndAlarmsAreNoFailure) {
  Write("pipes.csv",
        "pipe,from_node,to_node,length_m,inner_diameter_mm,roughness_mm,loss_coefficient,"
        "u_w_per_mk,t_ground_c\n"
        "out,plant,house,1000,103,0.05,0,0.2148,6\n"
        "back,house_back,plant_back,1000,107.1,0.05,0,0.2148,6\n");
  EXPECT_TRUE(Run("")["alarms"].empty());
  EXPECT_EQ(Run("--pn 6")["alarms"].size(), 2u);
  EXPECT_EQ(Run("--differential-min 3.9")["alarms"][0]["kind"], "differential_pressure");
  EXPECT_EQ(Run("--boiling-margin-min 9")["alarms"][0]["kind"], "boiling_margin");
  EXPECT_EQ(Run("--speed-max 0.1")["alarms"][0]["kind"], "speed");
  EXPECT_EQ(Run("--gradient-max 1")["alarms"][0]["kind"], "gradient");
  EXPECT_EQ(Run("--supply-min 95")["alarms"][0]["kind"], "supply_temperature");
  EXPECT_THAT(Run("")["notes"][0].get<std::string>(), HasSubstr("is 103, no size of EN 253"));
}

TEST_F(HeatCommandTest, ProducersFollowTheWorstPoint) {
  EXPECT_TRUE(Run("")["worst_point"].is_null());
  EXPECT_FALSE(Run("")["fell_back"]);
  const double before_bar = Run("")["consumers"][0]["dp_bar"];
  const Json held = Run("--worst-point 0.8");
  EXPECT_EQ(held["worst_point"]["consumer"], "house");
  EXPECT_TRUE(held["worst_point"]["is_held"]);
  EXPECT_NEAR(held["consumers"][0]["dp_bar"], 0.8, 1e-6);
  EXPECT_NEAR(held["worst_point"]["lift_change_bar"], 0.8 - before_bar, 1e-6);
  EXPECT_NEAR(held["nodes"][0]["p_bar"], 8.0 + 0.8 - before_bar, 1e-6);
  const Json least = Run("--worst-point 0.1 --lift-min 2");
  EXPECT_NEAR(least["worst_point"]["lift_change_bar"], -2.0, 1e-12);
  const Json most = Run("--worst-point 9 --lift-max 5");
  EXPECT_NEAR(most["worst_point"]["lift_change_bar"], 1.0, 1e-12);
  EXPECT_FALSE(most["worst_point"]["is_held"]);
}

}  // namespace
}  // namespace twin::cli
