#include "twin/scenario/scenario.h"

#include <gmock/gmock.h>

#include <map>

#include "tests/support/region_stepper.h"
#include "twin/convert/scenario_file.h"

namespace twin::scenario {
namespace {

using tests::RegionStepper;

constexpr char kStory[] = R"({
  "name": "cold", "title_en": "A cold morning", "title_nb": "En kald morgen",
  "from": "2026-01-26T00:00:00Z", "to": "2026-01-26T03:00:00Z", "weather_seed": 1,
  "patches": [{"temperature_shift": {"offset_k": -10}}],
  "branches": [
    {"name": "order", "at": "2026-01-26T01:00:00Z",
     "patches": [{"grid_order": {"heat_system_id": "Oslo", "electricity_max_mw": 20}}]},
    {"name": "milder", "patches": [{"temperature_shift": {"offset_k": 10}}]}]})";

Scenario Story() {
  auto parsed = convert::ParseScenarioFile(kStory);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  auto resolved = convert::ResolveScenario(*std::move(parsed), RegionStepper()->names());
  EXPECT_TRUE(resolved.ok()) << resolved.status();
  return *std::move(resolved);
}

Point Start(const Scenario& scenario) {
  return {std::make_shared<const WorldState>(RegionStepper()->MakeInitialState(scenario.from)),
          nullptr, nullptr};
}

TEST(ScenarioTest, AFileSaysPeriodPatchesAndBranches) {
  const Scenario story = Story();
  EXPECT_EQ(story.title_nb, "En kald morgen");
  EXPECT_EQ(story.to - story.from, 12);
  ASSERT_EQ(story.patches.size(), 1u);
  EXPECT_EQ(story.patches[0].from, story.from.start_minute());
  ASSERT_EQ(story.branches.size(), 2u);
  EXPECT_EQ(story.branches[0].at, story.from + 4);
  EXPECT_EQ(story.branches[0].patches[0].from, (story.from + 4).start_minute());
  EXPECT_EQ(std::get<models::GridOrder>(story.branches[0].patches[0].change).heat_system_id,
            "oet:heat/oslo");
}

TEST(ScenarioTest, AWrongFileIsRefusedWithThePlace) {
  const auto message = [](const std::string& before, const std::string& after) {
    std::string text = kStory;
    text.replace(text.find(before), before.size(), after);
    const auto parsed = convert::ParseScenarioFile(text);
    const auto resolved =
        parsed.ok() ? convert::ResolveScenario(*parsed, RegionStepper()->names()) : parsed;
    return std::string(resolved.status().message());
  };
  EXPECT_THAT(message("\"offset_k\": -10", "\"ofset_k\": -10"), testing::HasSubstr("ofset_k"));
  EXPECT_THAT(message("\"Oslo\"", "\"Atlantis\""), testing::HasSubstr("branches[0].patches[0]"));
  EXPECT_THAT(message("\"name\": \"milder\", ", ""), testing::HasSubstr("branches[1].name"));
  EXPECT_THAT(message("T03:00", "T00:00"), testing::HasSubstr("to"));
  EXPECT_NE(message("}]}]}", "}]}]"), "");  // cut short
}

TEST(ScenarioTest, BranchesLeaveTheTrunkAndThreadsChangeNoBit) {
  const Scenario story = Story();
  std::map<models::Quarter, std::vector<double>> trunk;
  const auto one = RunScenario(*RegionStepper(), Start(story), story, 1,
                               [&](std::size_t index, const Point& point) {
                                 if (index == 0) trunk[point.next()] = point.frame->values;
                               });
  const auto two = RunScenario(*RegionStepper(), Start(story), story, 2);
  ASSERT_TRUE(one.ok() && two.ok());
  ASSERT_EQ(one->size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ((*one)[i].final_hash, (*two)[i].final_hash) << i;
  EXPECT_EQ(trunk.size(), 12u);
  EXPECT_EQ((*one)[0].last.totals->quarters, 12);
  EXPECT_EQ((*one)[1].last.totals->quarters, 8);
  EXPECT_EQ((*one)[1].from, story.from + 4);
  EXPECT_NE((*one)[0].final_hash, (*one)[1].final_hash);
  // Ten degrees back: less heat is asked for than in the cold.
  EXPECT_LT((*one)[2].last.totals->heat_demand_mwh, (*one)[0].last.totals->heat_demand_mwh);

  Scenario wrong = story;
  wrong.branches[1].at = story.to;
  EXPECT_TRUE(
      absl::IsInvalidArgument(RunScenario(*RegionStepper(), Start(story), wrong, 1).status()));
}

}  // namespace
}  // namespace twin::scenario
