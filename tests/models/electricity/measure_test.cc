#include "models/electricity/measure.h"

#include <gtest/gtest.h>

namespace models {
namespace {

MeasurePrice Price(MeasureKind kind, MeasureUnit unit, double low_mnok, double high_mnok) {
  MeasurePrice price;
  price.kind = kind;
  price.unit = unit;
  price.cost = {low_mnok, high_mnok};
  price.lead = {1.0, 2.0};
  price.price_year = 2025;
  return price;
}

TEST(MeasureTest, PricesOfOneMeasureAddUp) {
  MeasureCatalogue catalogue;
  catalogue.prices = {Price(MeasureKind::kBattery, MeasureUnit::kPerMw, 1.0, 3.0),
                      Price(MeasureKind::kBattery, MeasureUnit::kPerMwh, 2.0, 5.0)};
  const MeasureCost cost = CalcMeasureCost(catalogue, MeasureKind::kBattery, 132.0,
                                           BranchKind::kLine, {.mw = 10.0, .mwh = 20.0});
  EXPECT_TRUE(cost.is_known);
  EXPECT_DOUBLE_EQ(cost.range.low_mnok, 50.0);
  EXPECT_DOUBLE_EQ(cost.range.high_mnok, 130.0);
  EXPECT_EQ(cost.price_year, 2025);
}

TEST(MeasureTest, APriceHoldsForItsVoltageAndKindOfBranch) {
  MeasureCatalogue catalogue;
  MeasurePrice cable = Price(MeasureKind::kParallelCircuit, MeasureUnit::kPerKm, 8.0, 20.0);
  cable.is_for_any_branch = false;
  cable.branch_kind = BranchKind::kCable;
  cable.from_kv = 100.0;
  cable.to_kv = 200.0;
  catalogue.prices = {cable};
  const auto is_known = [&](double kv, BranchKind kind) {
    return CalcMeasureCost(catalogue, MeasureKind::kParallelCircuit, kv, kind, {.km = 1.0})
        .is_known;
  };
  EXPECT_TRUE(is_known(132.0, BranchKind::kCable));
  EXPECT_FALSE(is_known(132.0, BranchKind::kLine));
  EXPECT_FALSE(is_known(66.0, BranchKind::kCable));
}

TEST(MeasureTest, WhatHasNoPriceIsNotFree) {
  EXPECT_FALSE(
      CalcMeasureCost({}, MeasureKind::kRetrofit, 66.0, BranchKind::kLine, {.mw = 1.0}).is_known);
  const MeasureCost known{
      .range = {1.0, 2.0}, .lead = {1.0, 3.0}, .price_year = 2025, .is_known = true};
  EXPECT_FALSE(Add(known, MeasureCost{}).is_known);
}

TEST(MeasureTest, SumsTakeTheLaterLeadTime) {
  const MeasureCost a{
      .range = {1.0, 2.0}, .lead = {1.0, 3.0}, .price_year = 2025, .is_known = true};
  const MeasureCost b{
      .range = {3.0, 4.0}, .lead = {2.0, 2.5}, .price_year = 2024, .is_known = true};
  const MeasureCost sum = Add(a, b);
  EXPECT_DOUBLE_EQ(sum.range.low_mnok, 4.0);
  EXPECT_DOUBLE_EQ(sum.range.high_mnok, 6.0);
  EXPECT_DOUBLE_EQ(sum.lead.low_years, 2.0);
  EXPECT_DOUBLE_EQ(sum.lead.high_years, 3.0);
  EXPECT_EQ(sum.price_year, 2025);
}

TEST(MeasureTest, EveryKindHasAName) {
  for (std::size_t i = 0; i < kMeasureKindCount; ++i) {
    const auto kind = static_cast<MeasureKind>(i);
    MeasureKind found = MeasureKind::kGridProject;
    EXPECT_TRUE(FindMeasure(MeasureId(kind), found));
    EXPECT_EQ(found, kind);
  }
  MeasureKind none = MeasureKind::kRetrofit;
  EXPECT_FALSE(FindMeasure("wish", none));
}

}  // namespace
}  // namespace models
