#include "solvers/heat/heat_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numbers>

#include "models/base/errors.h"
#include "tests/support/heat_network_cases.h"
#include "tests/support/one_street.h"

namespace solvers::heat {
namespace {

using models::HeatNodeIndex;

// Of constant water: heat of 1 kg/s over the 50 K from 110 to 60 °C.
constexpr double kWPerKgS = 4190.0 * 50.0;

HeatConnectionQuery AtTheEnd() {
  return {.supply = HeatNodeIndex(1),
          .back = HeatNodeIndex(3),
          .return_degc = 60.0,
          .cap_w = 50e6,
          .tolerance_w = 100.0};
}
// Nothing but what a test sets.
HeatLimitParams Loose() {
  return {.pressure_max_bar = 100.0,
          .boiling_margin_min_bar = 1e-3,
          .differential_min_bar = 1e-3,
          .speed_max_m_per_s = 100.0,
          .gradient_max_pa_per_m = 1e6,
          .supply_min_degc = 20.0,
          .producer_max_w = {}};
}

TEST(HeatConnectionTest, SpeedBindsWhereTheCrossSectionSays) {
  const models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 4.19e6});
  HeatLimitParams limits = Loose();
  limits.speed_max_m_per_s = 1.5;
  const auto answer = CalcHeatConnection(street, AtTheEnd(), limits, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  // m_max = 1.5 · 968 · π/4 · 0.15² = 25.659 kg/s; 20 are taken.
  const double most_kg_s = 1.5 * 968.0 * std::numbers::pi / 4.0 * 0.15 * 0.15;
  EXPECT_NEAR(answer->available_w, (most_kg_s - 20.0) * kWPerKgS, 100.0);
  EXPECT_LE(answer->available_w, (most_kg_s - 20.0) * kWPerKgS);
  ASSERT_TRUE(answer->binding.has_value());
  EXPECT_EQ(answer->binding->kind, HeatLimitKind::kSpeed);
  EXPECT_EQ(HeatLimitElementId(street, *answer->binding), "street");
  EXPECT_GT(answer->binding->beyond, 0.0);
  EXPECT_LT(answer->binding->beyond, 1e-4);
  EXPECT_NEAR(answer->reached.supply_degc, 110.0, 1e-9);
  EXPECT_NEAR(answer->reached.flow_kg_s, answer->available_w / kWPerKgS, 1e-6);
  EXPECT_LE(answer->solves, 16);
}

// Loss of pressure found by the friction law alone: both pipes leave 6 − 2 Δp(m) bar.
TEST(HeatConnectionTest, DifferentialPressureBindsWhereFrictionSays) {
  const models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 4.19e6});
  HeatLimitParams limits = Loose();
  limits.differential_min_bar = 1.0;
  const auto answer = CalcHeatConnection(street, AtTheEnd(), limits, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  const double area_m2 = std::numbers::pi / 4.0 * 0.15 * 0.15;
  const auto loss_bar = [&](double flow_kg_s) {
    return models::CalcPressureLoss({.diameter_m = 0.15,
                                     .area_m2 = area_m2,
                                     .length_ratio = 1000.0 / 0.15,
                                     .relative_roughness_ratio = 0.1e-3 / 0.15,
                                     .fittings_ratio = 0.0},
                                    flow_kg_s, 968.0, 3.3e-4, {})
               .loss_pa /
           1e5;
  };
  const double flow_kg_s = 20.0 + answer->available_w / kWPerKgS;
  EXPECT_NEAR(6.0 - 2.0 * loss_bar(flow_kg_s), 1.0, 1e-3);
  EXPECT_GE(6.0 - 2.0 * loss_bar(flow_kg_s), 1.0);
  EXPECT_EQ(answer->binding->kind, HeatLimitKind::kDifferentialPressure);
  EXPECT_NEAR(answer->reached.differential_bar, 6.0 - 2.0 * loss_bar(flow_kg_s), 1e-6);
  EXPECT_NEAR(answer->before.differential_bar, 6.0 - 2.0 * loss_bar(20.0), 1e-6);
}

TEST(HeatConnectionTest, ThePlantBindsAtItsHeatLessLosses) {
  const models::HeatNetwork street =
      tests::MakeOneStreet({.heat_w = 4.19e6, .loss_w_per_m_k = 0.3});
  HeatLimitParams limits = Loose();
  limits.producer_max_w = {6e6};
  const auto answer = CalcHeatConnection(street, AtTheEnd(), limits, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->binding->kind, HeatLimitKind::kProducerHeat);
  // Losses of about 0.3 W/(m K) · 1000 m · (103 + 53) K = 46.8 kW, a little less as water cools.
  EXPECT_NEAR(answer->available_w, 6e6 - 4.19e6 - 46.8e3, 500.0);
}

TEST(HeatConnectionTest, MoreThanTheCapIsNotLookedFor) {
  const models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 1e6});
  HeatConnectionQuery query = AtTheEnd();
  query.cap_w = 5e5;
  const auto answer = CalcHeatConnection(street, query, {}, {});
  ASSERT_TRUE(answer.ok());
  EXPECT_TRUE(answer->is_capped);
  EXPECT_EQ(answer->available_w, 5e5);
  EXPECT_FALSE(answer->binding.has_value());
  EXPECT_EQ(answer->solves, 2);
}

