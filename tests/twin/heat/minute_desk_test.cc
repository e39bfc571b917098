#include "twin/heat/minute_desk.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

#include "tests/support/region_stepper.h"

namespace twin::heat {
namespace {

constexpr std::chrono::seconds kPatience{60};

class MinuteDeskTest : public testing::Test {
 protected:
  MinuteDeskTest()
      : stepper_(tests::RegionStepper()),
        networks_(stepper_->region(), stepper_->layout(),
                  {[this](models::Quarter quarter) { return Find(quarter); },
                   [](models::Quarter, models::Quarter) { return absl::NotFoundError("none"); }}),
        town_(*networks_.Find("Sarpsborg")) {}

  absl::StatusOr<FramePtr> Find(models::Quarter quarter) const {
    if (is_lost_) return absl::DataLossError("the segment is damaged");
    FramePtr frame = ring_.FindQuarter(quarter);
    if (frame == nullptr) return absl::NotFoundError("none");
    return frame;
  }
  void Publish(double share) {
    auto frame = std::make_shared<Frame>();
    frame->quarter = models::Quarter(quarter_);
    frame->sequence = FrameSequenceOf(frame->quarter);
    ++quarter_;
    frame->values.assign(stepper_->layout().size(), 0.0);
    for (double& mw : stepper_->layout().Of(Series::kHeatDelivered, std::span(frame->values)))
      mw = 10.0 * share;
    for (double& degc : stepper_->layout().Of(Series::kHeatSupply, std::span(frame->values)))
      degc = 85.0;
    ring_.Publish(frame);
  }
  std::unique_ptr<MinuteDesk> Start() {
    return std::make_unique<MinuteDesk>(ring_, networks_, [this](models::HeatNetworkIndex) {
      const std::lock_guard lock(mutex_);
      ++news_;
      changed_.notify_all();
    });
  }
  // Until the desk has come to the newest quarter.
  bool WaitForNewest(const MinuteDesk& desk) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] {
      const NewestMinutes newest = desk.Newest(town_);
      return !newest.quarters.empty() &&
             newest.quarters.back()->front().minute == 15 * (quarter_ - 1);
    });
  }

  std::shared_ptr<const Stepper> stepper_;
  FrameRing ring_{200};
  HeatNetworks networks_;
  models::HeatNetworkIndex town_;
  std::int64_t quarter_ = 96 * 20000 + 90;
  std::mutex mutex_;
  std::condition_variable changed_;
  int news_ = 0;
  std::atomic<bool> is_lost_{false};
};

TEST_F(MinuteDeskTest, AWatchedNetworkFollowsTheNewestFrame) {
  Publish(0.5);
  auto desk = Start();
  EXPECT_TRUE(desk->Newest(town_).quarters.empty()) << "nobody watches";
  desk->Follow(town_);
  ASSERT_TRUE(WaitForNewest(*desk));
  Publish(0.6);
  Publish(0.7);
  ASSERT_TRUE(WaitForNewest(*desk));
  const NewestMinutes newest = desk->Newest(town_);
  EXPECT_EQ(newest.failure, "");
  models::Minute last = newest.quarters.front()->front().minute - 1;
  for (const auto& quarter : newest.quarters)
    for (const NetworkMinute& minute : *quarter) EXPECT_EQ(minute.minute, ++last) << "no gap";
  // What it tells is what anybody is told who asks.
  const auto town = networks_.Open(town_);
  const auto asked = town->minutes.Of(models::Quarter(quarter_ - 1), [] { return false; });
  EXPECT_EQ(asked->get(), newest.quarters.back().get());
  desk->Leave(town_);
  EXPECT_TRUE(desk->Newest(town_).quarters.empty());
}

TEST_F(MinuteDeskTest, QuartersThatComeTooFastPassByAndTheNewestIsWhatItWouldHaveBeen) {
  for (int i = 0; i < 10; ++i) Publish(0.3 + 0.05 * i);
  auto desk = Start();
  desk->Follow(town_);
  for (int i = 0; i < 40; ++i) Publish(0.5 + 0.005 * i);
  ASSERT_TRUE(WaitForNewest(*desk));
  const auto newest = desk->Newest(town_).quarters.back();
  HeatNetworks others(
      stepper_->region(), stepper_->layout(),
      {[this](models::Quarter quarter) { return Find(quarter); },
       [](models::Quarter, models::Quarter) { return absl::NotFoundError("none"); }});
  const auto again =
      others.Open(town_)->minutes.Of(models::Quarter(quarter_ - 1), [] { return false; });
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(newest->back().solution->water.node_degc, (**again).back().solution->water.node_degc);
}

TEST_F(MinuteDeskTest, AFailureIsToldAndTheDeskGoesOn) {
  is_lost_ = true;
  Publish(0.5);
  auto desk = Start();
  desk->Follow(town_);
  {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, kPatience, [&] { return news_ > 0; }));
  }
  EXPECT_THAT(desk->Newest(town_).failure, testing::HasSubstr("damaged"));
  EXPECT_TRUE(desk->Newest(town_).quarters.empty());
  is_lost_ = false;
  Publish(0.6);
  ASSERT_TRUE(WaitForNewest(*desk));
  EXPECT_EQ(desk->Newest(town_).failure, "");
}

}  // namespace
}  // namespace twin::heat
