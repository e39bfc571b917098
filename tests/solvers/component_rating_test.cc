#include "solvers/component_rating.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "models/base/units.h"
#include "solvers/transformer_loading.h"
#include "tests/support/drake.h"
#include "tests/support/small_grids.h"
#include "tests/support/typical_cable.h"

namespace solvers {
namespace {

constexpr models::SeasonalRating kWide{.summer_mva = 300.0, .mild_mva = 500.0, .cold_mva = 900.0};

ComponentThermal MakeLine() {
  return {.nominal_kv = 132.0,
          .seasonal = kWide,
          .thermal = LineThermalParams{.conductor = tests::MakeDrake(), .bundle_count = 2}};
}

ComponentThermal MakeTransformer() {
  return {.nominal_kv = 300.0,
          .seasonal = {.summer_mva = 200.0, .mild_mva = 220.0, .cold_mva = 240.0},
          .thermal = TransformerThermalParams{
              .rated_mva = 200.0,
              .heat = models::MakeTransformerHeat(models::TransformerCooling::kOnaf)}};
}

ComponentThermal MakeCable() {
  return {.nominal_kv = 132.0,
          .seasonal = {.summer_mva = 220.0, .mild_mva = 220.0, .cold_mva = 220.0},
          .thermal = tests::MakeTypicalCable()};
}

ComponentRating Rate(const ComponentThermal& component, const ComponentRatingInputs& inputs) {
  const auto rating = CalcComponentRating(component, inputs);
  EXPECT_TRUE(rating.ok()) << rating.status();
  return rating.ok() ? *rating : ComponentRating{};
}

TEST(ComponentRatingTest, WithoutMoreTheSeasonalRatingStands) {
  ComponentThermal bare = MakeLine();
  bare.thermal = std::monostate();
  for (const ComponentThermal& component : {bare, MakeLine()}) {
    const ComponentRating rating = Rate(component, {.air_degc = 10.0});
    EXPECT_EQ(rating.rule, RatingRule::kSeasonal);
    EXPECT_EQ(rating.rating_mva, 400.0);
    EXPECT_EQ(Rate(component, {.air_degc = 10.0, .duration_min = 15.0}).rating_mva, 400.0);
  }
  EXPECT_EQ(Rate(MakeCable(), {.air_degc = 10.0}).rule, RatingRule::kSeasonal);
}

TEST(ComponentRatingTest, ALineHasItsAmpacityInTheWeather) {
  const models::LineWeather weather{.air_degc = 99.0, .wind_m_per_s = 0.61, .sun_w_per_m2 = 997.0};
  const ComponentRating rating = Rate(MakeLine(), {.air_degc = 40.0, .weather = weather});
  EXPECT_EQ(rating.rule, RatingRule::kLineWeather);
  // Two conductors of the 1025 A of IEEE 738's example.
  EXPECT_NEAR(rating.rating_mva, 2.0 * models::kSqrt3 * 132.0 * 1.025, 0.5);
}

TEST(ComponentRatingTest, TheTerminalsStopALineInTheCold) {
  ComponentThermal line = MakeLine();
  line.seasonal = {.summer_mva = 400.0, .mild_mva = 410.0, .cold_mva = 420.0};
  const models::LineWeather windy{.wind_m_per_s = 5.0};
  const ComponentRating rating = Rate(line, {.air_degc = -20.0, .weather = windy});
  EXPECT_EQ(rating.rule, RatingRule::kTerminalEquipment);
  EXPECT_EQ(rating.rating_mva, 420.0);
}

// For every kind: shorter or cooler before is more, longer falls towards what holds for good.
TEST(ComponentRatingTest, AnEmergencyFallsWithItsDuration) {
  for (const ComponentThermal& component : {MakeLine(), MakeTransformer(), MakeCable()}) {
    ComponentRatingInputs inputs{
        .air_degc = 20.0, .weather = models::LineWeather{}, .before_share = 0.5};
    double before_mva = std::numeric_limits<double>::infinity();
    for (const double duration_min : {31.0, 60.0, 240.0, 1440.0, 14400.0}) {
      inputs.duration_min = duration_min;
      const ComponentRating rating = Rate(component, inputs);
      EXPECT_LE(rating.rating_mva, before_mva);
      EXPECT_TRUE(rating.rule == RatingRule::kLineEmergency ||
                  rating.rule == RatingRule::kTransformerEmergency ||
                  rating.rule == RatingRule::kCableEmergency);
      ComponentRatingInputs cooler = inputs;
      cooler.before_share = 0.2;
      EXPECT_GE(Rate(component, cooler).rating_mva, rating.rating_mva - 1e-3);
      before_mva = rating.rating_mva;
    }
    EXPECT_GE(
        before_mva,
        Rate(component, {.air_degc = 20.0, .weather = models::LineWeather{}}).rating_mva * 0.999);
  }
}

TEST(ComponentRatingTest, ATransformerHasItsNameplateAtTwentyDegrees) {
  const ComponentRating rating = Rate(MakeTransformer(), {.air_degc = 20.0});
  EXPECT_EQ(rating.rule, RatingRule::kTransformerWeather);
  EXPECT_NEAR(rating.rating_mva, 200.0, 1e-5);
  EXPECT_LT(Rate(MakeTransformer(), {.air_degc = 30.0}).rating_mva, 195.0);
  // The largest current of normal service, 1.3 for a large unit.
  EXPECT_EQ(Rate(MakeTransformer(), {.air_degc = -20.0}).rating_mva, 260.0);
  // Half an hour may be hotter than more of it.
  EXPECT_GT(Rate(MakeTransformer(), {.duration_min = 30.0, .before_share = 0.5}).rating_mva,
            Rate(MakeTransformer(), {.duration_min = 31.0, .before_share = 0.5}).rating_mva);
}

TEST(ComponentRatingTest, ACablesCycleGivesRoom) {
  std::array<double, 24> day{};
  for (std::size_t hour = 0; hour < 24; ++hour) day[hour] = hour >= 7 && hour < 20 ? 100.0 : 40.0;
  const ComponentRating cyclic = Rate(MakeCable(), {.air_degc = 5.0, .daily_load = day});
  EXPECT_EQ(cyclic.rule, RatingRule::kCableCyclic);
  EXPECT_NEAR(cyclic.rating_mva,
              220.0 * models::CalcCyclicRatingRatio(tests::MakeTypicalCable(), day), 1e-9);
  EXPECT_GT(cyclic.rating_mva, 220.0);
}

TEST(ComponentRatingTest, AGridsBranchesAreWhatItsTablesTell) {
  models::ElectricityGrid grid = tests::MakeChain(4, 1.0, 4.0);
  for (const std::size_t k : {1u, 2u, 3u}) {
    grid.branches[models::BranchIndex(k)].kind = k == 1   ? models::BranchKind::kTransformer
                                                 : k == 2 ? models::BranchKind::kCable
                                                          : models::BranchKind::kLine;
  }
  models::LineConductors conductors;
  const models::ConductorIndex drake = conductors.types.Add(tests::MakeDrake());
  conductors.of_branch["l0"] = {.conductor = drake, .bundle_count = 3, .limit_degc = 50.0};
  const auto make = [&](std::size_t k) {
    return MakeComponentThermal(grid, models::BranchIndex(k), conductors, {.altitude_m = 400.0});
  };
  const ComponentThermal line = make(0);
  ASSERT_TRUE(std::holds_alternative<LineThermalParams>(line.thermal));
  EXPECT_EQ(std::get<LineThermalParams>(line.thermal).bundle_count, 3);
  EXPECT_EQ(std::get<LineThermalParams>(line.thermal).conductor.limit_degc, 50.0);
  EXPECT_EQ(std::get<LineThermalParams>(line.thermal).site.altitude_m, 400.0);
  EXPECT_EQ(line.nominal_kv, 132.0);
  ASSERT_TRUE(std::holds_alternative<TransformerThermalParams>(make(1).thermal));
  EXPECT_EQ(std::get<TransformerThermalParams>(make(1).thermal).rated_mva, 100.0);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(make(2).thermal));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(make(3).thermal));
  EXPECT_EQ(Rate(make(2), {.air_degc = 0.0}).rating_mva, 100.0);
}

