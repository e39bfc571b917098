#include "twin/cli/heat_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/region_paths.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

HeatPlanQuestion MakeQuestion() {
  HeatPlanQuestion question;
  question.region_directory = tests::RegionDirectory();
  question.from = "2027-11-23T00:00:00Z";
  question.event_from_h = 24.0;
  question.solve_s = 20.0;
  question.is_json = true;
  return question;
}

Json MustDescribe(const HeatPlanQuestion& question) {
  const auto text = DescribeHeatPlan(question);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? Json::parse(*text) : Json();
}

TEST(HeatPlanCommandTest, HoursCloseAndBothWaysAreTold) {
  const Json answer = MustDescribe(MakeQuestion());
  EXPECT_THAT(answer["notice"].get<std::string>(), HasSubstr("Synthetic"));
  ASSERT_EQ(answer["planned"]["plans"].size(), 2u);
  EXPECT_TRUE(answer["cheapest_first"]["plans"].empty());
  for (const char* way : {"planned_hours", "cheapest_first_hours"}) {
    ASSERT_EQ(answer[way].size(), 48u);
    for (const Json& hour : answer[way]) {
      double fed_mw = hour["accumulator_discharge_mw"].get<double>() +
                      hour["network_discharge_mw"].get<double>();
      for (const Json& heat_mw : hour["plant_heat_mw"]) fed_mw += heat_mw.get<double>();
      // More than the load only where must-run heat is cooled off.
      EXPECT_GE(fed_mw, hour["load_mw"].get<double>() - hour["unserved_mw"].get<double>() - 1e-6);
    }
  }
  EXPECT_LT(answer["planned"]["cost_less_store_nok"].get<double>(),
            answer["cheapest_first"]["cost_less_store_nok"].get<double>());
}

TEST(HeatPlanCommandTest, AnOrderIsObeyedAndToldAsTheReason) {
  HeatPlanQuestion question = MakeQuestion();
  question.order_mw = 12.0;
  double withheld_mwh = 0.0;
  const Json answer = MustDescribe(question);
  for (std::size_t h = 24; h < 48; ++h) {
    const Json& hour = answer["planned_hours"][h];
    EXPECT_LE(hour["electricity_mw"].get<double>(), 12.0 + 1e-6);
    withheld_mwh += hour["order_withheld_mw"].get<double>();
  }
  for (std::size_t h = 0; h < 24; ++h) {
    EXPECT_EQ(answer["planned_hours"][h]["order_withheld_mw"], 0.0);
  }
  EXPECT_GT(withheld_mwh, 100.0);
}

TEST(HeatPlanCommandTest, ALostPlantGivesNothingAndWithoutATankThereIsNone) {
  HeatPlanQuestion question = MakeQuestion();
  question.lost_plant = "Klemetsrud";
  question.has_accumulator = false;
  question.has_network_water = false;
  const Json answer = MustDescribe(question);
  ASSERT_EQ(answer["plants"][0]["name"], "Klemetsrud");
  for (std::size_t h = 24; h < 48; ++h) {
    EXPECT_EQ(answer["planned_hours"][h]["plant_heat_mw"][0], 0.0);
  }
  EXPECT_EQ(answer["accumulator_mwh"], 0.0);
  EXPECT_EQ(answer["network_mwh"], 0.0);
  for (const Json& hour : answer["planned_hours"]) EXPECT_EQ(hour["network_mwh"], 0.0);
}

TEST(HeatPlanCommandTest, WhatIsNotThereIsNamedWithWhatIs) {
  HeatPlanQuestion question = MakeQuestion();
  question.lost_plant = "Klemetsrod";
  EXPECT_THAT(DescribeHeatPlan(question).status().message(),
              HasSubstr("plant \"Klemetsrod\" is not one of Oslo's: Klemetsrud, "));
  question = MakeQuestion();
  question.system = "Atlantis";
  EXPECT_EQ(DescribeHeatPlan(question).status().code(), absl::StatusCode::kNotFound);
  question = MakeQuestion();
  question.from = "yesterday";
  EXPECT_EQ(DescribeHeatPlan(question).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace twin::cli
