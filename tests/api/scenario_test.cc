#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "ostlandet/twin/v1/heat.grpc.pb.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "tests/support/error_details.h"
#include "tests/support/test_server.h"

namespace {

namespace pb = ostlandet::twin::v1;
using tests::ViolatedFields;

class ScenarioTest : public tests::ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    Step(1);
  }

  void Step(int quarters) {
    for (int i = 0; i < quarters; ++i) ASSERT_TRUE(server_->engine().StepOnce().ok());
  }

  grpc::Status Apply(const std::function<void(pb::ApplyPatchRequest&)>& fill,
                     pb::ApplyPatchResponse* response = nullptr) {
    pb::ApplyPatchRequest request;
    fill(request);
    pb::ApplyPatchResponse ignored;
    const auto context = Company();
    return pb::Scenario::NewStub(channel_)->ApplyPatch(context.get(), request,
                                                       response != nullptr ? response : &ignored);
  }

  pb::GetGridStateResponse GridState() {
    pb::GetGridStateResponse response;
    const auto context = Company();
    EXPECT_TRUE(pb::Grid::NewStub(channel_)->GetGridState(context.get(), {}, &response).ok());
    return response;
  }

  static bool HasAlarm(const pb::HeatFrame& heat, pb::HeatAlarmKind kind) {
    for (const auto& alarm : heat.alarms()) {
      if (alarm.kind() == kind) return true;
    }
    return false;
  }

  pb::HeatFrame Heat() {
    pb::GetHeatStateRequest request;
    request.set_heat_system_id("Oslo");
    pb::GetHeatStateResponse response;
    const auto context = Company();
    EXPECT_TRUE(pb::Heat::NewStub(channel_)->GetHeatState(context.get(), request, &response).ok());
    return response.heat();
  }
};

TEST_F(ScenarioTest, AnOutageTakesTheBranchOutAndItsReturnBringsItBack) {
  pb::ApplyPatchResponse applied;
  ASSERT_TRUE(Apply(
                  [](auto& request) {
                    request.mutable_patch()->mutable_outage()->set_element_id("Usta - Ådal");
                  },
                  &applied)
                  .ok());
  const std::string id = applied.patch().outage().element_id();
  const auto in_service = [&] {
    const auto state = GridState();
    for (const auto& branch : state.grid().branches()) {
      if (branch.id() == id) return branch.is_in_service();
    }
    ADD_FAILURE() << "no branch " << id;
    return false;
  };
  EXPECT_TRUE(in_service());
  Step(1);
  EXPECT_FALSE(in_service());
  pb::EndPatchRequest end;
  end.set_patch_id(applied.patch().id());
  pb::EndPatchResponse ended;
  const auto context = Company();
  ASSERT_TRUE(pb::Scenario::NewStub(channel_)->EndPatch(context.get(), end, &ended).ok());
  Step(1);
  EXPECT_TRUE(in_service());
}

TEST_F(ScenarioTest, ColdRaisesDemandForElectricityAndHeat) {
  const double demand_mw = GridState().balance().demand_mw();
  const double heat_mw = Heat().demand_mw();
  ASSERT_TRUE(Apply([](auto& request) {
                request.mutable_patch()->mutable_temperature_shift()->set_offset_k(-12.0);
              }).ok());
  Step(8);
  EXPECT_GT(GridState().balance().demand_mw(), demand_mw + 100.0);
  EXPECT_GT(Heat().demand_mw(), heat_mw);
}

TEST_F(ScenarioTest, AGridOrderCutsTheElectricityOfTheHeatSystemInTheSameStep) {
  ASSERT_TRUE(Apply([](auto& request) {
                auto* order = request.mutable_patch()->mutable_grid_order();
                order->set_heat_system_id("Oslo");
                order->set_electricity_max_mw(2.0);
              }).ok());
  Step(1);
  EXPECT_LE(Heat().electricity_mw(), 2.0 + 1e-9);
  EXPECT_TRUE(HasAlarm(Heat(), pb::HEAT_ALARM_KIND_GRID_ORDER));
}