TEST(ComponentRatingTest, EveryRuleHasItsWords) {
  for (int rule = 0; rule <= static_cast<int>(RatingRule::kCableEmergency); ++rule) {
    EXPECT_FALSE(ToText(static_cast<RatingRule>(rule)).empty());
  }
}

TEST(ComponentRatingTest, WhatCannotBeIsNamed) {
  const auto code = [](const ComponentThermal& component, const ComponentRatingInputs& inputs) {
    return CalcComponentRating(component, inputs).status().code();
  };
  const double nan = std::nan("");
  EXPECT_EQ(code(MakeLine(), {.air_degc = nan}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(MakeLine(), {.duration_min = -1.0}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(MakeLine(), {.before_share = nan}), absl::StatusCode::kInvalidArgument);
  const std::array<double, 3> short_day{1.0, 1.0, 1.0};
  EXPECT_EQ(code(MakeCable(), {.daily_load = short_day}), absl::StatusCode::kInvalidArgument);
  const std::array<double, 24> no_load{};
  EXPECT_EQ(code(MakeCable(), {.daily_load = no_load}), absl::StatusCode::kInvalidArgument);
  for (const ComponentThermal& component : {MakeLine(), MakeTransformer(), MakeCable()}) {
    EXPECT_EQ(code(component, {.air_degc = 30.0,
                               .weather = models::LineWeather{},
                               .duration_min = 60.0,
                               .before_share = 3.0}),
              absl::StatusCode::kFailedPrecondition);
  }
}

}  // namespace
}  // namespace solvers
