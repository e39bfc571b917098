#include "twin/alarms/alarm_board.h"

#include <gmock/gmock.h>

#include <vector>

namespace twin::alarms {
namespace {

using testing::IsEmpty;

constexpr models::Quarter kFirst{1000};

AlarmSignal Beyond(const std::string& id, double value) {
  return {{AlarmKind::kOverload, id}, true, value, 1.0};
}
AlarmSignal Near(const std::string& id) { return {{AlarmKind::kOverload, id}, false, 0.99, 1.0}; }

class AlarmBoardTest : public testing::Test {
 protected:
  std::vector<Alarm> Update(std::int64_t quarters, const std::vector<AlarmSignal>& signals) {
    return board_.Update(kFirst + quarters, AlarmSource::kFrame, signals);
  }
  AlarmBoard board_{3};
};

TEST_F(AlarmBoardTest, AnAlarmStaysUntilItsValueIsWellInside) {
  EXPECT_THAT(Update(0, {Near("a")}), IsEmpty()) << "near the limit raises nothing";
  const auto raised = Update(1, {Beyond("a", 1.1)});
  ASSERT_EQ(raised.size(), 1u);
  EXPECT_EQ(raised[0].number, 1);
  EXPECT_EQ(raised[0].raised, kFirst + 1);
  EXPECT_TRUE(raised[0].is_active());
  EXPECT_THAT(Update(2, {Near("a")}), IsEmpty()) << "hysteresis: no flutter";
  EXPECT_THAT(Update(3, {Beyond("a", 1.3)}), IsEmpty());
  EXPECT_THAT(Update(4, {Beyond("a", 1.2)}), IsEmpty());
  const auto cleared = Update(5, {});
  ASSERT_EQ(cleared.size(), 1u);
  EXPECT_EQ(cleared[0].number, 1);
  EXPECT_EQ(cleared[0].cleared, kFirst + 5);
  EXPECT_EQ(cleared[0].worst_in_unit, 1.3);
  EXPECT_EQ(Update(6, {Beyond("a", 1.05)})[0].number, 2) << "the next time it is another alarm";
}

TEST_F(AlarmBoardTest, WorstIsFarthestOnEitherSideOfALimit) {
  const auto low = [](double vm_pu) {
    return AlarmSignal{{AlarmKind::kUndervoltage, "b"}, true, vm_pu, 0.9};
  };
  Update(0, {low(0.89)});
  Update(1, {low(0.85)});
  Update(2, {low(0.88)});
  EXPECT_EQ(board_.List()[0].worst_in_unit, 0.85);
}

TEST_F(AlarmBoardTest, TheSameQuarterTwiceChangesNothing) {
  Update(0, {Beyond("a", 1.1), Beyond("b", 1.2)});
  const auto before = board_.List();
  EXPECT_THAT(Update(0, {Beyond("a", 1.1), Beyond("b", 1.2)}), IsEmpty());
  EXPECT_EQ(board_.List(), before);
}

TEST_F(AlarmBoardTest, TheFirstAcknowledgementStays) {
  Update(0, {Beyond("a", 1.1)});
  const auto first = board_.Acknowledged(1, {.at_s = 5, .token_id = "x", .note = "seen"});
  ASSERT_TRUE(first.ok());
  board_.Restore(*first);
  const auto second = board_.Acknowledged(1, {.at_s = 9, .token_id = "y", .note = ""});
  EXPECT_EQ(second->acknowledged->token_id, "x");
  EXPECT_EQ(board_.Acknowledged(2, {}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Update(1, {})[0].acknowledged->note, "seen") << "it outlives the alarm";
}

TEST_F(AlarmBoardTest, WhatIsRestoredGoesOn) {
  Update(0, {Beyond("a", 1.1), Beyond("b", 1.2)});
  AlarmBoard other(3);
  for (const Alarm& alarm : board_.List()) other.Restore(alarm);
  EXPECT_EQ(other.List(), board_.List());
  const std::vector<AlarmSignal> signals{Beyond("b", 1.2), Beyond("c", 1.4)};
  EXPECT_EQ(other.Update(kFirst + 1, AlarmSource::kFrame, signals),
            board_.Update(kFirst + 1, AlarmSource::kFrame, signals));
}

TEST_F(AlarmBoardTest, EachFinderClearsItsOwn) {
  Update(0, {Beyond("a", 1.1)});
  const std::vector<AlarmSignal> insecure{{{AlarmKind::kInsecure, "a"}, true, 1.4, 1.0}};
  EXPECT_EQ(board_.Update(kFirst, AlarmSource::kSecurity, insecure).size(), 1u);
  EXPECT_THAT(Update(1, {Beyond("a", 1.1)}), IsEmpty()) << "the outage's alarm stays";
  const auto cleared = board_.Update(kFirst + 1, AlarmSource::kSecurity, {});
  ASSERT_EQ(cleared.size(), 1u);
  EXPECT_EQ(cleared[0].key.kind, AlarmKind::kInsecure);
  EXPECT_EQ(Update(2, {}).size(), 1u);
}

TEST_F(AlarmBoardTest, KeepsTheNewestOfThePastAndAllThatAreActive) {
  Update(0, {Beyond("stays", 1.5)});
  for (int i = 1; i <= 12; ++i) {
    std::vector<AlarmSignal> signals{Beyond("stays", 1.5)};
    if (i % 2 == 1) signals.insert(signals.begin(), Beyond("comes and goes", 1.1));
    Update(i, signals);
  }
  const auto all = board_.List();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].key.element_id, "stays");
  EXPECT_EQ(all[1].number, 5);
  EXPECT_EQ(all[3].number, 7);
}

}  // namespace
}  // namespace twin::alarms
