#include "twin/heat/heat_networks.h"

#include <gmock/gmock.h>

#include "tests/support/region_stepper.h"
#include "tests/support/town_network.h"
#include "twin/heat/network_what_if.h"

namespace twin::heat {
namespace {

using testing::HasSubstr;

TEST(NetworkModelTest, IdsAreFoundWithAndWithoutTheNetworksOwn) {
  const NetworkModel& model = tests::TownModel();
  for (const std::size_t row : {std::size_t{0}, std::size_t{17}}) {
    EXPECT_EQ(*model.FindNode(model.NodeId(row), "node_id"), row);
    EXPECT_EQ(*model.FindNode(std::to_string(row), "node_id"), row);
    EXPECT_EQ(*model.FindTrench(model.TrenchId(row), "trench"), row);
  }
  EXPECT_EQ(*model.FindPlant("town/plant1", "plant"), models::HeatProducerIndex(1));
  for (const char* wrong : {"", "x", "t3", "-1", "1.5", "other/3", "3/4"}) {
    const auto found = model.FindNode(wrong, "node_id");
    EXPECT_EQ(found.status().code(), absl::StatusCode::kInvalidArgument) << wrong;
    EXPECT_THAT(std::string(found.status().message()), HasSubstr("node_id"));
  }
  EXPECT_EQ(model.FindNode("100000", "node_id").status().code(), absl::StatusCode::kNotFound);
}

TEST(NetworkModelTest, PlacesLieWhereTheirMetresSay) {
  const NetworkModel& model = tests::TownModel();
  EXPECT_DOUBLE_EQ(model.PlaceOf(0).lat_deg, 60.0) << "the first plant is the site";
  EXPECT_DOUBLE_EQ(model.PlaceOf(0).lon_deg, 10.0);
  // At 60° north a degree of longitude is half as long as one of latitude.
  const NetworkPlace place = model.PlaceOf(17);
  EXPECT_NEAR(std::hypot((place.lat_deg - 60.0) * 111195.0, (place.lon_deg - 10.0) * 55597.5),
              model.DistanceM(0, 17), 1e-6 * model.DistanceM(0, 17));
}

TEST(NetworkModelTest, TheRevisionIsThatOfWhatItIsMadeFrom) {
  auto site = tests::TownSite();
  EXPECT_EQ((*NetworkModel::Make(site))->revision(), tests::TownModel().revision());
  site.spec.street_m = 151.0;
  EXPECT_NE((*NetworkModel::Make(site))->revision(), tests::TownModel().revision());
}

TEST(HeatNetworksTest, EveryShippedNetworkIsMadeAndKeepsItsLimitsFromTheColdestToTheMildestDay) {
  const auto stepper = tests::RegionStepper();
  HeatNetworks networks(stepper->region(), stepper->layout(),
                        [](models::Quarter) { return absl::NotFoundError("none"); });
  ASSERT_EQ(networks.size(), 10u);
  for (std::size_t row = 0; row < networks.size(); ++row) {
    const auto network = networks.Open(models::HeatNetworkIndex(row));
    ASSERT_TRUE(network.ok()) << network.status();
    const NetworkModel& model = network->model;
    for (const double share : {1.0, 0.75, 0.5, 0.35, 0.2, 0.12}) {
      models::HeatNetworkMoment moment = models::CalcColdestMoment(model.site());
      const double warm_degc = model.site().supply_warm_degc;
      moment.demand_share = share;
      moment.supply_degc = warm_degc + (moment.supply_degc - warm_degc) * (share - 0.12) / 0.88;
      const auto solved = SolveNetwork(model, model.At(moment), moment);
      ASSERT_TRUE(solved.ok()) << model.site().name << " " << share << ": " << solved.status();
      for (const auto& limit : solved->limits)
        EXPECT_LE(limit.used_ratio, 1.0)
            << model.site().name << " " << share << ": " << HeatLimitName(limit.kind) << " at "
            << model.ElementOf(model.network(), limit).id << " is " << limit.value;
    }
  }
}

// Found by asking at random: while temperatures were still unsettled, what loosely solved
// hydraulics left in the loop between two plants' trees ran in a circle.
TEST(HeatNetworksTest, ATrickleInALoopIsNoCircle) {
  const auto stepper = tests::RegionStepper();
  HeatNetworks networks(stepper->region(), stepper->layout(),
                        [](models::Quarter) { return absl::NotFoundError("none"); });
  const auto network = networks.Open(*networks.Find("Lillestrøm"));
  ASSERT_TRUE(network.ok()) << network.status();
  const NetworkModel& model = network->model;
  const models::HeatNetworkMoment moment{.demand_share = 0.08958,
                                         .supply_degc = model.site().supply_warm_degc};
  const auto before = SolveNetwork(model, model.At(moment), moment);
  ASSERT_TRUE(before.ok()) << before.status();
  models::HeatChanges changes;
  for (const std::size_t trench : {238u, 46u}) {
    changes.closed_pipes.push_back(models::HeatPipeIndex(trench));
    changes.closed_pipes.push_back(models::HeatPipeIndex(model.trench_count() + trench));
  }
  changes.new_consumers = {{model.SupplyOf(156), model.BackOf(156), 760e3, 55.0}};
  changes.plants_out = {models::HeatProducerIndex(0)};
  const auto answer = SolveWhatIf(model, *before, changes);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->no_solution, "");
}

TEST(HeatNetworksTest, ANetworkIsFoundByIdAndByName) {
  const auto stepper = tests::RegionStepper();
  HeatNetworks networks(stepper->region(), stepper->layout(),
                        [](models::Quarter) { return absl::NotFoundError("none"); });
  EXPECT_EQ(*networks.Find("oet:heatnet/drammen"), *networks.Find("Drammen"));
  const auto wrong = networks.Find("Dramen");
  EXPECT_EQ(wrong.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(wrong.status().message()), HasSubstr("Drammen"));
}

}  // namespace
}  // namespace twin::heat
