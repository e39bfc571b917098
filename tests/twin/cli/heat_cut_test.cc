#include "twin/cli/heat_cut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/support/one_street.h"
#include "twin/cli/heat_cut_town.h"
#include "twin/cli/heat_path.h"

namespace twin::cli {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

const HeatCutAnswer& TownAnswer() {
  static const HeatCutAnswer answer = *RunHeatCut(MakeCutTown(), {});
  return answer;
}

TEST(HeatCutTest, TheTownIsANetworkUnderSixteenBar) {
  const models::HeatNetwork town = MakeCutTown();
  EXPECT_TRUE(models::Validate(town).ok());
  EXPECT_EQ(town.consumers.size(), 40u);
  double heat_w = 0.0;
  for (const auto& consumer : town.consumers) heat_w += consumer.heat_w;
  EXPECT_DOUBLE_EQ(heat_w, 15e6);
  EXPECT_LT(town.producers[models::HeatProducerIndex(0)].pressure_bar, 16.0);
}

// What the front does is told twice: by the speed of the water, and by the temperatures.
TEST(HeatCutTest, TheFrontArrivesAfterTheHydraulicDelay) {
  const HeatCutAnswer& answer = TownAnswer();
  ASSERT_EQ(answer.places.size(), 2u);
  EXPECT_EQ(answer.places[1].consumer, "house20b");
  EXPECT_DOUBLE_EQ(answer.places[1].path_m, 10250.0);
  for (const CutPlace& place : answer.places) {
    ASSERT_TRUE(place.expected_s && place.seen_s);
    EXPECT_NEAR(*place.seen_s, *place.expected_s, 60.0) << place.consumer;
    EXPECT_GT(*place.expected_s, place.path_m / 3.0);  // slower than 3 m/s
    // Until then the water is as warm as before, to what it cools.
    for (std::size_t row = 0; row < answer.time_s.size(); ++row)
      if (answer.time_s[row] < *place.expected_s - 60.0) {
        ASSERT_NEAR(place.supply_degc[row], place.supply_before_degc, 0.5) << row;
      }
    EXPECT_LT(place.supply_lowest_degc, place.supply_before_degc - 40.0);
  }
}

TEST(HeatCutTest, RoomsCoolAfterTheFrontAndRecover) {
  const HeatCutAnswer& answer = TownAnswer();
  for (const CutPlace& place : answer.places) {
    EXPECT_GT(place.room_before_degc - place.room_lowest_degc, 0.8) << place.consumer;
    EXPECT_LT(place.room_before_degc - place.room_lowest_degc, 2.5) << place.consumer;
    for (std::size_t row = 0; row < answer.time_s.size(); ++row)
      if (answer.time_s[row] < *place.expected_s - 60.0) {
        ASSERT_NEAR(place.room_degc[row], place.room_before_degc, 0.01) << row;
      }
    EXPECT_NEAR(place.room_degc.back(), place.room_before_degc, 0.1);
  }
  ASSERT_TRUE(answer.recovered_s);
  EXPECT_GT(*answer.recovered_s, *answer.places[1].expected_s);
}

TEST(HeatCutTest, TheBusSeesTheHeatPumpGoAndComeBackHarder) {
  const HeatCutAnswer& answer = TownAnswer();
  EXPECT_NEAR(answer.before_heat_w, 15e6, 1e6);
  EXPECT_NEAR(answer.before_heat_w / answer.before_electricity_w, 3.0, 0.3);  // COP at 90/39 °C
  EXPECT_GT(answer.most_electricity_w, 1.05 * answer.before_electricity_w);
  for (std::size_t row = 0; row < answer.time_s.size(); ++row) {
    if (answer.time_s[row] > 0.0 && answer.time_s[row] <= 7200.0) {
      ASSERT_EQ(answer.plant_heat_w[row], 0.0);
      ASSERT_EQ(answer.electricity_w[row], 0.0);
    } else {
      ASSERT_GT(answer.electricity_w[row], 1e6);
      ASSERT_LE(answer.plant_heat_w[row], answer.heat_max_w);
    }
  }
}

TEST(HeatCutTest, EnergyClosesInEveryStep) {
  const HeatCutAnswer& answer = TownAnswer();
  EXPECT_LT(answer.worst_left_ratio, 1e-9);
  EXPECT_TRUE(answer.failures.empty());
  EXPECT_LT(std::abs(answer.made_j - answer.taken_j - answer.lost_j - answer.stored_j),
            1e-9 * answer.made_j);
}

TEST(HeatCutTest, LongerAndColderCutsCoolRoomsMore) {
  const auto drop_k = [](const HeatCutOptions& options) {
    const auto answer = RunHeatCut(MakeCutTown(), options);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer->places[0].room_before_degc - answer->places[0].room_lowest_degc;
  };
  const double usual_k = drop_k({});
  EXPECT_GT(drop_k({.hours_h = 4.0}), usual_k + 0.5);
  EXPECT_LT(drop_k({.outdoor_degc = 0.0}), usual_k - 0.3);
  EXPECT_GT(drop_k({.pumps_stop = true}), usual_k);
}

TEST(HeatCutTest, WithoutPumpsThereIsNoFront) {
  const auto answer = RunHeatCut(MakeCutTown(), {.pumps_stop = true});
  ASSERT_TRUE(answer.ok()) << answer.status();
  for (const CutPlace& place : answer->places) {
    EXPECT_FALSE(place.expected_s || place.seen_s);
    EXPECT_GT(place.room_before_degc - place.room_lowest_degc, 1.0);
  }
  EXPECT_EQ(answer->most_short_consumers, 40);
  for (std::size_t row = 0; row < answer->time_s.size(); ++row) {
    if (answer->time_s[row] <= 0.0 || answer->time_s[row] > 7200.0) continue;
    ASSERT_EQ(answer->flow_kg_s[row], 0.0);
    ASSERT_EQ(answer->electricity_w[row], 0.0);
  }
  const std::string text = MakeCutText({.pumps_stop = true}, *answer);
  EXPECT_THAT(text, HasSubstr("pumps out as well"));
  EXPECT_THAT(text, HasSubstr("no front"));
}

TEST(HeatCutTest, JsonTellsEveryStepAndTextTheStory) {
  const HeatCutAnswer& answer = TownAnswer();
  const Json json = Json::parse(MakeCutJson({}, answer));
  const std::size_t rows = answer.time_s.size();
  EXPECT_EQ(json["steps"], rows);
  for (const auto& [name, values] : json["series"].items()) EXPECT_EQ(values.size(), rows) << name;
  for (const Json& place : json["places"])
    for (const auto& [name, values] : place["series"].items())
      EXPECT_EQ(values.size(), rows) << name;
  EXPECT_NEAR(json["places"][1]["expected_min"], *answer.places[1].expected_s / 60.0, 1e-9);
  EXPECT_EQ(json["plant"]["kind"], "heat_pump");
  EXPECT_GT(json["most_broken"]["supply_temperature"], 10);  // a slug of cold water is long
  EXPECT_FALSE(json["most_broken"].contains("pressure"));
  const std::string text = MakeCutText({}, answer);
  EXPECT_THAT(text, HasSubstr("plant without heat for 2 h at -20 °C outdoors"));
  EXPECT_THAT(text, HasSubstr("house20b, 10.2 km from the plant: front expected after"));
}

TEST(HeatCutTest, ErrorsSayWhatIsMissing) {
  const auto unknown = RunHeatCut(MakeCutTown(), {.plant = "plan"});
  EXPECT_EQ(unknown.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(unknown.status().message(), HasSubstr("plant"));
  models::HeatNetwork cold = MakeCutTown();
  cold.producers[models::HeatProducerIndex(0)].supply_degc = 40.0;
  EXPECT_EQ(RunHeatCut(cold, {}).status().code(), absl::StatusCode::kInvalidArgument);
  models::HeatNetwork empty = MakeCutTown();
  empty.consumers = {};
  EXPECT_EQ(RunHeatCut(empty, {}).status().code(), absl::StatusCode::kInvalidArgument);
}

// --- paths and fronts --------------------------------------------------------------------------

// By hand: 1,000 m of 0.15 m hold 968 · π/4 · 0.15² · 1,000 = 17,106 kg; at 10 kg/s 1,710.6 s, and
// the steel as much longer as its heat is more.
TEST(HeatPathTest, AFrontWalksWithTheWater) {
  const models::HeatNetwork network = tests::MakeOneStreet({});
  const std::vector<double> flow_kg_s{10.0, 10.0};
  const HeatPath path = FindHeatPaths(network, flow_kg_s)[0];
  EXPECT_EQ(path.pipes, std::vector<std::size_t>{0});
  EXPECT_TRUE(path.is_whole);
  EXPECT_EQ(path.length_m, 1000.0);
  FrontWalk bare(network, path, {});
  for (int step = 0; step < 40 && !bare.has_arrived(); ++step) bare.Step(flow_kg_s, 60.0);
  EXPECT_TRUE(bare.has_arrived());
  EXPECT_NEAR(bare.walked_s(), 1710.6, 0.1);
  solvers::heat::TransientHeatParams heat;
  heat.wall.capacity_j_per_m3_k = 7800.0 * 480.0;
  FrontWalk steel(network, path, heat);
  for (int step = 0; step < 60 && !steel.has_arrived(); ++step) steel.Step(flow_kg_s, 60.0);
  const double steel_kg =
      7800.0 * 480.0 * 0.25 * std::acos(-1.0) * (0.16 * 0.16 - 0.15 * 0.15) * 1000.0 / 4190.0;
  EXPECT_NEAR(steel.walked_s(), bare.walked_s() + steel_kg / 10.0, 1e-6);
}

TEST(HeatPathTest, AFrontWaitsWhereWaterStandsAndIsLostWhereItTurns) {
  const models::HeatNetwork network = tests::MakeOneStreet({});
  const HeatPath path = FindHeatPaths(network, {10.0, 10.0})[0];
  FrontWalk walk(network, path, {});
  walk.Step({10.0, 10.0}, 600.0);
  walk.Step({0.0, 0.0}, 600.0);
  walk.Step({20.0, 20.0}, 600.0);
  EXPECT_TRUE(walk.has_arrived());
  EXPECT_NEAR(walk.walked_s(), 600.0 + 600.0 + (17106.2 - 6000.0) / 20.0, 0.1);
  FrontWalk turned(network, path, {});
  turned.Step({-1.0, -1.0}, 60.0);
  turned.Step({100.0, 100.0}, 6000.0);
  EXPECT_FALSE(turned.has_arrived());
}

}  // namespace
}  // namespace twin::cli
