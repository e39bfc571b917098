#include "twin/heat/network_minutes.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <thread>

#include "tests/support/town_network.h"
#include "twin/limits.h"

namespace twin::heat {
namespace {

constexpr std::int64_t kDay = 96 * 20000;  // a quarter in which a day begins

bool Never() { return false; }

NetworkDrive Drive(double share) {
  return {.moment = {.demand_share = share, .supply_degc = 70.0 + 20.0 * share}};
}

// Drives of a twin whose history begins at `first`.
class NetworkMinutesTest : public testing::Test {
 protected:
  void Fill(std::int64_t first, std::int64_t newest) {
    for (std::int64_t quarter = first; quarter <= newest; ++quarter)
      drives_[quarter] = Drive(0.5 + 0.3 * std::sin(0.13 * static_cast<double>(quarter % 96)));
  }
  NetworkMinutes Make() {
    return NetworkMinutes(tests::TownModel(), [this](models::Quarter from, models::Quarter to) {
      return Find(from, to);
    });
  }
  absl::StatusOr<DriveSpan> Find(models::Quarter from, models::Quarter to) const {
    if (gone_before_ && from < *gone_before_)
      return absl::FailedPreconditionError("the day does not keep its quarters any more");
    DriveSpan span{to, {}};
    for (auto at = drives_.find(to.index() - 1); at != drives_.end() && at->first >= from.index();
         --at) {
      span.drives.insert(span.drives.begin(), at->second);
      span.from = models::Quarter(at->first);
      if (at == drives_.begin()) break;
    }
    if (span.drives.empty()) return absl::NotFoundError("no frame");
    return span;
  }
  static QuarterMinutesPtr Must(NetworkMinutes& minutes, std::int64_t quarter) {
    auto found = minutes.Of(models::Quarter(quarter), Never);
    EXPECT_TRUE(found.ok()) << found.status();
    return *std::move(found);
  }
  static void ExpectSame(const QuarterMinutesPtr& a, const QuarterMinutesPtr& b) {
    for (std::size_t i = 0; i < a->size(); ++i) {
      ASSERT_NE((*a)[i].solution, nullptr);
      EXPECT_EQ((*a)[i].minute, (*b)[i].minute);
      EXPECT_EQ((*a)[i].solution->water.node_degc, (*b)[i].solution->water.node_degc) << i;
      EXPECT_EQ((*a)[i].solution->water.hydraulics.pressure_bar,
                (*b)[i].solution->water.hydraulics.pressure_bar)
          << i;
      EXPECT_EQ((*a)[i].stored_j, (*b)[i].stored_j) << i;
      EXPECT_EQ((*a)[i].energy.made_w, (*b)[i].energy.made_w) << i;
    }
  }