TEST_F(ScenarioTest, AReserveHasAnEndAndTakesItsMwFromWhatWouldBeDrawn) {
  // Two steps of cold bring all electric boilers in.
  ASSERT_TRUE(Apply([](auto& request) {
                request.mutable_patch()->mutable_temperature_shift()->set_offset_k(-25.0);
              }).ok());
  Step(4);
  EXPECT_GT(Heat().electricity_mw(), 20.0);
  EXPECT_EQ(Heat().withheld_by_reserve_mw(), 0.0);
  const auto fill = [](auto& request) {
    auto* reserve = request.mutable_patch()->mutable_reserve_activation();
    reserve->set_heat_system_id("Oslo");
    reserve->set_electricity_cut_mw(15.0);
  };
  EXPECT_EQ(Apply(fill).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const auto until = GridState().time().seconds() + 3600;
  ASSERT_TRUE(Apply([&](auto& request) {
                fill(request);
                request.mutable_patch()->mutable_to()->set_seconds(until);
              }).ok());
  Step(1);
  const pb::HeatFrame heat = Heat();
  EXPECT_NEAR(heat.withheld_by_reserve_mw(), 15.0, 1.0);
  EXPECT_EQ(heat.withheld_by_order_mw(), 0.0);
  EXPECT_TRUE(HasAlarm(heat, pb::HEAT_ALARM_KIND_RESERVE));
  Step(6);
  EXPECT_EQ(Heat().withheld_by_reserve_mw(), 0.0);
  EXPECT_FALSE(HasAlarm(Heat(), pb::HEAT_ALARM_KIND_RESERVE));
}

TEST_F(ScenarioTest, AReducedPlantGivesItsShareAndRaisesAnAlarm) {
  const std::string plant = Heat().plants(0).id();
  const double most_mw = Heat().plants(0).most_mw();
  ASSERT_GT(most_mw, 1.0);
  ASSERT_TRUE(Apply([&](auto& request) {
                auto* reduction = request.mutable_patch()->mutable_plant_reduction();
                reduction->set_heat_plant_id(plant);
                reduction->set_available_share(0.5);
              }).ok());
  Step(1);
  EXPECT_NEAR(Heat().plants(0).lost_share(), 0.5, 1e-9);
  EXPECT_LT(Heat().plants(0).most_mw(), 0.75 * most_mw);
  EXPECT_TRUE(HasAlarm(Heat(), pb::HEAT_ALARM_KIND_PLANT_LOST));
}

TEST_F(ScenarioTest, ADearPriceStopsElectricBoilers) {
  ASSERT_TRUE(Apply([](auto& request) {
                auto* change = request.mutable_patch()->mutable_price_change();
                change->set_offset_nok_per_mwh(20000.0);
              }).ok());
  Step(1);
  const pb::HeatFrame heat = Heat();
  for (const auto& plant : heat.plants()) {
    const bool is_boiler = plant.id().find("_electric") != std::string::npos;
    EXPECT_TRUE(!is_boiler || plant.heat_mw() == 0.0) << plant.id() << " " << plant.heat_mw();
  }
  EXPECT_GT(heat.withheld_by_price_mw(), 50.0);
  EXPECT_EQ(heat.withheld_by_order_mw(), 0.0);
}

TEST_F(ScenarioTest, ConvertedBuildingsLeaveTheirBusForTheNetworkUntilThePatchEnds) {
  const auto fill = [&](auto& request) {
    auto* conversion = request.mutable_patch()->mutable_heat_conversion();
    conversion->set_bus_id("Smestad 47");
    conversion->set_heat_system_id("Oslo");
    conversion->set_design_heat_mw(30.0);
    conversion->set_former_heating(pb::FORMER_HEATING_HEAT_PUMP);
  };
  pb::ApplyPatchResponse applied;
  ASSERT_TRUE(Apply(fill, &applied).ok());
  EXPECT_EQ(applied.patch().heat_conversion().former_heating(), pb::FORMER_HEATING_HEAT_PUMP);
  EXPECT_NE(applied.patch().heat_conversion().bus_id(), "Smestad 47");
  StopServer();  // what was acknowledged is not lost
  StartServer();
  Step(1);
  EXPECT_GT(Heat().converted_mw(), 5.0);
  EXPECT_GT(Heat().relieved_mw(), 1.0);
  EXPECT_LT(Heat().relieved_mw(), Heat().converted_mw());
  pb::EndPatchRequest end;
  end.set_patch_id(applied.patch().id());
  pb::EndPatchResponse ended;
  const auto context = Company();
  ASSERT_TRUE(pb::Scenario::NewStub(channel_)->EndPatch(context.get(), end, &ended).ok());
  Step(1);
  EXPECT_EQ(Heat().converted_mw(), 0.0);
  EXPECT_EQ(Heat().relieved_mw(), 0.0);
}

TEST_F(ScenarioTest, ANewSurplusSourceShowsInTheSystemsSources) {
  ASSERT_TRUE(Apply([](auto& request) {
                auto* source = request.mutable_patch()->mutable_new_surplus_source();
                source->set_heat_system_id("Oslo");
                source->set_bus_id("Ulven 47");
                source->set_heat_mw(15.0);
                source->set_source_degc(30.0);
                source->set_cooled_to_degc(20.0);
              }).ok());
  Step(1);
  const pb::HeatFrame heat = Heat();
  EXPECT_GT(heat.added_mw(), 14.0);
  EXPECT_GT(heat.added_electricity_mw(), 2.0);
  double sources_mw = heat.accumulator_discharge_mw();
  for (const auto& source : heat.sources()) sources_mw += source.heat_mw();
  EXPECT_NEAR(sources_mw, heat.delivered_mw() + heat.network_loss_mw() + heat.cooled_off_mw(),
              1e-6 * sources_mw);
}

TEST_F(ScenarioTest, EveryKindOfChangeComesBackAsItWasOrdered) {
  pb::Patch calm, cold, opened, park, battery, wait;
  calm.mutable_weather_change()->set_wind_ratio(0.1);
  cold.mutable_temperature_shift()->set_offset_k(-12.0);
  cold.mutable_temperature_shift()->set_ramp_h(6.0);
  opened.mutable_switching()->set_branch_id("Usta - Ådal");
  park.mutable_new_generation()->set_bus_id("Hamar A 66");
  park.mutable_new_generation()->set_source(pb::ADDED_SOURCE_SUN);
  park.mutable_new_generation()->set_power_max_mw(50.0);
  battery.mutable_battery()->set_bus_id("Hamar A 66");
  battery.mutable_battery()->set_power_max_mw(30.0);
  battery.mutable_battery()->set_energy_mwh(60.0);
  battery.mutable_battery()->set_discharge_from_h(16.0);
  wait.mutable_demand_response()->set_bus_id("Hamar A 66");
  wait.mutable_demand_response()->set_cut_mw(2.0);
  wait.mutable_to()->set_seconds(2000000040);
  for (const pb::Patch* patch : {&calm, &cold, &opened, &park, &battery, &wait}) {
    pb::ApplyPatchResponse applied;
    ASSERT_TRUE(Apply([&](auto& request) { *request.mutable_patch() = *patch; }, &applied).ok())
        << patch->ShortDebugString();
    EXPECT_EQ(applied.patch().change_case(), patch->change_case());
  }
  const auto context = Company();
  pb::ListPatchesResponse listed;
  ASSERT_TRUE(pb::Scenario::NewStub(channel_)->ListPatches(context.get(), {}, &listed).ok());
  ASSERT_EQ(listed.patches_size(), 6);
  EXPECT_EQ(listed.patches(0).weather_change().wind_ratio(), 0.1);
  EXPECT_EQ(listed.patches(0).weather_change().sun_ratio(), 1.0) << "absent is as it was";
  EXPECT_EQ(listed.patches(1).temperature_shift().ramp_h(), 6.0);
  EXPECT_EQ(listed.patches(3).new_generation().source(), pb::ADDED_SOURCE_SUN);
  EXPECT_EQ(listed.patches(4).battery().efficiency_share(), 0.88);
  StopServer();  // and from the disk
  StartServer();
  pb::ListPatchesResponse again;
  const auto after = Company();
  ASSERT_TRUE(pb::Scenario::NewStub(channel_)->ListPatches(after.get(), {}, &again).ok());
  EXPECT_EQ(again.SerializeAsString(), listed.SerializeAsString());
  Step(1);
  EXPECT_LT(std::abs(GridState().balance().residual_mw()), 1e-5);
}

TEST_F(ScenarioTest, AddedDemandShowsAtItsBus) {
  const auto injection_mw = [&] {
    const auto state = GridState();
    for (const auto& bus : state.grid().buses()) {
      if (bus.id().find("@300") != std::string::npos && bus.injection_mw() != 0.0) return bus;
    }
    return pb::BusState();
  };
  const std::string id = injection_mw().id();
  ASSERT_FALSE(id.empty());
  const double demand_mw = GridState().balance().demand_mw();
  ASSERT_TRUE(Apply([&](auto& request) {
                auto* change = request.mutable_patch()->mutable_demand_change();
                change->set_bus_id(id);
                change->set_demand_mw(50.0);
              }).ok());
  Step(1);
  EXPECT_GT(GridState().balance().demand_mw(), demand_mw - 300.0);
  EXPECT_LT(std::abs(GridState().balance().residual_mw()), 1e-5);
}

TEST_F(ScenarioTest, RepeatingARequestChangesNothing) {
  pb::ApplyPatchResponse first, second;
  const auto fill = [](auto& request) {
    request.mutable_patch()->mutable_temperature_shift()->set_offset_k(-3.0);
    request.set_request_id("same");
  };
  ASSERT_TRUE(Apply(fill, &first).ok());
  ASSERT_TRUE(Apply(fill, &second).ok());
  EXPECT_EQ(first.patch().id(), second.patch().id());
  EXPECT_EQ(server_->engine().Patches().size(), 1u);
}

TEST_F(ScenarioTest, ValidateOnlyChangesNothing) {
  ASSERT_TRUE(Apply([](auto& request) {
                request.mutable_patch()->mutable_temperature_shift()->set_offset_k(-3.0);
                request.set_validate_only(true);
              }).ok());
  EXPECT_TRUE(server_->engine().Patches().empty());
}

TEST_F(ScenarioTest, PatchesOutliveARestart) {
  ASSERT_TRUE(Apply([](auto& request) {
                request.mutable_patch()->mutable_temperature_shift()->set_offset_k(-3.0);
              }).ok());
  const auto before = server_->engine().Patches();
  StopServer();
  StartServer();
  const auto after = server_->engine().Patches();
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].id, before[0].id);
  EXPECT_EQ(after[0].from, before[0].from);
}

