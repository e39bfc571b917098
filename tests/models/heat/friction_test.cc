#include "models/heat/friction.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/support/number_table.h"
#include "tests/support/region_paths.h"

namespace models {
namespace {

constexpr FrictionLaw kLaws[] = {FrictionLaw::kColebrook, FrictionLaw::kSwameeJain};

PipeShape MakeShape() {
  const double diameter_m = 0.1071;
  return {.diameter_m = diameter_m,
          .area_m2 = 0.25 * std::numbers::pi * diameter_m * diameter_m,
          .length_ratio = 450.0 / diameter_m,
          .relative_roughness_ratio = 0.05e-3 / diameter_m,
          .fittings_ratio = 2.0};
}

TEST(FrictionTest, FactorsAreThoseOfTheTable) {
  auto table =
      tests::ReadNumbers(tests::ReferenceDirectory() + "/heat/analytic/friction_factors.csv");
  if (table.empty()) GTEST_SKIP() << "no reference case friction_factors";
  for (std::size_t row = 0; row < table["Re"].size(); ++row) {
    const double reynolds = table["Re"][row];
    const double roughness = table["rel_roughness"][row];
    const auto factor = [&](FrictionLaw law, LowFlowLaw low_flow) {
      return CalcFriction(reynolds, roughness, {law, low_flow}).factor_ratio;
    };
    // The table has 15 digits of Colebrook and 12 of the others; Dunlop's published constants are
    // rounded to six digits.
    const double colebrook = table["lambda_colebrook"][row];
    const double swamee_jain = table["lambda_swamee_jain"][row];
    const double dunlop = table["lambda_epanet_style_dunlop"][row];
    EXPECT_NEAR(factor(FrictionLaw::kColebrook, LowFlowLaw::kTurbulentOnly), colebrook,
                1e-12 * colebrook);
    EXPECT_NEAR(factor(FrictionLaw::kSwameeJain, LowFlowLaw::kTurbulentOnly), swamee_jain,
                1e-11 * swamee_jain);
    EXPECT_NEAR(factor(FrictionLaw::kSwameeJain, LowFlowLaw::kTransition), dunlop, 2e-6 * dunlop)
        << reynolds;
  }
}

TEST(FrictionTest, TheDerivativeIsTheSlope) {
  for (const FrictionLaw law : kLaws) {
    for (const double reynolds : {150.0, 1999.0, 2100.0, 3000.0, 3990.0, 4100.0, 2e4, 3e6}) {
      const FrictionOptions options{.law = law};
      const double step = 1e-5 * reynolds;
      const double slope = (CalcFriction(reynolds + step, 1e-3, options).factor_ratio -
                            CalcFriction(reynolds - step, 1e-3, options).factor_ratio) /
                           (2.0 * step);
      const Friction friction = CalcFriction(reynolds, 1e-3, options);
      EXPECT_NEAR(friction.per_reynolds_ratio, slope, 2e-6 * friction.factor_ratio / reynolds)
          << reynolds;
    }
  }
}

TEST(FrictionTest, ValueAndSlopeDoNotJump) {
  for (const FrictionLaw law : kLaws) {
    for (const double border : {2000.0, 4000.0}) {
      const Friction below = CalcFriction(border * (1.0 - 1e-12), 5e-4, {.law = law});
      const Friction above = CalcFriction(border * (1.0 + 1e-12), 5e-4, {.law = law});
      EXPECT_NEAR(below.factor_ratio, above.factor_ratio, 1e-12);
      EXPECT_NEAR(below.per_reynolds_ratio, above.per_reynolds_ratio, 1e-15);
    }
  }
}

TEST(FrictionTest, PressureLossByHand) {
  // v = 0.57909 m/s, Re = 181927, λ = 0.0189275235: (λ·450/0.1071 + 2)·½·968·v² = 13233.5 Pa, of
  // which the reference network tree6 gives the pipe 0.606529 bar with 5 m of height.
  const PressureLoss loss =
      CalcPressureLoss(MakeShape(), 5.05, 968.0, 3.3e-4, {.law = FrictionLaw::kSwameeJain});
  EXPECT_NEAR(loss.loss_pa,
              (0.0189275235 * 450.0 / 0.1071 + 2.0) * 0.5 * 968.0 * 0.57909151 * 0.57909151, 1e-3);
}

TEST(FrictionTest, PressureLossIsOddAndItsSlopeExact) {
  const PipeShape shape = MakeShape();
  for (const FrictionLaw law : kLaws) {
    for (const double flow_kg_s : {1e-8, 1e-4, 0.06, 0.09, 0.2, 5.0, 80.0}) {
      const auto at = [&](double flow) {
        return CalcPressureLoss(shape, flow, 968.0, 3.3e-4, {.law = law});
      };
      const double step = 1e-5 * flow_kg_s;
      const double slope =
          (at(flow_kg_s + step).loss_pa - at(flow_kg_s - step).loss_pa) / (2.0 * step);
      EXPECT_NEAR(at(flow_kg_s).slope_pa_s_per_kg, slope, 1e-6 * slope) << flow_kg_s;
      EXPECT_EQ(at(-flow_kg_s).loss_pa, -at(flow_kg_s).loss_pa);
      EXPECT_EQ(at(-flow_kg_s).slope_pa_s_per_kg, at(flow_kg_s).slope_pa_s_per_kg);
    }
  }
  EXPECT_EQ(CalcPressureLoss(shape, 0.0, 968.0, 3.3e-4, {}).loss_pa, 0.0);
  EXPECT_GT(CalcPressureLoss(shape, 0.0, 968.0, 3.3e-4, {}).slope_pa_s_per_kg, 0.0);
}

}  // namespace
}  // namespace models
