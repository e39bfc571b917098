#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

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

TEST_F(HeatTest, SurplusHeatIsListedWithWhatTheNetworkWouldGet) {
  pb::ListSurplusSourcesRequest request;
  request.mutable_time()->set_seconds(1800000000);  // 15 January 2027, a Friday
  pb::ListSurplusSourcesResponse response, open;
  const auto company = Company(), open_context = Public();
  ASSERT_TRUE(Stub()->ListSurplusSources(company.get(), request, &response).ok());
  ASSERT_TRUE(Stub()->ListSurplusSources(open_context.get(), request, &open).ok());
  ASSERT_GT(response.total_size(), 80);
  ASSERT_EQ(response.sources_size(), response.total_size());
  ASSERT_EQ(open.sources_size(), response.sources_size());
  int lifted = 0;
  for (int i = 0; i < response.sources_size(); ++i) {
    const pb::SurplusSource& source = response.sources(i);
    EXPECT_EQ(source.heat_mw_size(), 24);
    EXPECT_NEAR(source.source_degc(), source.winter_degc(), 0.01) << "mid January";
    EXPECT_LE(*std::max_element(source.heat_mw().begin(), source.heat_mw().end()),
              source.heat_max_mw() + 1e-9);
    EXPECT_FALSE(source.bus_id().empty());
    EXPECT_TRUE(open.sources(i).bus_id().empty()) << "where it would draw is power-sensitive";
    if (!source.lift().needs_heat_pump()) continue;
    ++lifted;  // what the source gives and what the heat pump draws is what the network gets
    const pb::SurplusLift& lift = source.lift();
    EXPECT_GT(lift.cop_ratio(), 1.0);
    EXPECT_NEAR(lift.electricity_max_mw() * lift.cop_ratio(), lift.network_heat_max_mw(), 1e-9);
    EXPECT_LE(lift.network_heat_max_mw() - lift.electricity_max_mw(),
              source.heat_max_mw() * (1.0 - source.taken_share()) + 1e-9);
  }
  EXPECT_GT(lifted, 20);
}

