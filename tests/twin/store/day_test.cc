#include "twin/store/day.h"

#include <gtest/gtest.h>

#include "tests/support/small_store.h"

namespace twin::store {
namespace {

using tests::kMonday;
using tests::SmallCommand;
using tests::SmallStep;

TEST(DayTest, OnlyTheNewestStepKeepsItsState) {
  Day day;
  AddStep(SmallStep(kMonday, 1), day);
  AddStep(SmallStep(kMonday + 1, 2), day);
  ASSERT_EQ(day.steps.size(), 2u);
  EXPECT_TRUE(day.steps[0].state.empty());
  EXPECT_EQ(day.steps[0].frame, SmallStep(kMonday).frame);
  EXPECT_EQ(day.steps[1], SmallStep(kMonday + 1, 2));
}

TEST(DayTest, TheLastStepIsOfTheDayElseTheOneBeforeElseNone) {
  Day day;
  EXPECT_EQ(LastStep(day), nullptr);
  day.before = SmallStep(kMonday - 1, 4);
  ASSERT_NE(LastStep(day), nullptr);
  EXPECT_EQ(LastStep(day)->sequence, 4u);
  AddStep(SmallStep(kMonday, 5), day);
  EXPECT_EQ(LastStep(day)->sequence, 5u);
}

TEST(DayTest, ACommandIsInForceUntilAStepEndsIt) {
  Day day;
  day.carried = {SmallCommand("old", kMonday - 3, 1), SmallCommand("older", kMonday - 3, 2)};
  day.commands = {SmallCommand("new", kMonday, 4), SmallCommand("newer", kMonday, 5)};
  StepRecord step = SmallStep(kMonday, 6);
  step.ended_commands = {2, 4};
  AddStep(step, day);
  const std::vector<CommandRecord> in_force = CommandsInForce(day);
  ASSERT_EQ(in_force.size(), 2u);
  EXPECT_EQ(in_force[0].id, "old");
  EXPECT_EQ(in_force[1].id, "newer");
  EXPECT_EQ(EndedBy(day, 2), 6u);
  EXPECT_EQ(EndedBy(day, 4), 6u);
  EXPECT_EQ(EndedBy(day, 1), 0u);
}

}  // namespace
}  // namespace twin::store
