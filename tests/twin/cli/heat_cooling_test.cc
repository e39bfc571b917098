#include "twin/cli/heat_cooling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/region_paths.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

HeatCoolingQuestion MakeQuestion() {
  HeatCoolingQuestion question;
  question.region_directory = tests::RegionDirectory();
  question.cooling.cooling_mw = 20.0;
  question.cooling.years = 3;
  question.is_json = true;
  return question;
}

Json MustDescribe(const HeatCoolingQuestion& question) {
  const auto text = DescribeHeatCooling(question);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? Json::parse(*text) : Json();
}

TEST(HeatCoolingCommandTest, EveryHourClosesAndTheDayIsHot) {
  HeatCoolingQuestion question = MakeQuestion();
  question.cooling.water_degc = 10.0;
  question.cooling.combined_mw = 1.0;
  const Json answer = MustDescribe(question);
  EXPECT_THAT(answer["notice"].get<std::string>(), HasSubstr("Synthetic"));
  EXPECT_GT(answer["afternoon_degc"].get<double>(), 22.0);
  ASSERT_EQ(answer["hours"].size(), 24u);
  for (const Json& hour : answer["hours"]) {
    const double sum_mw = hour["free_mw"].get<double>() + hour["combined_mw"].get<double>() +
                          hour["compressor_mw"].get<double>() + hour["unserved_mw"].get<double>();
    EXPECT_NEAR(sum_mw, hour["cooling_mw"].get<double>(), 1e-9);
    EXPECT_NEAR(hour["free_mw"].get<double>(), 0.5 * hour["cooling_mw"].get<double>(), 1e-9);
  }
  EXPECT_LT(answer["electricity_peak_mw"].get<double>(),
            answer["all_compressor_electricity_peak_mw"].get<double>());
}

TEST(HeatCoolingCommandTest, EnergyAndFullLoadHoursGiveThePeak) {
  HeatCoolingQuestion question = MakeQuestion();
  question.cooling.cooling_mw = 0.0;
  question.cooling.cooling_gwh = 18.0;
  question.cooling.full_load_h = 900.0;
  const Json answer = MustDescribe(question);
  EXPECT_DOUBLE_EQ(answer["cooling_peak_mw"].get<double>(), 20.0);
  EXPECT_EQ(answer["electricity_peak_mw"], answer["all_compressor_electricity_peak_mw"]);
}

TEST(HeatCoolingCommandTest, WhatIsMissingIsSaid) {
  HeatCoolingQuestion question = MakeQuestion();
  question.cooling.cooling_mw = 0.0;
  EXPECT_THAT(std::string(DescribeHeatCooling(question).status().message()),
              HasSubstr("cooling_gwh"));
  question = MakeQuestion();
  question.system = "Nowhere";
  EXPECT_EQ(DescribeHeatCooling(question).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace twin::cli
