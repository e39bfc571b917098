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
