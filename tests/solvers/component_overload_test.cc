#include "solvers/component_overload.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/units.h"
#include "solvers/line_temperature.h"
#include "tests/support/drake.h"

namespace solvers {
namespace {

constexpr models::SeasonalRating kWide{.summer_mva = 300.0, .mild_mva = 500.0, .cold_mva = 900.0};
const models::LineWeather kExample{.air_degc = 40.0, .wind_m_per_s = 0.61, .sun_w_per_m2 = 997.0};

ComponentThermal MakeLine() {
  return {.nominal_kv = 132.0,
          .seasonal = kWide,
          .thermal = LineThermalParams{.conductor = tests::MakeDrake()}};
}

ComponentThermal MakeTransformer() {
  return {.nominal_kv = 132.0,
          .seasonal = {.summer_mva = 50.0, .mild_mva = 55.0, .cold_mva = 60.0},
          .thermal = TransformerThermalParams{
              .rated_mva = 50.0,
              .heat = models::MakeTransformerHeat(models::TransformerCooling::kOnaf)}};
}

OverloadTime Time(const ComponentThermal& component, const OverloadInputs& inputs) {
  const auto time = CalcOverloadTime(component, inputs);
  EXPECT_TRUE(time.ok()) << time.status();
  return time.ok() ? *time : OverloadTime{};
}

double MvaOf(double current_a) { return models::kSqrt3 * 132.0 * current_a / 1000.0; }

// IEEE 738's example: a Drake at 800 A that gets 1200 A has 100 degC after about ten minutes.
TEST(ComponentOverloadTest, ALineReachesItsLimitWhenItsTransientDoes) {
  const OverloadInputs inputs{.air_degc = 40.0,
                              .weather = kExample,
                              .before_mva = MvaOf(800.0),
                              .after_mva = MvaOf(1200.0)};
  const OverloadTime time = Time(MakeLine(), inputs);
  ASSERT_TRUE(time.is_known);
  ASSERT_TRUE(time.minutes.has_value());
  LineTemperatureProblem problem{.conductor = tests::MakeDrake(), .weather = kExample};
  const double start_degc = *SolveSteadyDegC(problem, 800.0);
  EXPECT_NEAR(*AdvanceLineDegC(problem, start_degc, 1200.0, 60.0 * *time.minutes),
              problem.conductor.limit_degc, 1e-4);
}

TEST(ComponentOverloadTest, WhatItCarriesForGoodHasNoEnd) {
  const OverloadTime line =
      Time(MakeLine(), {.air_degc = 40.0, .weather = kExample, .after_mva = MvaOf(1000.0)});
  EXPECT_TRUE(line.is_known);
  EXPECT_FALSE(line.minutes.has_value());
  const OverloadTime transformer = Time(MakeTransformer(), {.air_degc = 20.0, .after_mva = 50.0});
  EXPECT_TRUE(transformer.is_known);
  EXPECT_FALSE(transformer.minutes.has_value());
}

TEST(ComponentOverloadTest, MoreLoadAndAWarmerStartAreBorneShorter) {
  double before_min = 1e9;
  for (const double after_mva : {72.0, 78.0, 84.0, 89.0}) {
    const OverloadTime time =
        Time(MakeTransformer(), {.air_degc = 20.0, .before_mva = 30.0, .after_mva = after_mva});
    ASSERT_TRUE(time.minutes.has_value()) << after_mva;
    EXPECT_LT(*time.minutes, before_min) << after_mva;
    before_min = *time.minutes;
    const OverloadTime warmer =
        Time(MakeTransformer(), {.air_degc = 20.0, .before_mva = 50.0, .after_mva = after_mva});
    EXPECT_LT(*warmer.minutes, *time.minutes) << after_mva;
  }
}

TEST(ComponentOverloadTest, BeyondItsTerminalsOrItsCurrentNothingIsBorne) {
  ComponentThermal line = MakeLine();
  line.seasonal = {.summer_mva = 150.0, .mild_mva = 150.0, .cold_mva = 150.0};
  EXPECT_EQ(Time(line, {.air_degc = -20.0, .weather = kExample, .after_mva = 151.0}).minutes, 0.0);
  EXPECT_EQ(Time(MakeTransformer(), {.after_mva = 91.0}).minutes, 0.0);  // 1.8 of 50 MVA
}

TEST(ComponentOverloadTest, OfWhatHasSeasonsOnlyNothingIsKnown) {
  ComponentThermal bare = MakeLine();
  bare.thermal = std::monostate();
  EXPECT_FALSE(Time(bare, {.after_mva = 400.0}).is_known);
  EXPECT_FALSE(Time(MakeLine(), {.after_mva = 400.0}).is_known);  // no weather
}

TEST(ComponentOverloadTest, WhatIsNoLoadIsRefused) {
  EXPECT_EQ(CalcOverloadTime(MakeLine(), {.after_mva = -1.0}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CalcOverloadTime(MakeLine(), {.air_degc = NAN}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers
