#include "models/heat/heat_reach.h"

#include <gmock/gmock.h>

namespace models {
namespace {

using testing::ElementsAre;

// Two plants at the ends of a street of four places, a consumer at each of the inner two.
HeatNetwork Street() {
  HeatNetwork network;
  for (const HeatSide side : {HeatSide::kSupply, HeatSide::kReturn})
    for (int place = 0; place < 4; ++place) network.nodes.Add({.id = "", .side = side});
  for (std::size_t side = 0; side < 2; ++side)
    for (std::size_t place = 0; place < 3; ++place)
      network.pipes.Add({.id = "",
                         .from = HeatNodeIndex(4 * side + place),
                         .to = HeatNodeIndex(4 * side + place + 1)});
  for (const std::size_t place : {1u, 2u})
    network.consumers.Add(
        {.id = "", .supply = HeatNodeIndex(place), .back = HeatNodeIndex(4 + place)});
  for (const std::size_t place : {0u, 3u})
    network.producers.Add({.id = "",
                           .back = HeatNodeIndex(4 + place),
                           .supply = HeatNodeIndex(place),
                           .pressure_bar = 6.0,
                           .lift_bar = 2.0});
  return network;
}

TEST(HeatReachTest, BothPlantsReachBothConsumers) {
  EXPECT_THAT(FindCutOffConsumers(Street()), ElementsAre());
}

TEST(HeatReachTest, WhoIsBetweenTwoClosedPipesIsCutOff) {
  HeatNetwork network = Street();
  network.pipes[HeatPipeIndex(0)].is_open = network.pipes[HeatPipeIndex(2)].is_open = false;
  EXPECT_THAT(FindCutOffConsumers(network), ElementsAre(HeatConsumerIndex(0), HeatConsumerIndex(1)))
      << "the return alone is not enough";
}

TEST(HeatReachTest, APlantThatHoldsNoPressureReachesNobody) {
  HeatNetwork network = Street();
  network.pipes[HeatPipeIndex(1)].is_open = network.pipes[HeatPipeIndex(4)].is_open = false;
  EXPECT_THAT(FindCutOffConsumers(network), ElementsAre());
  network.producers[HeatProducerIndex(1)].lift_bar.reset();
  network.producers[HeatProducerIndex(1)].mass_flow_kg_s = 1.0;
  EXPECT_THAT(FindCutOffConsumers(network), ElementsAre(HeatConsumerIndex(1)));
}

// With a lift alone a plant passes on the pressure of one side to the other, and has none itself.
TEST(HeatReachTest, ALiftLeadsOnFromOneSideToTheOther) {
  HeatNetwork network = Street();
  network.producers[HeatProducerIndex(1)].pressure_bar.reset();
  EXPECT_THAT(FindCutOffConsumers(network), ElementsAre());
  network.pipes[HeatPipeIndex(1)].is_open = false;
  EXPECT_THAT(FindCutOffConsumers(network), ElementsAre());
  network.pipes[HeatPipeIndex(4)].is_open = false;
  EXPECT_THAT(FindCutOffConsumers(network), ElementsAre(HeatConsumerIndex(1)));
}

TEST(HeatReachTest, ABoosterLeadsOn) {
  HeatNetwork network = Street();
  network.producers[HeatProducerIndex(1)].lift_bar.reset();
  network.pipes[HeatPipeIndex(1)].is_open = false;
  EXPECT_THAT(FindCutOffConsumers(network), ElementsAre(HeatConsumerIndex(1)));
  network.pumps.Add({.id = "", .from = HeatNodeIndex(1), .to = HeatNodeIndex(2)});
  EXPECT_THAT(FindCutOffConsumers(network), ElementsAre());
}

}  // namespace
}  // namespace models