  std::map<std::int64_t, NetworkDrive> drives_;
  std::optional<models::Quarter> gone_before_;
};

TEST_F(NetworkMinutesTest, AMinuteIsThatOfARunFromRestThreeDaysBeforeItsDay) {
  Fill(kDay - 500, kDay + 5);
  const auto motion = *NetworkMotion::Make(tests::TownModel());
  auto workspace = motion->MakeWorkspace();
  NetworkMotionState state = motion->Begin(drives_[kDay - 288]);
  auto expected = std::make_shared<QuarterMinutes>();
  for (std::int64_t quarter = kDay - 288; quarter < kDay - 24; ++quarter)
    motion->AdvanceQuarter(drives_[quarter], models::Quarter(quarter), workspace, state);
  for (std::int64_t quarter = kDay - 24; quarter <= kDay + 5; ++quarter)
    for (std::size_t i = 0; i < 15; ++i) {
      const auto minute = 15 * quarter + static_cast<models::Minute>(i);
      motion->Advance(drives_[quarter], minute, workspace, state);
      if (quarter == kDay + 5) (*expected)[i] = motion->Tell(drives_[quarter], minute, state);
    }
  auto minutes = Make();
  ExpectSame(Must(minutes, kDay + 5), expected);
}

TEST_F(NetworkMinutesTest, ItIsTheSameWhoeverAskedWhatBeforeAndAfterARestart) {
  Fill(kDay - 500, kDay + 30);
  auto walked = Make();
  std::map<std::int64_t, QuarterMinutesPtr> live;
  for (std::int64_t quarter = kDay - 3; quarter <= kDay + 30; ++quarter)
    live[quarter] = Must(walked, quarter);
  for (const std::int64_t quarter : {kDay + 30, kDay - 1, kDay, kDay + 17}) {
    auto restarted = Make();
    ExpectSame(Must(restarted, quarter), live[quarter]);
  }
  // Nothing of the last is kept whole any more: it is run again, from a state on the way.
  ASSERT_EQ(walked.FindKept(models::Quarter(kDay + 9)), nullptr);
  ExpectSame(Must(walked, kDay + 9), live[kDay + 9]);
  ExpectSame(Must(walked, kDay - 2), live[kDay - 2]);
  ExpectSame(Must(walked, kDay + 10), live[kDay + 10]);
}

TEST_F(NetworkMinutesTest, TheRunsOfTwoDaysMeetAtMidnight) {
  Fill(kDay - 96 * 5, kDay + 1);
  for (std::int64_t quarter = kDay - 12; quarter <= kDay + 1; ++quarter)
    drives_[quarter] = Drive(0.6);
  auto minutes = Make();
  const auto before = Must(minutes, kDay - 1), after = Must(minutes, kDay);
  double worst_k = 0.0;
  const auto& last = before->back().solution->water.node_degc;
  const auto& first = after->front().solution->water.node_degc;
  for (std::size_t node = 0; node < last.size(); ++node)
    worst_k = std::max(worst_k, std::abs(last[node] - first[node]));
  EXPECT_LT(worst_k, 0.05);
  EXPECT_NEAR(before->back().stored_j, after->front().stored_j, 1e-3 * before->back().stored_j);
}

TEST_F(NetworkMinutesTest, TheFirstQuarterOfAHistoryBeginsAtRest) {
  Fill(kDay + 40, kDay + 41);
  auto minutes = Make();
  const auto first = Must(minutes, kDay + 40);
  const auto steady =
      SolveNetwork(tests::TownModel(), tests::TownModel().At(drives_[kDay + 40].moment),
                   drives_[kDay + 40].moment);
  EXPECT_NEAR(first->front().solution->water.node_degc[17], steady->water.node_degc[17], 0.02);
  EXPECT_TRUE(absl::IsNotFound(minutes.Of(models::Quarter(kDay + 42), Never).status()));
  EXPECT_TRUE(absl::IsNotFound(minutes.Of(models::Quarter(kDay + 39), Never).status()));
}

TEST_F(NetworkMinutesTest, HistoryIsTheMinutesInARowWithGaps) {
  Fill(kDay + 40, kDay + 43);
  auto minutes = Make();
  const auto first = Must(minutes, kDay + 40), second = Must(minutes, kDay + 41);
  const models::Minute begin = 15 * (kDay + 40);
  const auto rows = minutes.HistoryOf({.node = 17, .last = begin + 16, .rows = 20}, Never);
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 20u);
  EXPECT_TRUE(std::isnan((*rows)[2].supply_bar)) << "before the beginning";
  const auto& model = tests::TownModel();
  const std::size_t back = model.BackOf(17).value();
  for (int i = 0; i < 17; ++i) {
    const auto& water = (i < 15 ? (*first)[static_cast<std::size_t>(i)]
                                : (*second)[static_cast<std::size_t>(i - 15)])
                            .solution->water;
    const NodePoint& point = (*rows)[static_cast<std::size_t>(i + 3)];
    // Kept in single precision.
    EXPECT_NEAR(point.supply_bar, water.hydraulics.pressure_bar[17], 1e-5);
    EXPECT_NEAR(point.return_bar, water.hydraulics.pressure_bar[back], 1e-5);
    EXPECT_NEAR(point.supply_degc, water.node_degc[17], 1e-5);
    EXPECT_NEAR(point.return_degc, water.node_degc[back], 1e-5);
  }
  const auto quarters =
      minutes.HistoryOf({.node = 17, .last = begin + 59, .rows = 5, .step_minutes = 15}, Never);
  ASSERT_TRUE(quarters.ok());
  EXPECT_TRUE(std::isnan((*quarters)[0].supply_degc));
  EXPECT_EQ((*quarters)[1].supply_degc, (*rows)[17].supply_degc) << "the last of its quarter";
}

TEST_F(NetworkMinutesTest, ManyMayAskAtOnceAndAllGetTheSame) {
  Fill(kDay - 10, kDay + 20);
  auto alone = Make();
  const NodeHistory asked{.node = 9, .last = 15 * (kDay + 20) + 14, .rows = 60};
  const auto expected = *alone.HistoryOf(asked, Never);
  auto shared = Make();
  std::vector<std::vector<NodePoint>> found(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < found.size(); ++i)
    threads.emplace_back([&, i] {
      shared.Of(models::Quarter(kDay + static_cast<std::int64_t>(3 * i)), Never).IgnoreError();
      found[i] = *shared.HistoryOf(asked, Never);
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& points : found)
    for (std::size_t i = 0; i < points.size(); ++i) {
      EXPECT_EQ(points[i].supply_bar, expected[i].supply_bar);
      EXPECT_EQ(points[i].return_degc, expected[i].return_degc);
    }
}

TEST_F(NetworkMinutesTest, WhatTheMemoryDoesNotKeepIsNotMadeUp) {
  Fill(kDay - 96, kDay + 300);
  gone_before_ = models::Quarter(kDay);
  auto minutes = Make();
  for (const std::int64_t quarter : {kDay + 3, kDay + 287})
    EXPECT_EQ(minutes.Of(models::Quarter(quarter), Never).status().code(),
              absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(minutes.Of(models::Quarter(kDay + 289), Never).ok()) << "three days are there";
  auto others = Make();
  EXPECT_TRUE(
      absl::IsCancelled(others.Of(models::Quarter(kDay + 299), [] { return true; }).status()));
}

}  // namespace
}  // namespace twin::heat
