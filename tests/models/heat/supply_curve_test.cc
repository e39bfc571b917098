#include "models/heat/supply_curve.h"

#include <gtest/gtest.h>

#include "models/base/errors.h"
#include "models/heat/heat_system.h"

namespace models {
namespace {

const SupplyCurveParams kCurve{{{-20.0, 110.0}, {-5.0, 95.0}, {10.0, 75.0}}};

// By hand: 110 − 15·(7.5/15) and 95 − 20·(3/15).
TEST(SupplyCurveTest, IsStraightBetweenPointsAndFlatBeyond) {
  EXPECT_TRUE(Validate(kCurve).ok());
  EXPECT_DOUBLE_EQ(CalcCurveSupplyDegC(kCurve, -12.5), 102.5);
  EXPECT_DOUBLE_EQ(CalcCurveSupplyDegC(kCurve, -2.0), 91.0);
  EXPECT_EQ(CalcCurveSupplyDegC(kCurve, -5.0), 95.0);
  EXPECT_EQ(CalcCurveSupplyDegC(kCurve, -40.0), 110.0);
  EXPECT_EQ(CalcCurveSupplyDegC(kCurve, 25.0), 75.0);
}

TEST(SupplyCurveTest, OnePointIsAConstant) {
  const SupplyCurveParams flat{{{0.0, 80.0}}};
  EXPECT_TRUE(Validate(flat).ok());
  for (double outdoor_degc : {-30.0, 0.0, 30.0})
    EXPECT_EQ(CalcCurveSupplyDegC(flat, outdoor_degc), 80.0);
}

// The curve of a heat system as one node is the special case of two points.
TEST(SupplyCurveTest, TwoPointsAreTheCurveOfAHeatSystem) {
  HeatSystemParams system;
  system.supply_cold_degc = 110.0;
  system.supply_warm_degc = 80.0;
  const SupplyCurveParams curve{{{-20.0, 110.0}, {10.0, 80.0}}};
  for (double outdoor_degc = -30.0; outdoor_degc <= 20.0; outdoor_degc += 2.5)
    EXPECT_NEAR(CalcCurveSupplyDegC(curve, outdoor_degc), CalcSupplyDegC(system, outdoor_degc),
                1e-12);
}

TEST(SupplyCurveTest, ValidationNamesEveryField) {
  EXPECT_EQ(errors::FieldViolationsOf(Validate(SupplyCurveParams{}))[0].field, "points");
  const auto violations = errors::FieldViolationsOf(
      Validate(SupplyCurveParams{{{-20.0, 110.0}, {-20.0, 95.0}, {5.0, 99.0}, {10.0, 160.0}}}));
  ASSERT_EQ(violations.size(), 4u);
  EXPECT_EQ(violations[0].field, "points[1].outdoor_degc");
  EXPECT_EQ(violations[1].field, "points[2].supply_degc");
  EXPECT_EQ(violations[2].field, "points[3].supply_degc");
  EXPECT_EQ(violations[3].field, "points[3].supply_degc");
}

}  // namespace
}  // namespace models