TEST(HeatConnectionTest, ALongThinSpurThatArrivesColdGivesNothingAndSaysWhy) {
  // 110 °C cool below 95 °C at any flow that friction allows.
  const models::HeatNetwork street = tests::MakeOneStreet(
      {.heat_w = 0.0, .loss_w_per_m_k = 0.06, .length_m = 3000.0, .inner_diameter_m = 0.025});
  HeatLimitParams limits = Loose();
  limits.supply_min_degc = 95.0;
  limits.gradient_max_pa_per_m = 80.0;
  const auto answer = CalcHeatConnection(street, AtTheEnd(), limits, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->available_w, 0.0);
  ASSERT_TRUE(answer->binding.has_value());
  EXPECT_EQ(answer->binding->kind, HeatLimitKind::kSupplyTemperature);
  EXPECT_LT(answer->reached.supply_degc, 95.0);
}

TEST(HeatConnectionTest, WhatIsBrokenTodayBindsWhenItGetsWorse) {
  const models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 4.19e6});
  HeatLimitParams limits = Loose();
  limits.speed_max_m_per_s = 1.0;  // 1.169 m/s today
  const auto answer = CalcHeatConnection(street, AtTheEnd(), limits, {});
  ASSERT_TRUE(answer.ok());
  ASSERT_EQ(answer->broken_today.size(), 2u);
  EXPECT_EQ(answer->broken_today[0].kind, HeatLimitKind::kSpeed);
  // 1 % of the limit more: 0.01 m/s.
  EXPECT_NEAR(answer->available_w, 0.01 * 968.0 * std::numbers::pi / 4.0 * 0.15 * 0.15 * kWPerKgS,
              100.0);
}

TEST(HeatConnectionTest, WhereNoWaterCanComeTheReasonIsTold) {
  models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 0.0});
  street.pipes[models::HeatPipeIndex(0)].is_open = false;
  const auto answer = CalcHeatConnection(street, AtTheEnd(), {}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->available_w, 0.0);
  EXPECT_FALSE(answer->binding.has_value());
  EXPECT_THAT(answer->no_solution, testing::HasSubstr("end"));
}

TEST(HeatConnectionTest, WrongFieldsAreNamedAtOnce) {
  const models::HeatNetwork street = tests::MakeOneStreet({.heat_w = 1e6});
  HeatConnectionQuery query = AtTheEnd();
  std::swap(query.supply, query.back);
  query.cap_w = -1.0;
  HeatLimitParams limits;
  limits.producer_max_w = {1.0, 2.0};
  const auto answer = CalcHeatConnection(street, query, limits, {});
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kInvalidArgument);
  std::vector<std::string> fields;
  for (const auto& violation : models::errors::FieldViolationsOf(answer.status()))
    fields.push_back(violation.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"query.supply", "query.back", "query.cap_w",
                                              "limits.producer_max_w"}));
}

// The answer kept, a little more breaks: solved anew from nothing by SolveSteadyHeat.
TEST(HeatConnectionTest, OnAMeshedNetworkTheAnswerHoldsAndALittleMoreBreaks) {
  if (!std::filesystem::exists(tests::HeatReferenceDirectory())) GTEST_SKIP() << "no references";
  models::HeatNetwork network = tests::LoadHeatCase("pandapipes_nets/grid1k");
  const auto& last = network.consumers[models::HeatConsumerIndex(network.consumers.size() - 1)];
  const HeatConnectionQuery query{
      .supply = last.supply, .back = last.back, .return_degc = 55.0, .tolerance_w = 1e3};
  const SteadyHeatOptions options{.consumers = ConsumerMode::kReturnTemperature};
  const auto answer = CalcHeatConnection(network, query, {}, options);
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_GT(answer->available_w, 0.0);
  ASSERT_TRUE(answer->binding.has_value());
  network.consumers.Add({.id = "new",
                         .supply = query.supply,
                         .back = query.back,
                         .heat_w = 0.0,
                         .mass_flow_kg_s = 0.0,
                         .return_degc = 55.0});
  const auto value_at = [&](double heat_w) {
    network.consumers[models::HeatConsumerIndex(network.consumers.size() - 1)].heat_w = heat_w;
    const auto solution = SolveSteadyHeat(network, options);
    EXPECT_TRUE(solution.ok()) << solution.status();
    HeatLimitValues values;
    CalcHeatLimitValues(network, *solution, {}, options, values);
    const auto kind = answer->binding->kind;
    return JudgeHeatLimit(kind, answer->binding->row,
                          values[static_cast<std::size_t>(kind)][answer->binding->row], {})
        .used_ratio;
  };
  double allowed_ratio = 1.0;
  for (const HeatLimit& limit : answer->broken_today)
    if (limit.kind == answer->binding->kind && limit.row == answer->binding->row)
      allowed_ratio = limit.used_ratio + kHeatWorseningRatio;
  EXPECT_LE(value_at(answer->available_w), allowed_ratio + 1e-7);
  EXPECT_GT(value_at(answer->available_w + 1.1e3), allowed_ratio);
}

}  // namespace
}  // namespace solvers::heat
