// Dated rules that answers cite: hold-back, how long a connection takes, outages and their cost.
#include <gtest/gtest.h>

#include "models/electricity/hold_back.h"
#include "models/electricity/process_time.h"
#include "models/electricity/reliability.h"

namespace models {
namespace {

HoldBackRules MakeRules() {
  return {{.id = "old", .to_kv = 200.0, .below_mw = 0.5, .valid_from = "2024-01-01"},
          {.id = "regional", .to_kv = 200.0, .below_mw = 1.0, .valid_from = "2025-07-01"},
          {.id = "transmission",
           .from_kv = 200.0,
           .below_mw = 5.0,
           .below_gwh = 20.0,
           .valid_from = "2025-07-01",
           .valid_to = "2030-01-01"}};
}

TEST(HoldBackTest, TheLatestRuleOfTheVoltageHoldsOnItsDays) {
  const HoldBackRules rules = MakeRules();
  EXPECT_EQ(FindHoldBack(rules, 132.0, "2023-12-31"), nullptr);
  EXPECT_EQ(FindHoldBack(rules, 132.0, "2025-06-30")->id, "old");
  EXPECT_EQ(FindHoldBack(rules, 132.0, "2025-07-01")->id, "regional");
  EXPECT_EQ(FindHoldBack(rules, 300.0, "2029-12-31")->id, "transmission");
  EXPECT_EQ(FindHoldBack(rules, 300.0, "2030-01-01"), nullptr);
}

TEST(HoldBackTest, ItIsKeptForThoseBelowBothLimits) {
  const HoldBackRules rules = MakeRules();
  EXPECT_TRUE(IsHeldFor(rules[1], 0.9, 1e6));
  EXPECT_FALSE(IsHeldFor(rules[1], 1.0, 0.0));
  EXPECT_TRUE(IsHeldFor(rules[2], 4.9, 19.9));
  EXPECT_FALSE(IsHeldFor(rules[2], 4.9, 20.0));
  EXPECT_FALSE(IsHeldFor(rules[2], 5.0, 1.0));
}

TEST(ProcessTimeTest, ASizeFindsItsOwnRows) {
  const ProcessTimes times{
      {.id = "all", .from_mw = 1.0, .valid_from = "2025-01-01"},
      {.id = "small", .from_mw = 5.0, .to_mw = 20.0, .valid_from = "2025-01-01"},
      {.id = "large", .from_mw = 20.0, .valid_from = "2025-01-01"},
      {.id = "past", .valid_from = "2020-01-01", .valid_to = "2024-01-01"}};
  const auto ids = [&](double mw, const char* day) {
    std::string found;
    for (const ProcessTime* one : FindProcessTimes(times, mw, day)) found += one->id + " ";
    return found;
  };
  EXPECT_EQ(ids(0.5, "2026-01-01"), "");
  EXPECT_EQ(ids(19.9, "2026-01-01"), "all small ");
  EXPECT_EQ(ids(20.0, "2026-01-01"), "all large ");
  EXPECT_EQ(ids(20.0, "2022-01-01"), "past ");
}

TEST(ReliabilityTest, ALineIsOutByItsLengthATransformerByItself) {
  ReliabilityTables tables;
  tables.rates = {{.branch_kind = BranchKind::kLine,
                   .from_kv = 100.0,
                   .to_kv = 200.0,
                   .per_year = 0.2,
                   .repair_h = 12.0},
                  {.branch_kind = BranchKind::kTransformer,
                   .is_per_100_km = false,
                   .per_year = 0.02,
                   .repair_h = 200.0}};
  const BranchParams line{.kind = BranchKind::kLine, .length_km = 30.0};
  EXPECT_DOUBLE_EQ(CalcExpectedOutage(tables, line, 132.0).per_year, 0.06);
  EXPECT_DOUBLE_EQ(CalcExpectedOutage(tables, line, 132.0).repair_h, 12.0);
  EXPECT_EQ(CalcExpectedOutage(tables, line, 300.0).per_year, 0.0) << "no row fits";
  const BranchParams unit{.kind = BranchKind::kTransformer};
  EXPECT_DOUBLE_EQ(CalcExpectedOutage(tables, unit, 132.0).per_year, 0.02);
}

// By hand: 20 + 97 · 2 = 214; beyond four hours 280 + 33 · 10 = 610; and so on beyond the last.
TEST(ReliabilityTest, CostFollowsThePieceOfTheDuration) {
  const InterruptionCost cost{.group = "services",
                              .pieces = {{4.0, 20.0, 97.0}, {24.0, 280.0, 33.0}}};
  EXPECT_DOUBLE_EQ(CalcInterruptionNokPerKw(cost, 2.0), 214.0);
  EXPECT_DOUBLE_EQ(CalcInterruptionNokPerKw(cost, 4.0), 408.0);
  EXPECT_DOUBLE_EQ(CalcInterruptionNokPerKw(cost, 10.0), 610.0);
  EXPECT_DOUBLE_EQ(CalcInterruptionNokPerKw(cost, 100.0), 280.0 + 3300.0);
  EXPECT_EQ(CalcInterruptionNokPerKw({}, 3.0), 0.0);
}

TEST(ReliabilityTest, AProfileCountsToItsGroupElseToThatOfTheOthers) {
  ReliabilityTables tables;
  tables.costs = {{.group = "services", .profiles = {"*", "office"}},
                  {.group = "dwellings", .profiles = {"dwelling"}}};
  EXPECT_EQ(FindInterruptionCost(tables, "dwelling")->group, "dwellings");
  EXPECT_EQ(FindInterruptionCost(tables, "office")->group, "services");
  EXPECT_EQ(FindInterruptionCost(tables, "flat")->group, "services");
  EXPECT_EQ(FindInterruptionCost({}, "flat"), nullptr);
}

}  // namespace
}  // namespace models
