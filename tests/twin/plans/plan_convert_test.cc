// A plan's answer as a message holds the record's figures, and what takes long behind it is made
// once.
#include "twin/convert/plan_convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/data/plans/plan_reader_fixture.h"
#include "twin/convert/plan_region_convert.h"
#include "twin/plans/plan_record.h"
#include "twin/plans/recent_results.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;
using nlohmann::ordered_json;

std::shared_ptr<const plans::Surroundings> Around() {
  static const auto around = std::make_shared<const plans::Surroundings>(
      *plans::LoadSurroundings(data::OstlandetFolder()));
  return around;
}

plans::PlanCheckQuestion Question(const std::string& name) {
  return {.region_directory = data::OstlandetFolder(),
          .file = data::PlanCase(name + ".sos"),
          .assumptions_file = data::PlanCase(name + ".csv")};
}

plans::PlanCheck Check(const std::string& name) {
  auto check = plans::CheckPlanFile(Question(name), Around());
  EXPECT_TRUE(check.ok()) << check.status();
  return check.ok() ? *std::move(check) : plans::PlanCheck{};
}

void ExpectSame(const ordered_json& told, const pb::PlanMw& sent) {
  EXPECT_EQ(told[0], sent.p10_mw());
  EXPECT_EQ(told[1], sent.p50_mw());
  EXPECT_EQ(told[2], sent.p90_mw());
}
void ExpectSame(const ordered_json& told, const pb::PlanMwh& sent) {
  EXPECT_EQ(told[0], sent.p10_mwh());
  EXPECT_EQ(told[1], sent.p50_mwh());
  EXPECT_EQ(told[2], sent.p90_mwh());
}

TEST(PlanConvertTest, EveryYearIsTheRecords) {
  for (const char* name : {"dwellings", "business_park", "transformation"}) {
    const plans::PlanCheck check = Check(name);
    const auto record = plans::MakePlanRecord(check);
    const pb::CheckedPlanFile file = ToCheckedPlanFile(check);
    const auto& told = record["plans"][0];
    const pb::PlanAnswer& sent = file.plans(0);
    ASSERT_EQ(told["years"].size(), static_cast<std::size_t>(sent.years_size()));
    for (int i = 0; i < sent.years_size(); ++i) {
      const auto& year = told["years"][static_cast<std::size_t>(i)];
      EXPECT_EQ(year["year"], sent.years(i).year());
      EXPECT_EQ(year["built_floor_m2"], sent.years(i).built_floor_m2());
      ExpectSame(year["heat_mwh"], sent.years(i).heat());
      ExpectSame(year["ev_mwh"], sent.years(i).ev());
      ExpectSame(year["heat_peak_mw"], sent.years(i).heat_peak());
      for (int c = 0; c < sent.years(i).choices_size(); ++c) {
        const pb::PlanChoiceDemand& choice = sent.years(i).choices(c);
        const std::string id(
            solvers::HeatChoiceId(static_cast<solvers::HeatChoice>(choice.choice() - 1)));
        ExpectSame(year["winter_peak_mw"][id], choice.winter_peak());
        ExpectSame(year["summer_peak_mw"][id], choice.summer_peak());
        ExpectSame(year["electricity_mwh"][id], choice.electricity());
      }
    }
  }
}

TEST(PlanConvertTest, WaysOfHeatingAndTheGridAreTheRecords) {
  const plans::PlanCheck check = Check("transformation");
  const auto record = plans::MakePlanRecord(check);
  const pb::PlanAnswer sent = ToPlanAnswer(check, check.plans[0]);
  const auto& heat = record["plans"][0]["heat"];
  ASSERT_EQ(heat["choices"].size(), static_cast<std::size_t>(sent.heat().choices_size()));
  for (int c = 0; c < sent.heat().choices_size(); ++c) {
    const auto& told = heat["choices"][static_cast<std::size_t>(c)];
    const pb::PlanHeatAlternative& choice = sent.heat().choices(c);
    ExpectSame(told["bus_mw"], choice.bus());
    ExpectSame(told["plants_mw"], choice.plants());
    EXPECT_EQ(told["meets_tek17_14_4"], choice.meets_tek17_14_4());
    EXPECT_EQ(told["available_mw"].is_null(), !choice.has_available_mw());
    EXPECT_EQ(told["extension_m"].is_null(), !choice.has_extension_m());
    EXPECT_EQ(told["investment"]["high_mnok"], choice.investment().high_mnok());
    EXPECT_EQ(told["co2_kg"].size(), static_cast<std::size_t>(choice.co2_size()));
  }
  EXPECT_EQ(heat["network"]["name"], sent.heat().network().name());
  EXPECT_EQ(heat["duty"]["needs_licence"], sent.heat().network().needs_licence());
  EXPECT_EQ(heat["duty"]["inside_licence_area"], sent.heat().network().inside_licence_area());
  const auto& grid = record["plans"][0]["grid"];
  EXPECT_EQ(grid["point"]["station_id"], sent.grid().station_id());
  EXPECT_EQ(grid["land"]["high_m2"], sent.grid().land_high_m2());
  EXPECT_EQ(grid["room"]["why"], sent.grid().why());
  EXPECT_EQ(grid["projects"].size(), static_cast<std::size_t>(sent.grid().projects_size()));
}

