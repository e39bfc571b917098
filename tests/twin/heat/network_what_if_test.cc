#include "twin/heat/network_what_if.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/support/town_network.h"

namespace twin::heat {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class NetworkWhatIfTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto moment = models::CalcColdestMoment(model_.site());
    auto solved = SolveNetwork(model_, model_.At(moment), moment);
    ASSERT_TRUE(solved.ok()) << solved.status();
    before_ = *std::move(solved);
  }
  WhatIfAnswer Ask(const models::HeatChanges& changes) {
    auto answer = SolveWhatIf(model_, before_, changes);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return *std::move(answer);
  }
  models::NewHeatConsumer Consumer(std::size_t node, double heat_w) const {
    return {model_.SupplyOf(node), model_.BackOf(node), heat_w, 50.0};
  }
  double FlowKgS(const NetworkSolution& solution) const {
    double sum_kg_s = 0.0;
    for (const double flow_kg_s : solution.water.producer_flow_kg_s) sum_kg_s += flow_kg_s;
    return sum_kg_s;
  }

  const NetworkModel& model_ = tests::TownModel();
  NetworkSolution before_;
};

TEST_F(NetworkWhatIfTest, NoChangeChangesNothing) {
  const WhatIfAnswer answer = Ask({});
  EXPECT_EQ(answer.after.water.node_degc, before_.water.node_degc);
  EXPECT_THAT(answer.changes, IsEmpty());
  EXPECT_THAT(answer.new_alarms, IsEmpty());
  EXPECT_THAT(answer.gone_alarms, IsEmpty());
  EXPECT_EQ(answer.cut_off_count, 0u);
}

TEST_F(NetworkWhatIfTest, ANewConsumerTakesHeatAndPumpsLiftMore) {
  const std::size_t node = model_.node_count() - 1;
  models::HeatChanges changes;
  changes.new_consumers = {Consumer(node, 1e6)};
  const WhatIfAnswer answer = Ask(changes);
  const double arriving_degc = answer.after.water.consumer_supply_degc.back();
  // By hand: 1 MW at 4.19 kJ/kg/K from what arrives to 50 °C.
  EXPECT_NEAR(answer.after.water.consumer_flow_kg_s.back(),
              1e6 / (model_.options().water.HeatCapacityJPerKgK(80.0) * (arriving_degc - 50.0)),
              1e-6);
  EXPECT_LT(answer.after.lift_spare_bar, before_.lift_spare_bar);
  ASSERT_THAT(answer.changes, Not(IsEmpty()));
  for (std::size_t i = 1; i < answer.changes.size(); ++i)
    EXPECT_GE(std::abs(answer.changes[i - 1].differential_after_bar -
                       answer.changes[i - 1].differential_before_bar) /
                      kToldBar +
                  std::abs(answer.changes[i - 1].supply_after_degc -
                           answer.changes[i - 1].supply_before_degc) /
                      kToldK,
              1.0);
}

TEST_F(NetworkWhatIfTest, FarTooMuchBreaksLimitsThatTheAnswerNames) {
  models::HeatChanges changes;
  changes.new_consumers = {Consumer(model_.node_count() - 1, 4e6)};
  const WhatIfAnswer answer = Ask(changes);
  ASSERT_THAT(answer.no_solution, IsEmpty());
  ASSERT_THAT(answer.new_alarms, Not(IsEmpty()));
  for (const auto& alarm : answer.new_alarms) {
    EXPECT_GT(alarm.used_ratio, 1.0);
    EXPECT_THAT(model_.ElementOf(answer.tables, alarm).id, Not(IsEmpty()));
  }
}

TEST_F(NetworkWhatIfTest, AClosedTrenchAtTheEndCutsItsCustomerOff) {
  // The last trench of the tree is the only one to its node, which has a customer.
  std::size_t trench = 0, node = 0;
  for (std::size_t t = 0; t < model_.trench_count(); ++t) {
    const std::size_t to = model_.network().pipes[models::HeatPipeIndex(t)].to.value();
    int ends = 0;
    for (std::size_t other = 0; other < model_.trench_count(); ++other) {
      const auto& pipe = model_.network().pipes[models::HeatPipeIndex(other)];
      ends += (pipe.from.value() == to) + (pipe.to.value() == to);
    }
    for (const auto& consumer : model_.network().consumers)
      if (ends == 1 && consumer.supply.value() == to) trench = t, node = to;
  }
  ASSERT_GT(node, 0u);
  models::HeatChanges changes;
  changes.closed_pipes = {models::HeatPipeIndex(trench),
                          models::HeatPipeIndex(model_.trench_count() + trench)};
  const WhatIfAnswer answer = Ask(changes);
  ASSERT_THAT(answer.no_solution, IsEmpty());
  EXPECT_EQ(answer.cut_off_count, 1u);
  EXPECT_GT(answer.cut_off_w, 0.0);
  ASSERT_THAT(answer.changes, Not(IsEmpty()));
  EXPECT_EQ(answer.changes[0].node, node) << "what loses its pressure changes most";
  EXPECT_TRUE(std::isnan(answer.changes[0].differential_after_bar));
  EXPECT_LT(FlowKgS(answer.after), FlowKgS(before_));
}

TEST_F(NetworkWhatIfTest, AHotterSupplyNeedsLessWater) {
  models::HeatChanges changes;
  changes.supply_offset_k = 10.0;
  const WhatIfAnswer answer = Ask(changes);
  EXPECT_LT(FlowKgS(answer.after), FlowKgS(before_));
  EXPECT_GT(answer.after.lift_spare_bar, before_.lift_spare_bar);
}

TEST_F(NetworkWhatIfTest, AllPlantsOutIsRefusedAndTooColdASupplyIsAnAnswer) {
  models::HeatChanges out;
  out.plants_out = {models::HeatProducerIndex(0), models::HeatProducerIndex(1)};
  EXPECT_EQ(SolveWhatIf(model_, before_, out).status().code(), absl::StatusCode::kInvalidArgument);
  models::HeatChanges cold;
  cold.supply_offset_k = -45.0;
  const WhatIfAnswer answer = Ask(cold);
  EXPECT_THAT(answer.no_solution, HasSubstr("no producer feeds in any above 45"));
}

TEST_F(NetworkWhatIfTest, ANewTrenchIsNamedByItsNumber) {
  models::HeatChanges changes;
  const std::size_t far = model_.node_count() - 1;
  changes.new_trenches = {{.supply_from = model_.SupplyOf(0),
                           .supply_to = model_.SupplyOf(far),
                           .back_from = model_.BackOf(0),
                           .back_to = model_.BackOf(far),
                           .nominal_diameter = 100,
                           .length_m = model_.DistanceM(0, far)}};
  const WhatIfAnswer answer = Ask(changes);
  ASSERT_THAT(answer.no_solution, IsEmpty());
  EXPECT_GT(answer.after.water.hydraulics.flow_kg_s[2 * model_.trench_count()], 0.0)
      << "water takes the short way from the plant";
  const NetworkElement element = model_.ElementOf(
      answer.tables,
      {.kind = solvers::heat::HeatLimitKind::kSpeed, .row = 2 * model_.trench_count()});
  EXPECT_EQ(element.id, "new trench 0");
}

}  // namespace
}  // namespace twin::heat
