#include "twin/clock.h"

#include <gtest/gtest.h>

#include <atomic>

#include "twin/worker_pool.h"

namespace twin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(PacerTest, ScaledTimeIsDueEveryQuarterOverSpeed) {
  Pacer pacer;
  const SteadyTime start{};
  pacer.Set({ClockMode::kScaled, 900.0}, start);
  EXPECT_EQ(pacer.due(), start + seconds(1));
  pacer.MarkStep(start + seconds(1));
  EXPECT_EQ(pacer.due(), start + seconds(2));
}

TEST(PacerTest, AMachineThatFallsBehindDoesNotRace) {
  Pacer pacer;
  const SteadyTime start{};
  pacer.Set({ClockMode::kScaled, 900.0}, start);
  pacer.MarkStep(start + seconds(50));
  EXPECT_EQ(pacer.due(), start + seconds(50));  // one more at once, not forty-nine
}

TEST(PacerTest, TellsTheMinutesOfTheQuarterThatRuns) {
  Pacer pacer;
  const SteadyTime start{};
  pacer.Set({ClockMode::kRealTime, 1.0}, start);
  EXPECT_EQ(pacer.MinuteAt(start + seconds(59)), 0);
  EXPECT_EQ(pacer.MinuteAt(start + seconds(60)), 1);
  EXPECT_EQ(pacer.MinuteAt(pacer.NextDue(start + seconds(61))), 2);
  EXPECT_EQ(pacer.NextDue(start + seconds(870)), pacer.due());
  EXPECT_EQ(pacer.MinuteAt(start + seconds(899)), 14);
  // Paused, it stands; at another pace it goes on from there.
  pacer.Set({ClockMode::kPaused, 0.0}, start + seconds(450));
  EXPECT_EQ(pacer.MinuteAt(start + seconds(9000)), 7);
  pacer.Set({ClockMode::kScaled, 90.0}, start + seconds(9000));
  EXPECT_EQ(pacer.MinuteAt(start + seconds(9000)), 7);
  EXPECT_EQ(pacer.due(), start + seconds(9005));
  pacer.MarkStep(start + seconds(9005));
  EXPECT_EQ(pacer.MinuteAt(start + seconds(9005)), 0);
}

TEST(PacerTest, MinutesTooShortToBeLookedAtAreNotTold) {
  Pacer pacer;
  const SteadyTime start{};
  pacer.Set({ClockMode::kScaled, 9000.0}, start);  // a quarter in 0.1 s
  EXPECT_EQ(pacer.MinuteAt(start + milliseconds(90)), 0);
  EXPECT_EQ(pacer.NextDue(start), pacer.due());
  pacer.Set({ClockMode::kPaused, 0.0}, start + milliseconds(90));
  EXPECT_EQ(pacer.MinuteAt(start + milliseconds(90)), 0);
}

TEST(PacerTest, RealTimeIsAQuarterOfAnHour) {
  Pacer pacer;
  pacer.Set({ClockMode::kRealTime, 1.0}, SteadyTime{});
  EXPECT_EQ(pacer.due(), SteadyTime{} + seconds(900));
}

TEST(WorkerPoolTest, RunsEveryJobBeforeItStops) {
  std::atomic<int> done{0};
  WorkerPool pool(2, 1000);
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(pool.TryPost([&done] { ++done; }));
  pool.Stop();
  EXPECT_EQ(done, 500);
  EXPECT_FALSE(pool.TryPost([] {}));
}

TEST(WorkerPoolTest, RefusesWhenItsQueueIsFull) {
  std::atomic<bool> may_go{false};
  WorkerPool pool(1, 2);
  ASSERT_TRUE(pool.TryPost([&may_go] {
    while (!may_go) std::this_thread::yield();
  }));
  int taken = 0;
  for (int i = 0; i < 10; ++i) taken += pool.TryPost([] {}) ? 1 : 0;
  EXPECT_LE(taken, 3);
  EXPECT_GE(taken, 1);
  may_go = true;
}

}  // namespace
}  // namespace twin
