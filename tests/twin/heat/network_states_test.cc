#include "twin/heat/network_states.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <thread>

#include "tests/support/town_network.h"
#include "twin/limits.h"

namespace twin::heat {
namespace {

using testing::HasSubstr;

// Frames whose one value is the share of design heat; the supply follows it.
class NetworkStatesTest : public testing::Test {
 protected:
  FramePtr Add(std::int64_t quarter, double share) {
    auto frame = std::make_shared<Frame>();
    frame->quarter = models::Quarter(quarter);
    frame->values = {share};
    frames_[quarter] = frame;
    return frame;
  }
  NetworkStates Make() {
    return NetworkStates(
        tests::TownModel(),
        // A negative share stands for a supply that is colder than what comes back.
        [](const Frame& frame) {
          const double share = frame.values[0];
          return models::HeatNetworkMoment{.demand_share = std::abs(share),
                                           .supply_degc = share < 0.0 ? 45.0 : 70.0 + 20.0 * share};
        },
        [this](models::Quarter quarter) -> absl::StatusOr<FramePtr> {
          const auto found = frames_.find(quarter.index());
          if (found == frames_.end()) return absl::NotFoundError("no frame");
          return found->second;
        });
  }

  std::map<std::int64_t, FramePtr> frames_;
};

TEST_F(NetworkStatesTest, AStateBalancesAndHoldsTheWorstConsumer) {
  auto states = Make();
  const NetworkState state = states.At(*Add(100, 0.5));
  ASSERT_NE(state.solution, nullptr) << state.failure;
  EXPECT_FALSE(state.is_stale());
  double taken_w = 0.0, given_w = 0.0, lost_w = 0.0, worst_bar = 1e9;
  const auto& water = state.solution->water;
  const auto& network = tests::TownModel().network();
  for (const auto& consumer : network.consumers) {
    taken_w += 0.5 * consumer.heat_w;
    worst_bar = std::min(worst_bar, water.hydraulics.pressure_bar[consumer.supply.value()] -
                                        water.hydraulics.pressure_bar[consumer.back.value()]);
  }
  for (const double heat_w : water.producer_heat_w) given_w += heat_w;
  for (const double loss_w : water.pipe_loss_w) lost_w += loss_w;
  EXPECT_NEAR(taken_w, 6e6, 1.0) << "half of the design heat";
  EXPECT_NEAR(given_w, taken_w + lost_w, 1e-9 * given_w);
  EXPECT_NEAR(worst_bar, 0.8, 1e-9);
  EXPECT_GT(state.solution->lift_spare_bar, 0.0);
}

TEST_F(NetworkStatesTest, AStoredQuarterAnswersAsWhenItWasNewWhateverWasAskedBetween) {
  auto states = Make();
  const FramePtr first = Add(100, 0.7);
  const auto fresh = states.At(*first).solution;
  for (std::int64_t i = 1; i <= static_cast<std::int64_t>(limits::kHeatStatesKept) + 1; ++i)
    states.At(*Add(100 + i, 0.1 * static_cast<double>(i % 9) + 0.1));
  const auto again = states.At(*first).solution;
  EXPECT_NE(fresh, again) << "it had left the store of whole states, or nothing is tested";
  EXPECT_EQ(fresh->water.node_degc, again->water.node_degc);
  EXPECT_EQ(fresh->water.hydraulics.pressure_bar, again->water.hydraulics.pressure_bar);
  EXPECT_EQ(states.At(*first).solution, again) << "and is kept now";
}

TEST_F(NetworkStatesTest, AQuarterWithoutSolutionShowsTheLastGoodOneAndWhy) {
  auto states = Make();
  const auto good = states.At(*Add(100, 0.5)).solution;
  Add(101, -0.5);
  const NetworkState state = states.At(*Add(102, -0.6));
  EXPECT_TRUE(state.is_stale());
  EXPECT_THAT(state.failure, HasSubstr("50 °C, and no producer feeds in any above 45 °C"));
  EXPECT_EQ(state.solution, good);
  EXPECT_EQ(state.quarter, models::Quarter(102));
  EXPECT_EQ(state.solved, models::Quarter(100));
}

TEST_F(NetworkStatesTest, NothingOlderThanTheLimitIsShownAndNothingBeyondTheFirstFrame) {
  Add(100, 0.5);
  FramePtr last;
  for (int i = 1; i <= limits::kMaxHeatStaleQuarters + 1; ++i) last = Add(100 + i, -0.5);
  auto states = Make();
  EXPECT_NE(states.At(*frames_[100 + limits::kMaxHeatStaleQuarters]).solution, nullptr);
  EXPECT_EQ(states.At(*last).solution, nullptr);
  EXPECT_TRUE(states.At(*last).is_stale());
  frames_.erase(100);
  auto others = Make();
  EXPECT_EQ(others.At(*frames_[101]).solution, nullptr);
}

TEST_F(NetworkStatesTest, ManyMayAskAtOnceAndAllGetTheSame) {
  for (int i = 0; i < 6; ++i) Add(100 + i, 0.1 + 0.14 * i);
  auto alone = Make();
  auto shared = Make();
  std::vector<std::thread> threads;
  std::vector<std::vector<NetworkState>> found(4);
  for (auto& states : found)
    threads.emplace_back([&] {
      for (int i = 0; i < 6; ++i) states.push_back(shared.At(*frames_[100 + i]));
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& states : found)
    for (std::size_t i = 0; i < states.size(); ++i) {
      const auto& expected = *alone.At(*frames_[100 + static_cast<int>(i)]).solution;
      EXPECT_EQ(states[i].solution->water.node_degc, expected.water.node_degc);
      EXPECT_EQ(states[i].solution->water.hydraulics.pressure_bar,
                expected.water.hydraulics.pressure_bar);
    }
}

}  // namespace
}  // namespace twin::heat