TEST(PlanConvertTest, AreasLieWhereTheyLieAndTextIsText) {
  plans::PlanCheck check = Check("dwellings");
  check.plans[0].plan.name = "Bj\xf8rk";  // Latin-1
  const pb::PlanAnswer sent = ToPlanAnswer(check, check.plans[0]);
  EXPECT_EQ(sent.name(), "Bj\xef\xbf\xbdrk");
  for (const pb::PlanArea& area : sent.areas()) {
    ASSERT_GT(area.polygons_size(), 0);
    const pb::PlanRing& ring = area.polygons(0).rings(0);
    ASSERT_EQ(ring.lon_deg_size(), ring.lat_deg_size());
    ASSERT_GE(ring.lon_deg_size(), 4);
    EXPECT_NEAR(ring.lon_deg(0), sent.centre().lon_deg(), 0.1);
    EXPECT_NEAR(ring.lat_deg(0), sent.centre().lat_deg(), 0.1);
  }
}

TEST(PlanConvertTest, WhatIsWrongInAFileIsToldWithItsPlace) {
  plans::PlanCheckQuestion question = Question("transformation");
  question.assumptions_file.clear();
  const auto check = plans::CheckPlanFile(question, Around());
  const pb::RefusedPlanFile refused = ToRefusedPlanFile("t.sos", check.status());
  EXPECT_EQ(refused.name(), "t.sos");
  ASSERT_EQ(refused.problems_size(), 3);
  EXPECT_THAT(refused.problems(0).problem(), testing::HasSubstr("1800"));
}

TEST(PlanConvertTest, ASwapIsAskedForByTimeOfDay) {
  pb::HeatSwapQuestion question;
  question.mutable_position()->set_lat_deg(59.9);
  for (const auto& [time, quarter] : {std::pair{"00:00", 0}, {"08:00", 32}, {"23:59", 95}}) {
    question.set_local_time(time);
    const auto asked = FromProto(question);
    ASSERT_TRUE(asked.ok()) << asked.status();
    EXPECT_EQ(asked->quarter_of_day, quarter);
  }
  for (const char* time : {"8:00", "24:00", "08:60", "0800", "08:00:00", "-1:00"}) {
    question.set_local_time(time);
    EXPECT_FALSE(FromProto(question).ok()) << time;
  }
}

TEST(RecentResultsTest, AResultIsMadeOnceAndTheOldestIsForgotten) {
  plans::RecentResults<int, std::string> results(2);
  int made = 0;
  const auto ask = [&](int key) {
    return *results.At(key, [&]() -> absl::StatusOr<std::string> {
      ++made;
      return std::to_string(key);
    });
  };
  const auto first = ask(1);
  EXPECT_EQ(*first, "1");
  EXPECT_EQ(ask(1), first);
  EXPECT_EQ(made, 1);
  ask(2);
  ask(1);
  ask(3);
  EXPECT_EQ(made, 3);
  EXPECT_EQ(ask(1), first) << "used after 2, so kept";
  EXPECT_EQ(made, 3);
  ask(2);
  EXPECT_EQ(made, 4);
  EXPECT_EQ(results.made_count(), 4u);
}

TEST(RecentResultsTest, WhatFailsIsNotKept) {
  plans::RecentResults<int, std::string> results(2);
  for (int i = 0; i < 2; ++i) {
    const auto failed =
        results.At(1, []() -> absl::StatusOr<std::string> { return absl::NotFoundError("no"); });
    EXPECT_EQ(failed.status().code(), absl::StatusCode::kNotFound);
  }
  EXPECT_EQ(results.made_count(), 0u);
}

TEST(RecentResultsTest, PlansAtOnePlaceShareItsWeather) {
  const auto around = std::make_shared<const plans::Surroundings>(
      *plans::LoadSurroundings(data::OstlandetFolder()));
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(plans::CheckPlanFile(Question("port"), around).ok());
  EXPECT_EQ(around->climates->made_count(), 1u);
  EXPECT_EQ(around->networks->made_count(), 1u);
}

TEST(PlanStagesTest, TheWorkIsToldInOrderAndEndsWhenNobodyWaits) {
  plans::PlanCheckQuestion question = Question("dwellings");
  std::vector<plans::PlanStage> stages;
  question.go_on = [&](plans::PlanStage stage, std::size_t plan, std::size_t plans_count) {
    EXPECT_EQ(plan, 0u);
    EXPECT_EQ(plans_count, 1u);
    stages.push_back(stage);
    return stage != plans::PlanStage::kHeat;
  };
  const auto check = plans::CheckPlanFile(question, Around());
  EXPECT_EQ(check.status().code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(stages, testing::ElementsAre(plans::PlanStage::kDemand, plans::PlanStage::kHeat));
}

TEST(PlanStagesTest, MorePlansThanAskedForAreRefused) {
  plans::PlanCheckQuestion question = Question("dwellings");
  question.most_plans = 0;
  const auto check = plans::CheckPlanFile(question, Around());
  EXPECT_EQ(check.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(check.status().message()), testing::HasSubstr("holds 1 plans"));
}

}  // namespace
}  // namespace twin::convert
