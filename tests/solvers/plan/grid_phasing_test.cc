#include "solvers/plan/grid_phasing.h"

#include <gtest/gtest.h>

namespace solvers {
namespace {

PlanDemand Demand() {
  PlanDemand demand;
  for (int i = 0; i < 4; ++i) {
    PlanYearDemand year{.year = 2030 + i};
    for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
      const double middle_mw = (1.0 + i) / (1.0 + static_cast<double>(c));
      year.winter_peak_mw[c] = {0.8 * middle_mw, middle_mw, 1.5 * middle_mw};
      year.summer_peak_mw[c] = {0.1, 0.2, 0.3};
    }
    demand.years.push_back(year);
  }
  return demand;
}

TEST(GridPhasingTest, TheClassIsThatOfTheHighAndTheMiddleFigure) {
  EXPECT_EQ(CalcMarginClass({1.0, 2.0, 3.0}, 3.0), MarginClass::kEnough);
  EXPECT_EQ(CalcMarginClass({1.0, 2.0, 3.0}, 2.0), MarginClass::kTight);
  EXPECT_EQ(CalcMarginClass({1.0, 2.0, 3.0}, 1.999), MarginClass::kShort);
  EXPECT_EQ(CalcMarginClass({1.0, 2.0, 3.0}, std::nullopt), MarginClass::kNotKnown);
}

TEST(GridPhasingTest, YearsByHand) {
  const auto years = CalcGridPhasing(Demand(), 2.5);  // direct P50 1, 2, 3, 4; P90 1.5, 3, 4.5, 6
  ASSERT_EQ(years.size(), 4u);
  EXPECT_EQ(years[0].margin[0], MarginClass::kEnough);
  EXPECT_EQ(years[1].margin[0], MarginClass::kTight);
  EXPECT_EQ(years[2].margin[0], MarginClass::kShort);
  EXPECT_EQ(FindFirstYear(years, HeatChoice::kDirect, MarginClass::kTight), 2031);
  EXPECT_EQ(FindFirstYear(years, HeatChoice::kDirect, MarginClass::kShort), 2032);
  EXPECT_EQ(FindFirstYear(years, HeatChoice::kSurplusLift, MarginClass::kTight), 0);
}

TEST(GridPhasingTest, MoreRoomIsNeverWorse) {
  std::vector<GridYear> before = CalcGridPhasing(Demand(), 0.0);
  for (const double room_mw : {0.5, 1.0, 2.0, 5.0, 10.0}) {
    const std::vector<GridYear> now = CalcGridPhasing(Demand(), room_mw);
    for (std::size_t y = 0; y < now.size(); ++y) {
      for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
        EXPECT_LE(now[y].margin[c], before[y].margin[c]);
      }
    }
    before = now;
  }
}

TEST(GridPhasingTest, WithoutARoomNoYearIsCalledGoodOrBad) {
  const auto years = CalcGridPhasing(Demand(), std::nullopt);
  EXPECT_EQ(FindFirstYear(years, HeatChoice::kDirect, MarginClass::kTight), 0);
  for (const GridYear& year : years) EXPECT_EQ(year.margin[0], MarginClass::kNotKnown);
}

}  // namespace
}  // namespace solvers
