#include "twin/scenario/simulate.h"

#include <gmock/gmock.h>

#include "tests/support/region_stepper.h"
#include "twin/convert/scenario_file.h"

namespace twin::scenario {
namespace {

using tests::RegionStepper;

constexpr char kStory[] = R"({
  "name": "order", "from": "2026-01-26T00:00:00Z", "to": "2026-01-26T03:00:00Z",
  "patches": [{"id": "cut", "from": "2026-01-26T01:00:00Z",
               "grid_order": {"heat_system_id": "Oslo", "electricity_max_mw": 0}},
              {"temperature_shift": {"offset_k": -15}}],
  "branches": [
    {"name": "lifted", "at": "2026-01-26T02:00:00Z", "ends": [{"patch_id": "cut"}]},
    {"name": "lifted at once", "ends": [{"patch_id": "cut", "at": "2026-01-26T00:00:00Z"}]}]})";

absl::StatusOr<Scenario> Parse(const std::string& json) {
  auto parsed = convert::ParseScenarioFile(json);
  if (!parsed.ok()) return parsed.status();
  return convert::ResolveScenario(*std::move(parsed), RegionStepper()->names());
}

std::vector<SeriesColumn> Columns(const std::string& text) {
  auto columns = FindColumns(*RegionStepper(), text);
  EXPECT_TRUE(columns.ok()) << columns.status();
  return columns.ok() ? *columns : std::vector<SeriesColumn>{};
}

TEST(SimulateTest, ABranchEndsAPatchOfTheTrunkAndThreadsChangeNoBit) {
  const auto story = Parse(kStory);
  ASSERT_TRUE(story.ok()) << story.status();
  const auto columns = Columns("heat_system_electricity_mw/Oslo");
  const auto one = Simulate(*RegionStepper(), *story, 1, columns);
  const auto two = Simulate(*RegionStepper(), *story, 2, columns);
  ASSERT_TRUE(one.ok() && two.ok()) << one.status();
  ASSERT_EQ(one->size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ((*one)[i].report.final_hash, (*two)[i].report.final_hash) << i;
    EXPECT_EQ((*one)[i].series, (*two)[i].series) << i;
  }
  const std::vector<double>& trunk = (*one)[0].series[0];
  ASSERT_EQ(trunk.size(), 12u);
  for (std::size_t i = 4; i < 12; ++i) EXPECT_LE(trunk[i], 1e-9) << i;
  const std::vector<double>& lifted = (*one)[1].series[0];
  ASSERT_EQ(lifted.size(), 4u);
  EXPECT_GT(lifted.back(), 20.0);
  EXPECT_EQ((*one)[1].difference.quarters, 4);
  ASSERT_TRUE((*one)[1].difference.first_divergence.has_value());
  EXPECT_EQ(*(*one)[1].difference.first_divergence, story->from + 8);
  // Ended before it began: it never acts, so the run leaves the trunk where the order begins.
  EXPECT_EQ(*(*one)[2].difference.first_divergence, story->from + 4);
}

TEST(SimulateTest, EndsOfUnknownPatchesAndDoubledNamesAreRefusedWithThePlace) {
  const auto message = [](const std::string& before, const std::string& after) {
    std::string text = kStory;
    text.replace(text.find(before), before.size(), after);
    const auto story = Parse(text);
    if (!story.ok()) return std::string(story.status().message());
    return std::string(Simulate(*RegionStepper(), *story, 1, {}).status().message());
  };
  EXPECT_THAT(message("[{\"patch_id\": \"cut\"}]", "[{\"patch_id\": \"cat\"}]"),
              testing::HasSubstr("branches[0].ends[0].patch_id"));
  EXPECT_THAT(message("{\"temperature_shift\"", "{\"id\": \"cut\", \"temperature_shift\""),
              testing::HasSubstr("patches[1].id"));
  EXPECT_THAT(message("\"cut\"}]}", "\"cut\", \"at\": \"2026-01-26T01:00:00Z\"}]}"),
              testing::HasSubstr("before the branch leaves"));
}

TEST(SimulateTest, SeriesAreFoundByNameAndWhatIsUnknownIsSaid) {
  EXPECT_EQ(Columns("demand_mw").size(), 1u);
  EXPECT_EQ(Columns("indoor_temperature_degc").size(),
            RegionStepper()->region().heat_systems.size());
  const auto oslo = Columns("air_temperature_degc/Oslo Blindern");
  ASSERT_EQ(oslo.size(), 1u);
  EXPECT_EQ(oslo[0].element_id, "oet:place/oslo_blindern");
  EXPECT_EQ(oslo[0].unit, "degC");
  EXPECT_THAT(std::string(FindColumns(*RegionStepper(), "demand_mv").status().message()),
              testing::HasSubstr("demand_mw"));
  EXPECT_TRUE(absl::IsNotFound(FindColumns(*RegionStepper(), "demand_mw/Oslo").status()));
  EXPECT_TRUE(
      absl::IsNotFound(FindColumns(*RegionStepper(), "branch_loading_share/nowhere").status()));
}

}  // namespace
}  // namespace twin::scenario