TEST_F(HeatTest, SurplusHeatOfOneNetworkByPages) {
  pb::ListSurplusSourcesRequest request;
  request.set_heat_system_id("Oslo");
  pb::ListSurplusSourcesResponse whole;
  auto context = Public();
  ASSERT_TRUE(Stub()->ListSurplusSources(context.get(), request, &whole).ok());
  ASSERT_GT(whole.sources_size(), 2);
  request.set_page_size(2);
  std::vector<std::string> ids;
  do {
    pb::ListSurplusSourcesResponse page;
    context = Public();
    ASSERT_TRUE(Stub()->ListSurplusSources(context.get(), request, &page).ok());
    for (const pb::SurplusSource& source : page.sources()) ids.push_back(source.id());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  ASSERT_EQ(static_cast<int>(ids.size()), whole.sources_size());
  for (int i = 0; i < whole.sources_size(); ++i) EXPECT_EQ(ids[i], whole.sources(i).id());
  request.set_heat_system_id("Olso");
  context = Public();
  EXPECT_EQ(Stub()->ListSurplusSources(context.get(), request, &whole).error_code(),
            grpc::StatusCode::NOT_FOUND);
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

TEST_F(HeatTest, ThePublicSeesReliefAndNeitherCostsNorPlants) {
  pb::GetHeatStateRequest request;
  request.set_heat_system_id("Oslo");
  pb::GetHeatStateResponse open, all;
  const auto public_context = Public(), company_context = Company();
  ASSERT_TRUE(Stub()->GetHeatState(public_context.get(), request, &open).ok());
  ASSERT_TRUE(Stub()->GetHeatState(company_context.get(), request, &all).ok());
  EXPECT_GT(open.heat().released_mw(), 0.0);
  EXPECT_EQ(open.heat().released_mw(), all.heat().released_mw());
  EXPECT_NEAR(
      all.heat().released_mw(),
      all.heat().delivered_mw() / 0.98 - all.heat().electricity_mw() + all.heat().power_mw(), 1e-9);
  EXPECT_NE(all.heat().cost_nok_per_h(), 0.0);
  EXPECT_EQ(open.heat().cost_nok_per_h(), 0.0);
  EXPECT_EQ(open.heat().releasable_mw(), 0.0);
  EXPECT_EQ(open.heat().plants_size(), 0);
  EXPECT_EQ(open.heat().alarms_size(), 0);
}

TEST_F(HeatTest, TheMeritOrderRisesAndHoldsTheStatesPlants) {
  pb::GetHeatDispatchRequest request;
  request.set_heat_system_id("Oslo");
  pb::GetHeatDispatchResponse response;
  const auto context = Company();
  ASSERT_TRUE(Stub()->GetHeatDispatch(context.get(), request, &response).ok());
  ASSERT_GT(response.plants_size(), 5);
  double before_nok_per_mwh = -1e9, heat_mw = 0.0;
  for (const pb::DispatchedPlant& plant : response.plants()) {
    EXPECT_GE(plant.state().cost_nok_per_mwh(), before_nok_per_mwh);
    before_nok_per_mwh = plant.state().cost_nok_per_mwh();
    EXPECT_LE(plant.state().heat_mw(), plant.state().most_mw() + 1e-9);
    EXPECT_EQ(plant.state().is_running(), plant.state().heat_mw() > 0.0);
    heat_mw += plant.state().heat_mw();
  }
  EXPECT_NEAR(response.plants_mw(), heat_mw, 1e-9);
  EXPECT_NEAR(
      response.plants_mw() + response.accumulator_discharge_mw(),
      [&] {
        pb::GetHeatStateRequest state;
        state.set_heat_system_id("Oslo");
        pb::GetHeatStateResponse reply;
        const auto again = Company();
        EXPECT_TRUE(Stub()->GetHeatState(again.get(), state, &reply).ok());
        return reply.heat().delivered_mw() + reply.heat().network_loss_mw() +
               reply.heat().cooled_off_mw();
      }(),
      1e-9 * heat_mw);

  const auto stranger = Public();
  pb::GetHeatDispatchResponse open;
  ASSERT_TRUE(Stub()->GetHeatDispatch(stranger.get(), request, &open).ok());
  EXPECT_EQ(open.plants_size(), 0) << "single plants are power-sensitive";
  EXPECT_EQ(open.plants_mw(), response.plants_mw());
}

TEST_F(HeatTest, APlanAheadClosesEveryHourAndHidesPlantsAndCosts) {
  pb::PlanAheadRequest request;
  request.set_heat_system_id("Oslo");
  request.set_horizon_h(24);
  pb::PlanAheadResponse all, open;
  const auto company_context = Company(), public_context = Public();
  ASSERT_TRUE(Stub()->PlanAhead(company_context.get(), request, &all).ok());
  ASSERT_TRUE(Stub()->PlanAhead(public_context.get(), request, &open).ok());
  ASSERT_EQ(all.hours_size(), 24);
  ASSERT_EQ(open.hours_size(), 24);
  EXPECT_GE(all.gap_share(), 0.0);
  EXPECT_NE(all.cost_nok(), 0.0);
  EXPECT_EQ(open.cost_nok(), 0.0);
  for (int h = 0; h < 24; ++h) {
    const pb::PlannedHeatHour& hour = all.hours(h);
    EXPECT_EQ(hour.time().seconds(), all.hours(0).time().seconds() + 3600 * h);
    double fed_mw = hour.accumulator_discharge_mw() + hour.network_discharge_mw();
    for (const auto& source : hour.sources()) fed_mw += source.heat_mw();
    EXPECT_NEAR(fed_mw, hour.load_mw() - hour.unserved_mw() + hour.cooled_off_mw(), 1e-4);
    EXPECT_GT(hour.plants_size(), 5);
    EXPECT_EQ(open.hours(h).plants_size(), 0);
    EXPECT_EQ(open.hours(h).releasable_mw(), 0.0);
    EXPECT_EQ(open.hours(h).forecast_mw(), hour.forecast_mw());
  }
}

TEST_F(HeatTest, APlanKnowsThePatchesToCome) {
  const auto plan = [&] {
    pb::PlanAheadRequest request;
    request.set_heat_system_id("Oslo");
    request.set_horizon_h(6);
    pb::PlanAheadResponse response;
    const auto context = Company();
    EXPECT_TRUE(Stub()->PlanAhead(context.get(), request, &response).ok());
    return response;
  };
  const pb::PlanAheadResponse before = plan();
  ASSERT_EQ(before.hours_size(), 6);
  models::Patch patch;
  patch.from = server_->engine().next_quarter().start_minute() + 120;
  patch.change = models::GridOrder{"oet:heat/oslo", 1.0};
  ASSERT_TRUE(server_->engine().ApplyPatch(patch, "order", "operator").ok());
  const pb::PlanAheadResponse after = plan();
  ASSERT_EQ(after.hours_size(), 6);
  for (int h = 2; h < 6; ++h) EXPECT_LE(after.hours(h).electricity_mw(), 1.0 + 1e-6) << h;
}

TEST_F(HeatTest, APlanHasABoundedHorizon) {
  pb::PlanAheadRequest request;
  request.set_heat_system_id("Oslo");
  for (const int hours : {-1, 73}) {
    request.set_horizon_h(hours);
    pb::PlanAheadResponse response;
    const auto context = Public();
    EXPECT_EQ(Stub()->PlanAhead(context.get(), request, &response).error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
  }
}

TEST_F(HeatTest, CoolingIsAnsweredForTheHottestDay) {
  pb::AnswerCoolingRequest request;
  request.set_heat_system_id("Oslo");
  request.set_cooling_mw(20.0);
  request.set_water_degc(10.0);
  request.set_combined_mw(1.0);
  pb::AnswerCoolingResponse response;
  const auto context = Public();
  const grpc::Status status = Stub()->AnswerCooling(context.get(), request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.hours_size(), 24);
  EXPECT_EQ(response.bus_id(), "");
  EXPECT_GT(response.afternoon_degc(), 22.0);
  for (const pb::CoolingHour& hour : response.hours()) {
    EXPECT_NEAR(hour.free_mw() + hour.combined_mw() + hour.compressor_mw() + hour.unserved_mw(),
                hour.cooling_mw(), 1e-9);
  }
  EXPECT_LT(response.electricity_peak_mw(), response.all_compressor_electricity_peak_mw());
  request.set_cooling_gwh(5.0);
  request.clear_water_degc();
  request.set_rejects_to_water(true);
  const auto again = Public();
  EXPECT_EQ(Stub()->AnswerCooling(again.get(), request, &response).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
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