TEST_F(ScenarioTest, BadPatchesNameEveryWrongField) {
  const auto nan = [](auto& request) {
    auto* change = request.mutable_patch()->mutable_demand_change();
    change->set_bus_id("");
    change->set_demand_mw(std::nan(""));
  };
  EXPECT_THAT(ViolatedFields(Apply(nan)),
              testing::ElementsAre("patch.demand_change.bus_id", "patch.demand_change.demand_mw"));
  const auto absurd = [](auto& request) {
    request.mutable_patch()->mutable_temperature_shift()->set_offset_k(-400.0);
  };
  EXPECT_THAT(ViolatedFields(Apply(absurd)),
              testing::ElementsAre("patch.temperature_shift.offset_k"));
  EXPECT_THAT(ViolatedFields(Apply([](auto&) {})), testing::ElementsAre("patch.change"));
  const auto backwards = [](auto& request) {
    request.mutable_patch()->mutable_temperature_shift()->set_offset_k(1.0);
    request.mutable_patch()->mutable_from()->set_seconds(1800000000);
    request.mutable_patch()->mutable_to()->set_seconds(1700000040);
  };
  EXPECT_THAT(ViolatedFields(Apply(backwards)), testing::ElementsAre("patch.to"));
}

TEST_F(ScenarioTest, ThePastCannotBeChanged) {
  const auto past = [](auto& request) {
    request.mutable_patch()->mutable_temperature_shift()->set_offset_k(1.0);
    request.mutable_patch()->mutable_from()->set_seconds(1000000020);
  };
  EXPECT_THAT(ViolatedFields(Apply(past)), testing::ElementsAre("patch.from"));
}

TEST_F(ScenarioTest, UnknownAndAmbiguousNamesAreToldApart) {
  const auto unknown = [](auto& request) {
    request.mutable_patch()->mutable_outage()->set_element_id("Ustaa - Ådal");
  };
  EXPECT_EQ(Apply(unknown).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(Apply(unknown).error_message(), testing::HasSubstr("Usta - Ådal"));
}

TEST_F(ScenarioTest, ThePublicMayNotChangeAnything) {
  pb::ApplyPatchRequest request;
  request.mutable_patch()->mutable_temperature_shift()->set_offset_k(-3.0);
  pb::ApplyPatchResponse response;
  const auto context = Public();
  EXPECT_EQ(
      pb::Scenario::NewStub(channel_)->ApplyPatch(context.get(), request, &response).error_code(),
      grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_TRUE(server_->engine().Patches().empty());
}

}  // namespace
