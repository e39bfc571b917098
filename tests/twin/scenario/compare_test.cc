#include "twin/scenario/compare.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/twin/scenario/living_twin.h"

namespace twin::scenario {
namespace {

using tests::kTwinBegins;
using tests::RegionStepper;

class CompareTest : public tests::LivingTwinTest {};

TEST_F(CompareTest, TheSameRunHasNoDifferenceAlsoWhenItWasRounded) {
  Comparer comparer(RegionStepper()->region(), RegionStepper()->layout());
  for (int i = 0; i < 3; ++i) {
    const FramePtr frame = Step();
    Frame rounded = *frame;
    std::size_t at = 0;
    for (const store::SeriesGroup& group : RegionStepper()->layout().schema().groups) {
      for (std::size_t k = 0; k < group.element_ids.size(); ++k, ++at) {
        rounded.values[at] = store::RoundToQuantum(rounded.values[at], group.quantum);
      }
    }
    comparer.Add(*frame, rounded);
  }
  const Comparison same = comparer.Finish();
  EXPECT_EQ(same.quarters, 3);
  EXPECT_FALSE(same.first_divergence.has_value());
  EXPECT_THAT(same.elements, testing::IsEmpty());
}

TEST_F(CompareTest, OneChangedValueIsFoundWithItsQuarterElementAndCounty) {
  const FrameLayout& layout = RegionStepper()->layout();
  const models::Region& region = RegionStepper()->region();
  Comparer comparer(region, layout);
  const FramePtr before = Step();
  comparer.Add(*before, *before);
  const FramePtr frame = Step();
  Frame other = *frame;
  const std::size_t row = 7;
  layout.Of(Series::kBusInjection, std::span(other.values))[row] += 40.0;
  comparer.Add(*frame, other);
  const Comparison found = comparer.Finish();
  ASSERT_TRUE(found.first_divergence.has_value());
  EXPECT_EQ(*found.first_divergence, kTwinBegins + 1);
  ASSERT_EQ(found.elements.size(), 1u);
  const models::BusParams& bus = region.grid.buses[models::BusIndex(row)];
  EXPECT_EQ(found.elements[0].element_id, bus.id);
  EXPECT_EQ(found.first_element.element_id, bus.id);
  EXPECT_NEAR(found.elements[0].difference(), 40.0, 1e-9);
  double county_mwh = 0.0;
  for (const AreaDifference& county : found.counties) {
    const double difference_mwh = county.second_mwh - county.first_mwh;
    if (county.area == region.grid.stations[bus.station].county)
      county_mwh = difference_mwh;
    else
      EXPECT_NEAR(difference_mwh, 0.0, 1e-9) << county.area;
  }
  EXPECT_NEAR(county_mwh, 10.0, 1e-9);  // 40 MW for a quarter of an hour
}

TEST_F(CompareTest, AColdBranchDivergesWhenTheColdBeginsAndUsesMore) {
  StartTree();
  Step(1);
  const std::string warm = Branch("warm"), cold = Branch("cold");
  ASSERT_TRUE(
      tree_
          ->ApplyPatch(cold,
                       Patch(models::TemperatureShift{-10.0}, (kTwinBegins + 4).start_minute()),
                       true, "", "")
          .ok());
  RunTo(warm, kTwinBegins + 9);
  RunTo(cold, kTwinBegins + 9);
  Comparer comparer(RegionStepper()->region(), RegionStepper()->layout());
  for (int i = 1; i < 9; ++i) {
    comparer.Add(*FrameOf(warm, kTwinBegins + i), *FrameOf(cold, kTwinBegins + i));
  }
  const Comparison found = comparer.Finish();
  ASSERT_TRUE(found.first_divergence.has_value());
  EXPECT_EQ(*found.first_divergence, kTwinBegins + 4);
  EXPECT_GT(found.second.demand_mwh, found.first.demand_mwh);
  // Heat in MW and rooms do not depend on how the frames were come by.
  EXPECT_EQ(found.first.quarters, 8);
  EXPECT_NEAR(found.first.demand_mwh, tree_->Get(warm)->totals.demand_mwh, 1e-6);
}

}  // namespace
}  // namespace twin::scenario
