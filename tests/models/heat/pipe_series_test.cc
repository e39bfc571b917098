#include "models/heat/pipe_series.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/number_table.h"
#include "tests/support/region_paths.h"

namespace models {
namespace {

TEST(PipeSeriesTest, SizesRiseAndCasingsHoldTheirPipes) {
  const PipeSize* before = nullptr;
  for (const PipeSize& size : PipeSizes()) {
    EXPECT_GT(size.casing_outer_diameter_m[0], size.steel_outer_diameter_m + 0.05);
    EXPECT_LT(size.casing_outer_diameter_m[0], size.casing_outer_diameter_m[1]);
    EXPECT_LT(size.casing_outer_diameter_m[1], size.casing_outer_diameter_m[2]);
    if (before != nullptr) {
      EXPECT_GT(size.inner_diameter_m(), before->inner_diameter_m() + 0.004);
    }
    before = &size;
  }
  EXPECT_EQ(PipeSizes().size(), 20u);
}

// DN 100: 114.3 × 3.6 mm, casing 200, 225 or 250 mm.
TEST(PipeSeriesTest, Dn100IsThatOfTheStandard) {
  const PipeSize& size = FindNearestPipeSize(0.1071);
  EXPECT_EQ(size.nominal_diameter, 100);
  EXPECT_NEAR(size.inner_diameter_m(), 0.1071, 1e-12);
  EXPECT_EQ(size.casing_outer_diameter_m[2], 0.250);
}

TEST(PipeSeriesTest, NearestIsByRatio) {
  // Between 20 and 25 mm bore: √(21.7 · 28.5) = 24.87 mm divides.
  EXPECT_EQ(FindNearestPipeSize(0.0248).nominal_diameter, 20);
  EXPECT_EQ(FindNearestPipeSize(0.0249).nominal_diameter, 25);
  EXPECT_EQ(FindNearestPipeSize(0.001).nominal_diameter, 20);
  EXPECT_EQ(FindNearestPipeSize(5.0).nominal_diameter, 800);
}

TEST(PipeSeriesTest, EverySizeBelongsToItself) {
  for (const PipeSize& size : PipeSizes()) {
    const PipeSizeCheck check = CheckPipeSize(size.inner_diameter_m(), size.steel_outer_diameter_m);
    EXPECT_TRUE(check.belongs);
    EXPECT_EQ(check.nominal_diameter, size.nominal_diameter);
  }
}

TEST(PipeSeriesTest, ForeignDiametersAreNamedWithTheirDeviation) {
  const PipeSizeCheck check = CheckPipeSize(0.110, 0.120);
  EXPECT_FALSE(check.belongs);
  EXPECT_EQ(check.nominal_diameter, 100);
  EXPECT_NEAR(check.inner_deviation_mm, 2.9, 1e-9);
  EXPECT_NEAR(check.outer_deviation_mm, 5.7, 1e-9);
  // The right bore with a wrong wall does not belong either.
  EXPECT_FALSE(CheckPipeSize(0.1071, 0.1171).belongs);
  // Ten times too large, as after an error of units.
  EXPECT_FALSE(CheckPipeSize(1.071, 1.143).belongs);
}

TEST(PipeSeriesTest, PipesOfTheReferenceNetworksBelong) {
  auto table =
      tests::ReadNumbers(tests::ReferenceDirectory() + "/heat/pandapipes_nets/grid1k/pipes.csv");
  if (table.empty()) GTEST_SKIP() << "no reference network grid1k (set OET_REFERENCE_DIR)";
  for (std::size_t row = 0; row < table["pipe"].size(); ++row) {
    const PipeSizeCheck check = CheckPipeSize(table["inner_diameter_mm"][row] / 1000.0,
                                              table["outer_diameter_mm"][row] / 1000.0);
    EXPECT_TRUE(check.belongs) << table["inner_diameter_mm"][row] << " mm: DN "
                               << check.nominal_diameter << ", " << check.inner_deviation_mm
                               << " and " << check.outer_deviation_mm << " mm off";
  }
}

TEST(PipeSeriesTest, FindsSizesByTheirNumber) {
  for (const PipeSize& size : PipeSizes()) EXPECT_EQ(FindPipeSize(size.nominal_diameter), &size);
  EXPECT_EQ(FindPipeSize(100.5), nullptr);
  EXPECT_EQ(FindPipeSize(110.0), nullptr);
  EXPECT_EQ(FindPipeSize(0.0), nullptr);
}

TEST(PipeSeriesTest, CasingWallsAndPressureClasses) {
  EXPECT_EQ(CalcCasingWallM(0.090), 0.0030);
  EXPECT_EQ(CalcCasingWallM(0.200), 0.0032);
  EXPECT_EQ(CalcCasingWallM(0.210), 0.0034);
  EXPECT_EQ(CalcCasingWallM(2.0), 0.0110);
  EXPECT_EQ(CalcPressureLimitBar(PressureClass::kPn16), 16.0);
  EXPECT_EQ(CalcPressureLimitBar(PressureClass::kPn25), 25.0);
  EXPECT_NEAR(CalcTestPressureBar(PressureClass::kPn16), 22.88, 1e-12);
  for (const PressureClass each :
       {PressureClass::kPn6, PressureClass::kPn10, PressureClass::kPn16, PressureClass::kPn25})
    EXPECT_EQ(FindPressureClass(CalcPressureLimitBar(each)), each);
  EXPECT_EQ(CalcPressureLimitBar(PressureClass::kPn6), 6.0);
  EXPECT_EQ(FindPressureClass(40.0), std::nullopt);
}

}  // namespace
}  // namespace models
