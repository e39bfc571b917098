#include "twin/release_clock.h"

#include <gtest/gtest.h>

#include <atomic>

namespace {

using std::chrono::milliseconds;
using twin::ReleaseClock;

constexpr ReleaseClock::TimePoint kArrived{std::chrono::hours(1)};

TEST(ReleaseClockTest, WorkOfAnyLengthWithinAStepIsToldAtItsEnd) {
  for (const int taken_ms : {0, 1, 9}) {
    EXPECT_EQ(ReleaseClock::DueAt(kArrived, kArrived + milliseconds(taken_ms), milliseconds(10)),
              kArrived + milliseconds(10));
  }
  EXPECT_EQ(ReleaseClock::DueAt(kArrived, kArrived + milliseconds(10), milliseconds(10)),
            kArrived + milliseconds(20));
  EXPECT_EQ(ReleaseClock::DueAt(kArrived, kArrived + milliseconds(7), milliseconds(0)),
            kArrived + milliseconds(7));
}

TEST(ReleaseClockTest, WhatBeginsOnTheSecondIsToldAtTheSameMomentHoweverLongItTook) {
  const std::chrono::system_clock::time_point second{std::chrono::hours(490'000)};
  for (const int taken_ms : {0, 1, 60, 249}) {
    const auto now = kArrived + milliseconds(taken_ms);
    EXPECT_EQ(ReleaseClock::NextOnClock(now, second + milliseconds(taken_ms), milliseconds(250)),
              kArrived + milliseconds(250));
  }
  EXPECT_EQ(ReleaseClock::NextOnClock(kArrived, second, milliseconds(0)), kArrived);
}

TEST(ReleaseClockTest, ThingsAreDoneInTheOrderTheyAreDue) {
  std::atomic<int> done{0};
  std::atomic<int> first{0}, second{0};
  {
    ReleaseClock clock;
    const auto now = std::chrono::steady_clock::now();
    clock.At(now + milliseconds(30), [&] { second = ++done; });
    clock.At(now + milliseconds(10), [&] { first = ++done; });
    while (done < 2) std::this_thread::sleep_for(milliseconds(1));
    EXPECT_GE(std::chrono::steady_clock::now(), now + milliseconds(30));
  }
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 2);
}

TEST(ReleaseClockTest, StoppingReleasesWhatWaitsAndThingsThatComeLater) {
  int done = 0;
  ReleaseClock clock;
  clock.At(std::chrono::steady_clock::now() + std::chrono::hours(1), [&] { ++done; });
  clock.Stop();
  EXPECT_EQ(done, 1);
  clock.At(std::chrono::steady_clock::now() + std::chrono::hours(1), [&] { ++done; });
  EXPECT_EQ(done, 2);
}

}  // namespace
