#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "ostlandet/twin/v1/heat.grpc.pb.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "tests/support/error_details.h"
#include "tests/support/region_copy.h"
#include "tests/support/test_server.h"
#include "twin/limits.h"

namespace {

namespace pb = ostlandet::twin::v1;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using tests::ViolatedFields;

// Bit for bit; not by EXPECT_EQ, which would print a whole network.
bool IsSame(const google::protobuf::Message& a, const google::protobuf::Message& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

class HeatNetworkTest : public tests::ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    Step(1);
  }
  void Step(int quarters) {
    for (int i = 0; i < quarters; ++i) ASSERT_TRUE(server_->engine().StepOnce().ok());
  }
  std::unique_ptr<pb::Heat::Stub> Stub() { return pb::Heat::NewStub(channel_); }

  template <class Request, class Response>
  using Method = grpc::Status (pb::Heat::Stub::*)(grpc::ClientContext*, const Request&, Response*);

  template <class Request, class Response>
  grpc::Status Call(Method<Request, Response> method, const Request& request, Response& response,
                    bool is_company = true) {
    const auto stub = Stub();
    const auto context = is_company ? Company() : Public();
    return (stub.get()->*method)(context.get(), request, &response);
  }
  template <class Request, class Response>
  Response Must(Method<Request, Response> method, const Request& request, bool is_company = true) {
    Response response;
    const grpc::Status status = Call(method, request, response, is_company);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  pb::GetHeatNetworkResponse Plan(const std::string& network, bool is_company = true) {
    pb::GetHeatNetworkRequest request;
    request.set_heat_network_id(network);
    return Must(&pb::Heat::Stub::GetHeatNetwork, request, is_company);
  }
  pb::GetHeatNetworkStateResponse State(const std::string& network, bool is_company = true) {
    pb::GetHeatNetworkStateRequest request;
    request.set_heat_network_id(network);
    return Must(&pb::Heat::Stub::GetHeatNetworkState, request, is_company);
  }
  pb::GetHeatNetworkStateResponse Steady(const std::string& network, bool is_company = true) {
    pb::GetHeatNetworkStateRequest request;
    request.set_heat_network_id(network);
    request.set_kind(pb::HEAT_STATE_KIND_STEADY);
    return Must(&pb::Heat::Stub::GetHeatNetworkState, request, is_company);
  }
  // So many minutes of a stream that `request` opens.
  std::vector<pb::WatchHeatNetworkResponse> Watch(const pb::WatchHeatNetworkRequest& request,
                                                  std::size_t count, bool is_company = true) {
    const auto stub = Stub();
    const auto context = is_company ? Company() : Public();
    const auto reader = stub->WatchHeatNetwork(context.get(), request);
    std::vector<pb::WatchHeatNetworkResponse> minutes(1);
    while (reader->Read(&minutes.back()) && minutes.size() < count) minutes.emplace_back();
    EXPECT_EQ(minutes.size(), count);
    context->TryCancel();
    pb::WatchHeatNetworkResponse rest;
    while (reader->Read(&rest)) {
    }
    reader->Finish().ok();
    return minutes;
  }
  static pb::SolveHeatWhatIfRequest WhatIf(const std::string& network) {
    pb::SolveHeatWhatIfRequest request;
    request.set_heat_network_id(network);
    return request;
  }
};

TEST_F(HeatNetworkTest, TenTownsAreListedAndSayThatTheyAreInvented) {
  pb::ListHeatNetworksRequest request;
  const auto all = Must(&pb::Heat::Stub::ListHeatNetworks, request, false);
  ASSERT_EQ(all.heat_networks_size(), 10);
  std::set<std::string> systems;
  for (const pb::HeatNetwork& network : all.heat_networks()) {
    EXPECT_TRUE(network.provenance().is_synthetic());
    systems.insert(network.heat_system_id());
    EXPECT_GT(network.consumer_count(), network.trench_count() / 2);
    EXPECT_EQ(network.network_revision().size(), 12u);
  }
  EXPECT_EQ(systems.size(), 10u);  // each follows its own
  EXPECT_THAT(all.data_notice(), HasSubstr("Synthetic"));
  request.set_page_size(6);
  const auto first = Must(&pb::Heat::Stub::ListHeatNetworks, request, false);
  ASSERT_EQ(first.heat_networks_size(), 6);
  request.set_page_token(first.next_page_token());
  const auto second = Must(&pb::Heat::Stub::ListHeatNetworks, request, false);
  ASSERT_EQ(second.heat_networks_size(), 4);
  EXPECT_EQ(second.heat_networks(0).id(), all.heat_networks(6).id());
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(HeatNetworkTest, ThePlanHasOneValuePerRowAndCustomersStayCustomers) {
  const auto seen = Plan("Drammen", false);
  const pb::HeatNetworkPlan& plan = seen.plan();
  const int nodes = plan.lat_microdeg_size();
  EXPECT_EQ(plan.lon_microdeg_size(), nodes);
  EXPECT_EQ(plan.height_m_size(), nodes);
  EXPECT_EQ(plan.from_node_size(), seen.heat_network().trench_count());
  EXPECT_EQ(plan.to_node_size(), plan.from_node_size());
  EXPECT_EQ(plan.nominal_diameter_size(), plan.from_node_size());
  EXPECT_EQ(plan.length_m_size(), plan.from_node_size());
  for (const auto* ends : {&plan.from_node(), &plan.to_node(), &plan.consumer_node()})
    for (const int node : *ends) EXPECT_TRUE(node >= 0 && node < nodes);
  EXPECT_EQ(plan.plants_size(), 2);
  EXPECT_THAT(plan.consumer_design_mw(), IsEmpty()) << "what one customer takes";
  EXPECT_THAT(seen.redaction().withheld_paths(), Contains("plan.consumer_design_mw"));
  EXPECT_THAT(seen.redaction().ground(), HasSubstr("one party"));
  EXPECT_THAT(seen.redaction().ground(), Not(HasSubstr("power-sensitive")));

  const auto full = Plan("Drammen");
  ASSERT_EQ(full.plan().consumer_design_mw_size(), full.plan().consumer_node_size());
  double design_mw = 0.0;
  for (const float heat_mw : full.plan().consumer_design_mw()) design_mw += heat_mw;
  EXPECT_NEAR(design_mw, full.heat_network().design_heat_mw(), 0.01);
}

TEST_F(HeatNetworkTest, TheStateFollowsTheSystemAndBalances) {
  pb::GetHeatStateRequest of_system;
  of_system.set_heat_system_id("Oslo");
  const auto system = Must(&pb::Heat::Stub::GetHeatState, of_system).heat();
  const auto state = Steady("Oslo");
  const pb::HeatNetworkSummary& summary = state.summary();
  EXPECT_THAT(state.stale(), IsEmpty());
  // As the store rounds what it keeps: to 0.12 kW and 1/4096 K or finer.
  EXPECT_NEAR(summary.demand_share(), system.delivered_mw() / 733.0, 1e-6);
  EXPECT_NEAR(summary.supply_degc(), system.supply_degc(), 1e-3) << "the same curve as Oslo's";
  EXPECT_NEAR(summary.consumer_heat_mw(), system.delivered_mw(), 1e-3);
  EXPECT_NEAR(summary.producer_heat_mw(), summary.consumer_heat_mw() + summary.loss_mw(),
              1e-9 * summary.producer_heat_mw());
  double plants_mw = 0.0;
  for (const auto& plant : state.plants()) plants_mw += plant.heat_mw();
  EXPECT_NEAR(plants_mw, summary.producer_heat_mw(), 1e-6);
  EXPECT_EQ(summary.nearest_size(), 7) << "one of every kind";
  EXPECT_EQ(summary.alarm_count(), summary.alarms_size());
}

TEST_F(HeatNetworkTest, AMinuteBalancesWithWhatPipesTakeUp) {
  Step(4);
  const auto state = State("Drammen");
  const pb::HeatNetworkSummary& summary = state.summary();
  EXPECT_EQ(state.time().seconds() % 900, 840) << "the last minute of the newest quarter";
  EXPECT_THAT(state.stale(), IsEmpty());
  EXPECT_NEAR(summary.producer_heat_mw(),
              summary.consumer_heat_mw() + summary.loss_mw() + summary.stored_mw(),
              1e-9 * summary.producer_heat_mw());
  EXPECT_GT(summary.stored_mwh(), 10.0);
  EXPECT_LT(summary.missing_mw(), 0.05 * summary.consumer_heat_mw());
  EXPECT_EQ(summary.nearest_size(), 7) << "one of every kind";
  double plants_mw = 0.0;
  for (const auto& plant : state.plants()) plants_mw += plant.heat_mw();
  EXPECT_NEAR(plants_mw, summary.producer_heat_mw(), 1e-6);
  const auto steady = Steady("Drammen");
  EXPECT_EQ(steady.time().seconds(), state.time().seconds() - 840);
  EXPECT_EQ(steady.summary().stored_mw(), 0.0);
  EXPECT_NEAR(steady.summary().consumer_heat_mw(), summary.consumer_heat_mw(),
              0.05 * summary.consumer_heat_mw());
  // Any minute of a quarter is there; they differ.
  pb::GetHeatNetworkStateRequest request;
  request.set_heat_network_id("Drammen");
  request.mutable_time()->set_seconds(state.time().seconds() - 13 * 60 + 7);
  const auto earlier = Must(&pb::Heat::Stub::GetHeatNetworkState, request);
  EXPECT_EQ(earlier.time().seconds(), state.time().seconds() - 13 * 60);
  EXPECT_NE(earlier.summary().stored_mwh(), summary.stored_mwh());
}

TEST_F(HeatNetworkTest, AStreamHasEveryMinuteAndWhatItsReaderMaySee) {
  pb::WatchHeatNetworkRequest request;
  request.set_heat_network_id("Fornebu");
  request.add_node_ids("40");
  request.add_node_ids("oet:heatnet/fornebu/7");
  const auto first = State("Fornebu");
  request.mutable_after()->set_seconds(first.time().seconds() - 5 * 60);
  Step(1);
  // What nobody watched before is not kept: it is counted, and the newest quarter comes whole.
  const auto minutes = Watch(request, 15);
  EXPECT_EQ(minutes.front().time().seconds(),
            request.after().seconds() + 60 * (1 + minutes.front().conflated_minutes()));
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    const auto& minute = minutes[i];
    EXPECT_EQ(minute.heat_network_id(), "oet:heatnet/fornebu");
    if (i > 0) {
      EXPECT_EQ(minute.conflated_minutes(), 0);
    }
    EXPECT_EQ(minute.time().seconds(), minutes.front().time().seconds() + 60 * static_cast<int>(i));
    EXPECT_EQ(minute.exact_nodes().supply_degc_size(), 2);
    EXPECT_EQ(minute.plants_size(), 3);
    EXPECT_FALSE(minute.has_columns());
    EXPECT_THAT(minute.data_notice(), HasSubstr("Synthetic"));
  }
  // What a stream says of a minute is what anybody is told who asks.
  pb::GetHeatNetworkStateRequest asked;
  asked.set_heat_network_id("Fornebu");
  *asked.mutable_time() = minutes.back().time();
  const auto state = Must(&pb::Heat::Stub::GetHeatNetworkState, asked);
  EXPECT_TRUE(IsSame(state.summary(), minutes.back().summary()));
  EXPECT_EQ(state.exact_columns().supply_degc(40), minutes.back().exact_nodes().supply_degc(0));

  request.set_wants_columns(true);
  const auto seen = Watch(request, 1, /*is_company=*/false).front();
  EXPECT_EQ(seen.nodes().supply_degc_size(), 2);
  EXPECT_FALSE(seen.has_exact_nodes());
  EXPECT_FALSE(seen.has_exact_columns());
  EXPECT_EQ(seen.columns().supply_bar_size(), state.columns().supply_bar_size());
  EXPECT_THAT(seen.plants(), IsEmpty());
  EXPECT_THAT(seen.redaction().withheld_paths(), Contains("plants"));
  EXPECT_THAT(seen.redaction().withheld_paths(), Contains("exact_nodes"));
}

TEST_F(HeatNetworkTest, AStreamGoesOnWithTheClockAndCountsWhatItLeavesOut) {
  pb::WatchHeatNetworkRequest request;
  request.set_heat_network_id("Sarpsborg");
  request.set_every_minutes(5);
  const auto stub = Stub();
  const auto context = Company();
  const auto reader = stub->WatchHeatNetwork(context.get(), request);
  pb::WatchHeatNetworkResponse minute;
  ASSERT_TRUE(reader->Read(&minute));
  EXPECT_EQ(minute.time().seconds() % 900, 840) << "the newest";
  const std::int64_t begin = minute.time().seconds();
  Step(1);
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(reader->Read(&minute));
    EXPECT_EQ(minute.time().seconds(), begin + i * 300);
    EXPECT_EQ(minute.conflated_minutes(), 0);
  }
  Step(12);
  int received = 0, left_out = 0;
  while (minute.time().seconds() < begin + 13 * 900) {
    ASSERT_TRUE(reader->Read(&minute));
    ++received;
    left_out += minute.conflated_minutes();
  }
  EXPECT_EQ(received + left_out, 12 * 3) << "every minute asked for is sent or counted";
  context->TryCancel();
  while (reader->Read(&minute)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(HeatNetworkTest, AStreamThatAsksWronglyEndsWithTheReason) {
  const auto refused = [&](const pb::WatchHeatNetworkRequest& request) {
    const auto stub = Stub();
    const auto context = Company();
    const auto reader = stub->WatchHeatNetwork(context.get(), request);
    pb::WatchHeatNetworkResponse minute;
    EXPECT_FALSE(reader->Read(&minute));
    return reader->Finish();
  };
  pb::WatchHeatNetworkRequest request;
  request.set_heat_network_id("Dramen");
  EXPECT_EQ(refused(request).error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_heat_network_id("Drammen");
  request.set_every_minutes(7);
  EXPECT_THAT(ViolatedFields(refused(request)), ElementsAre("every_minutes"));
  request.set_every_minutes(15);
  request.add_node_ids("3");
  request.add_node_ids("t3");
  EXPECT_THAT(ViolatedFields(refused(request)), ElementsAre("node_ids[1]"));
  request.clear_node_ids();
  request.mutable_after()->set_seconds(7);
  EXPECT_THAT(ViolatedFields(refused(request)), ElementsAre("after"));
}

TEST_F(HeatNetworkTest, ThePublicSeesCoarseColumnsAndNoPlant) {
  const auto seen = State("Drammen", false);
  EXPECT_FALSE(seen.has_exact_columns());
  EXPECT_THAT(seen.plants(), IsEmpty());
  EXPECT_THAT(seen.redaction().withheld_paths(), Contains("exact_columns"));
  EXPECT_THAT(seen.redaction().withheld_paths(), Contains("plants"));
  EXPECT_THAT(seen.redaction().ground(), HasSubstr("power-sensitive"));
  EXPECT_THAT(seen.redaction().ground(), HasSubstr("one party"));
  const auto full = State("Drammen");
  const pb::HeatNetworkColumns& coarse = seen.columns();
  const pb::HeatNetworkColumns& exact = full.exact_columns();
  ASSERT_EQ(coarse.supply_bar_size(), exact.supply_bar_size());
  ASSERT_EQ(coarse.supply_speed_m_per_s_size(), exact.supply_speed_m_per_s_size());
  std::set<float> speeds;
  for (int i = 0; i < coarse.supply_bar_size(); ++i) {
    EXPECT_NEAR(coarse.supply_bar(i), exact.supply_bar(i), 0.0511);
    EXPECT_NEAR(coarse.supply_degc(i), exact.supply_degc(i), 0.2551);
    EXPECT_NEAR(10.0 * coarse.return_bar(i), std::round(10.0 * coarse.return_bar(i)), 1e-4);
    EXPECT_NEAR(2.0 * coarse.return_degc(i), std::round(2.0 * coarse.return_degc(i)), 1e-4);
  }
  for (const float speed : coarse.supply_speed_m_per_s()) speeds.insert(speed);
  EXPECT_LT(speeds.size(), 60u);
  // Water in a trench goes one way on one side and back on the other.
  for (int t = 0; t < exact.supply_speed_m_per_s_size(); ++t)
    EXPECT_NEAR(exact.supply_speed_m_per_s(t), -exact.return_speed_m_per_s(t), 0.002);
}

TEST_F(HeatNetworkTest, AStoredTimeAnswersAsWhenItWasNew) {
  const auto first = State("Fornebu");
  Step(3);
  const auto newest = State("Fornebu");
  EXPECT_NE(newest.time().seconds(), first.time().seconds());
  pb::GetHeatNetworkStateRequest request;
  request.set_heat_network_id("Fornebu");
  *request.mutable_time() = first.time();
  EXPECT_TRUE(IsSame(Must(&pb::Heat::Stub::GetHeatNetworkState, request), first));
  StopServer();
  StartServer();
  EXPECT_TRUE(IsSame(Must(&pb::Heat::Stub::GetHeatNetworkState, request), first))
      << "and after a restart";
}

TEST_F(HeatNetworkTest, ANodeHasItsHistory) {
  Step(2);
  const auto state = State("Drammen");
  pb::GetHeatNodeHistoryRequest request;
  request.set_heat_network_id("Drammen");
  request.set_node_id("oet:heatnet/drammen/40");
  request.set_quarters(5);
  const auto history = Must(&pb::Heat::Stub::GetHeatNodeHistory, request);
  EXPECT_EQ(history.node_id(), "oet:heatnet/drammen/40");
  ASSERT_EQ(history.exact_series().supply_bar_size(), 5);
  EXPECT_EQ(history.from().seconds(), state.time().seconds() - 840 - 4 * 900);
  EXPECT_EQ(history.step_minutes(), 15);
  EXPECT_TRUE(std::isnan(history.exact_series().supply_bar(0))) << "before the beginning";
  EXPECT_FALSE(std::isnan(history.exact_series().supply_bar(2)));
  EXPECT_NEAR(history.exact_series().supply_bar(4), state.exact_columns().supply_bar(40), 0.0011);
  EXPECT_NEAR(history.exact_series().return_degc(4), state.exact_columns().return_degc(40), 0.011);
  request.set_quarters(0);
  request.set_minutes(65);
  const auto minutes = Must(&pb::Heat::Stub::GetHeatNodeHistory, request);
  EXPECT_EQ(minutes.step_minutes(), 1);
  ASSERT_EQ(minutes.exact_series().supply_degc_size(), 65);
  EXPECT_EQ(minutes.from().seconds(), state.time().seconds() - 64 * 60);
  EXPECT_TRUE(std::isnan(minutes.exact_series().supply_bar(0))) << "before the beginning";
  EXPECT_EQ(minutes.exact_series().supply_degc(64), history.exact_series().supply_degc(4));
  EXPECT_EQ(minutes.exact_series().supply_degc(49), history.exact_series().supply_degc(3));
  request.set_minutes(0);
  request.set_quarters(5);
  const auto seen = Must(&pb::Heat::Stub::GetHeatNodeHistory, request, false);
  EXPECT_FALSE(seen.has_exact_series());
  EXPECT_EQ(seen.consumer_design_mw(), 0.0);
  EXPECT_EQ(seen.series().supply_degc_size(), 5);
}

TEST_F(HeatNetworkTest, ANewConsumerShowsBeforeAndAfter) {
  auto request = WhatIf("Drammen");
  request.set_moment(pb::HEAT_MOMENT_COLDEST_DAY);
  auto* consumer = request.add_new_consumers();
  consumer->set_node_id("100");
  consumer->set_heat_mw(5.0);
  const auto answer = Must(&pb::Heat::Stub::SolveHeatWhatIf, request);
  EXPECT_FALSE(answer.has_time()) << "the coldest day is no quarter";
  EXPECT_EQ(answer.before().demand_share(), 1.0);
  EXPECT_NEAR(answer.after().consumer_heat_mw(), answer.before().consumer_heat_mw() + 5.0, 1e-9);
  EXPECT_LT(answer.after().lift_spare_bar(), answer.before().lift_spare_bar());
  EXPECT_THAT(answer.new_alarms(), Not(IsEmpty())) << "0.8 MW fit there";
  EXPECT_EQ(answer.change_count(), std::max(answer.change_count(), answer.changes_size()));
  EXPECT_THAT(answer.changes(), Not(IsEmpty()));
  EXPECT_LT(answer.taken_milliseconds(), 1000.0 * 30);
  const auto seen = Must(&pb::Heat::Stub::SolveHeatWhatIf, request, false);
  EXPECT_THAT(seen.changes(), IsEmpty());
  EXPECT_EQ(seen.columns_after().supply_bar_size(), answer.columns_after().supply_bar_size());
}

TEST_F(HeatNetworkTest, AClosedTrenchAndAPlantOutAreForReadersOfWhatTheyTell) {
  auto request = WhatIf("Fornebu");
  request.add_closed_trench_ids("t0");
  request.add_producers_out("oet:heatnet/fornebu/plant2");
  pb::SolveHeatWhatIfResponse response;
  const grpc::Status refused =
      Call(&pb::Heat::Stub::SolveHeatWhatIf, request, response, /*is_company=*/false);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(ViolatedFields(refused), ElementsAre("closed_trench_ids", "producers_out"));
  const auto answer = Must(&pb::Heat::Stub::SolveHeatWhatIf, request);
  ASSERT_EQ(answer.no_solution(), "");
  EXPECT_NEAR(answer.after().consumer_heat_mw() + answer.cut_off_mw(),
              answer.before().consumer_heat_mw(), 1e-9);
}

TEST_F(HeatNetworkTest, WrongFieldsOfAWhatIfAreNamedAllAtOnce) {
  auto request = WhatIf("Drammen");
  auto* consumer = request.add_new_consumers();
  consumer->set_node_id("nowhere");
  consumer->set_heat_mw(std::nan(""));
  consumer->set_return_degc(200.0);
  auto* trench = request.add_new_trenches();
  trench->set_from_node_id("3");
  trench->set_to_node_id("99999");
  trench->set_length_m(-1.0);
  request.add_closed_trench_ids("17");
  request.set_supply_offset_k(1e9);
  pb::SolveHeatWhatIfResponse response;
  const grpc::Status status = Call(&pb::Heat::Stub::SolveHeatWhatIf, request, response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(
      ViolatedFields(status),
      UnorderedElementsAre("new_consumers[0].node_id", "new_consumers[0].heat_mw",
                           "new_consumers[0].return_degc", "new_trenches[0].to_node_id",
                           "new_trenches[0].length_m", "closed_trench_ids[0]", "supply_offset_k"));
  auto many = WhatIf("Drammen");
  for (int i = 0; i <= twin::limits::kMaxNewHeatConsumers; ++i) many.add_new_consumers();
  EXPECT_THAT(ViolatedFields(Call(&pb::Heat::Stub::SolveHeatWhatIf, many, response)),
              ElementsAre("new_consumers"));
  auto size = WhatIf("Drammen");
  auto* odd = size.add_new_trenches();
  odd->set_from_node_id("3");
  odd->set_to_node_id("4");
  odd->set_nominal_diameter(37);
  EXPECT_THAT(ViolatedFields(Call(&pb::Heat::Stub::SolveHeatWhatIf, size, response)),
              ElementsAre("new_trenches[0].nominal_diameter"));
}

TEST_F(HeatNetworkTest, AConnectionSaysHowMuchAndWhatStopsMore) {
  for (const char* network : {"Oslo", "Drammen"}) {
    pb::AnswerHeatConnectionRequest request;
    request.set_heat_network_id(network);
    request.set_node_id("100");
    request.set_moment(pb::HEAT_MOMENT_COLDEST_DAY);
    request.set_requested_mw(0.1);
    const auto answer = Must(&pb::Heat::Stub::AnswerHeatConnection, request);
    EXPECT_GT(answer.available_mw(), 0.1);
    EXPECT_TRUE(answer.is_enough());
    ASSERT_FALSE(answer.is_capped());
    EXPECT_THAT(answer.binding().element_id(), Not(IsEmpty()));
    EXPECT_TRUE(answer.binding().is_broken()) << "as it stands a tolerance above";
    EXPECT_NEAR(answer.reached().heat_mw(), answer.available_mw(), 1e-9);
    EXPECT_LT(answer.reached().exact_differential_bar(), answer.before().exact_differential_bar());

    // What is available breaks nothing when it is built; ten times as much does.
    auto built = WhatIf(network);
    built.set_moment(pb::HEAT_MOMENT_COLDEST_DAY);
    auto* consumer = built.add_new_consumers();
    consumer->set_node_id("100");
    consumer->set_heat_mw(answer.available_mw());
    EXPECT_THAT(Must(&pb::Heat::Stub::SolveHeatWhatIf, built).new_alarms(), IsEmpty());
    consumer->set_heat_mw(10.0 * answer.available_mw());
    EXPECT_THAT(Must(&pb::Heat::Stub::SolveHeatWhatIf, built).new_alarms(), Not(IsEmpty()));

    request.set_requested_mw(150.0);
    EXPECT_FALSE(Must(&pb::Heat::Stub::AnswerHeatConnection, request).is_enough());
    const auto seen = Must(&pb::Heat::Stub::AnswerHeatConnection, request, false);
    EXPECT_NEAR(seen.available_mw(), answer.available_mw(), 0.002);
    EXPECT_EQ(seen.reached().exact_supply_degc(), 0.0) << "told to half a kelvin";
    EXPECT_NEAR(2.0 * seen.reached().supply_degc(), std::round(2.0 * seen.reached().supply_degc()),
                1e-9);
  }
}

TEST_F(HeatNetworkTest, BadQuestionsAreRefused) {
  pb::GetHeatNetworkRequest plan;
  plan.set_heat_network_id("Dramen");
  pb::GetHeatNetworkResponse plan_reply;
  const grpc::Status unknown = Call(&pb::Heat::Stub::GetHeatNetwork, plan, plan_reply);
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(unknown.error_message(), HasSubstr("Drammen"));

  pb::AnswerHeatConnectionRequest connection;
  connection.set_heat_network_id("Drammen");
  connection.set_node_id("t3");
  connection.set_requested_mw(-1.0);
  connection.set_return_degc(200.0);
  pb::AnswerHeatConnectionResponse connection_reply;
  EXPECT_THAT(
      ViolatedFields(Call(&pb::Heat::Stub::AnswerHeatConnection, connection, connection_reply)),
      UnorderedElementsAre("node_id", "requested_mw", "return_degc"));
  connection.set_node_id("3");
  connection.set_requested_mw(1.0);
  connection.set_return_degc(0.0);
  connection.set_moment(pb::HEAT_MOMENT_COLDEST_DAY);
  connection.mutable_time()->set_seconds(1769385600);
  EXPECT_THAT(
      ViolatedFields(Call(&pb::Heat::Stub::AnswerHeatConnection, connection, connection_reply)),
      ElementsAre("time"));

  pb::GetHeatNodeHistoryRequest history;
  history.set_heat_network_id("Drammen");
  history.set_node_id("3");
  history.set_quarters(twin::limits::kMaxHeatHistoryQuarters + 1);
  pb::GetHeatNodeHistoryResponse history_reply;
  EXPECT_THAT(ViolatedFields(Call(&pb::Heat::Stub::GetHeatNodeHistory, history, history_reply)),
              ElementsAre("quarters"));
  history.set_quarters(1);
  history.mutable_to()->set_seconds(0);
  EXPECT_EQ(Call(&pb::Heat::Stub::GetHeatNodeHistory, history, history_reply).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

// A network whose supply in mild weather is hardly above its return: water arrives too cold.
class StaleHeatNetworkTest : public HeatNetworkTest {
 protected:
  void SetUp() override {
    copy_.SetField("heat_networks.csv", "oet:heatnet/drammen", "supply_warm_degc", "60.0001");
    twin::Config config = tests::MakeTestConfig(folder_.path());
    config.region_directory = copy_.directory();
    auto server = twin::Server::Start(config, clock_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->grpc_port()),
                                   grpc::InsecureChannelCredentials());
  }
  tests::RegionCopy copy_;
};

TEST_F(StaleHeatNetworkTest, AQuarterWithoutSolutionShowsTheLastGoodOneAndThePublicNoReason) {
  const auto good = Steady("Drammen");
  ASSERT_THAT(good.stale(), IsEmpty());
  pb::ApplyPatchRequest mild;
  mild.mutable_patch()->mutable_temperature_shift()->set_offset_k(30.0);
  pb::ApplyPatchResponse applied;
  const auto context = Company();
  ASSERT_TRUE(pb::Scenario::NewStub(channel_)->ApplyPatch(context.get(), mild, &applied).ok());
  Step(2);
  const auto stale = Steady("Drammen");
  ASSERT_EQ(stale.stale_size(), 1);
  EXPECT_EQ(stale.stale(0).part(), "heat network");
  EXPECT_EQ(stale.stale(0).since().seconds(), good.time().seconds() + 900);
  EXPECT_THAT(stale.stale(0).reason(), HasSubstr("heat network"));
  EXPECT_TRUE(IsSame(stale.columns(), good.columns()));
  EXPECT_EQ(stale.time().seconds(), good.time().seconds() + 2 * 900);
  const auto seen = Steady("Drammen", false);
  ASSERT_EQ(seen.stale_size(), 1);
  EXPECT_EQ(seen.stale(0).reason(), "");
  // Others go on.
  EXPECT_THAT(Steady("Fornebu").stale(), IsEmpty());
  // Questions are answered for the last good state, and say so.
  auto request = WhatIf("Drammen");
  request.set_supply_offset_k(1.0);
  EXPECT_EQ(Must(&pb::Heat::Stub::SolveHeatWhatIf, request).stale_size(), 1);
}

TEST_F(StaleHeatNetworkTest, NothingIsShownWhenNothingGoodIsNear) {
  pb::ApplyPatchRequest mild;
  mild.mutable_patch()->mutable_temperature_shift()->set_offset_k(30.0);
  pb::ApplyPatchResponse applied;
  const auto context = Company();
  ASSERT_TRUE(pb::Scenario::NewStub(channel_)->ApplyPatch(context.get(), mild, &applied).ok());
  Step(twin::limits::kMaxHeatStaleQuarters + 1);
  const auto state = Steady("Drammen");
  EXPECT_FALSE(state.has_summary());
  ASSERT_EQ(state.stale_size(), 1);
  auto request = WhatIf("Drammen");
  request.set_supply_offset_k(1.0);
  pb::SolveHeatWhatIfResponse response;
  EXPECT_EQ(Call(&pb::Heat::Stub::SolveHeatWhatIf, request, response).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  request.set_moment(pb::HEAT_MOMENT_COLDEST_DAY);
  EXPECT_TRUE(Call(&pb::Heat::Stub::SolveHeatWhatIf, request, response).ok())
      << "the coldest day is always there";
}

}  // namespace
