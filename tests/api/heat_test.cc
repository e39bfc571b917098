#include <gmock/gmock.h>

#include <cmath>

#include "ostlandet/twin/v1/heat.grpc.pb.h"
#include "tests/support/test_server.h"

namespace {

namespace pb = ostlandet::twin::v1;

class HeatTest : public tests::ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    ASSERT_TRUE(server_->engine().StepOnce().ok());
  }
  std::unique_ptr<pb::Heat::Stub> Stub() { return pb::Heat::NewStub(channel_); }
};

TEST_F(HeatTest, OsloIsThereWithItsPlants) {
  pb::ListHeatSystemsResponse response;
  const auto context = Public();
  ASSERT_TRUE(Stub()->ListHeatSystems(context.get(), {}, &response).ok());
  ASSERT_GE(response.heat_systems_size(), 1);
  EXPECT_EQ(response.heat_systems(0).name(), "Oslo");
  EXPECT_GT(response.heat_systems(0).plants_size(), 5);
  for (const pb::HeatPlant& plant : response.heat_systems(0).plants()) {
    EXPECT_EQ(plant.bus_id(), "") << "which bus a plant hangs on is power-sensitive";
  }
}

TEST_F(HeatTest, TheStateBalancesAndItsSourcesSumToItsPlants) {
  pb::GetHeatStateRequest request;
  request.set_heat_system_id("Oslo");
  pb::GetHeatStateResponse response;
  const auto context = Company();
  ASSERT_TRUE(Stub()->GetHeatState(context.get(), request, &response).ok());
  const pb::HeatFrame& heat = response.heat();
  EXPECT_LT(std::abs(heat.residual_mw()), 1e-9 * heat.delivered_mw());
  double by_plant_mw = 0.0, by_source_mw = 0.0;
  for (const auto& plant : heat.plants()) by_plant_mw += plant.heat_mw();
  for (const auto& source : heat.sources()) by_source_mw += source.heat_mw();
  EXPECT_NEAR(by_plant_mw, by_source_mw, 1e-9 * by_plant_mw);
  EXPECT_NEAR(heat.indoor_degc(), 21.0, 2.0);
}

TEST_F(HeatTest, AnUnknownSystemIsNotFound) {
  pb::GetHeatStateRequest request;
  request.set_heat_system_id("Olso");
  pb::GetHeatStateResponse response;
  const auto context = Public();
  const grpc::Status status = Stub()->GetHeatState(context.get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), testing::HasSubstr("Oslo"));
}

}  // namespace
