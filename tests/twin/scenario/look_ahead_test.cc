#include "twin/scenario/look_ahead.h"

#include <gmock/gmock.h>

#include <cmath>
#include <memory>
#include <set>

#include "tests/twin/scenario/living_twin.h"
#include "twin/frame_layout.h"

namespace twin::scenario {
namespace {

using tests::kTwinBegins;
using tests::RegionStepper;

class LookAheadTest : public tests::LivingTwinTest {
 protected:
  LookAhead Look(const LookAheadQuestion& question) {
    const Instant now = Now();
    auto found = RunLookAhead(*RegionStepper(), now.point, now.patches, question);
    EXPECT_TRUE(found.ok()) << found.status();
    return *std::move(found);
  }
  /// Of the region's only element of a series.
  static std::size_t ColumnOf(Series series) {
    const FrameLayout& layout = RegionStepper()->layout();
    std::vector<double> frame(layout.size(), 0.0);
    const std::span<double> values(frame);
    return static_cast<std::size_t>(layout.Of(series, values).data() - frame.data());
  }
};

TEST_F(LookAheadTest, MembersHaveTheLivingTwinsWeatherUntilNowAndTheirOwnLater) {
  const Stepper& live = *RegionStepper();
  const models::Quarter now = kTwinBegins + 40;
  std::set<double> tomorrow_degc;
  for (std::size_t m = 0; m < 20; ++m) {
    const Stepper member =
        live.WithWeather(MakeMemberWeather(live.weather_year(), live.calendar(), now, m));
    const auto weather = [](const Stepper& stepper, models::Quarter quarter) {
      const WorldState state = stepper.MakeInitialState(quarter);
      return stepper.Advance(state, {}, {}, {}).frame;
    };
    const FrameLayout& layout = live.layout();
    for (const std::int64_t back : {1, 8, 96}) {
      const auto one = weather(live, now - back), other = weather(member, now - back);
      for (const Series series : {Series::kPlaceAir, Series::kPlaceEffective, Series::kPlaceWind,
                                  Series::kPlaceIrradiance, Series::kPlaceInflow}) {
        const auto of_one = layout.Of(series, std::span<const double>(one));
        const auto of_other = layout.Of(series, std::span<const double>(other));
        EXPECT_TRUE(std::equal(of_one.begin(), of_one.end(), of_other.begin()));
      }
    }
    tomorrow_degc.insert(layout.Value(Series::kPlaceAir, weather(member, now + 96)));
  }
  EXPECT_EQ(tomorrow_degc.size(), 20u);
}

TEST_F(LookAheadTest, QuantilesStandInOrderAndSpreadWithTime) {
  Step(2);
  const LookAhead found = Look({.quarters = 24, .members = 12, .threads = 1});
  EXPECT_EQ(found.from, kTwinBegins + 2);
  ASSERT_EQ(found.p50_values.size(), 24 * found.width);
  for (std::size_t i = 0; i < found.p50_values.size(); ++i) {
    ASSERT_LE(found.p10_values[i], found.p50_values[i]) << i % found.width;
    ASSERT_LE(found.p50_values[i], found.p90_values[i]) << i % found.width;
  }
  const std::size_t demand = ColumnOf(Series::kRegionDemand);
  const auto spread = [&](std::size_t quarter) {
    const std::size_t at = quarter * found.width + demand;
    return found.p90_values[at] - found.p10_values[at];
  };
  EXPECT_GT(spread(23), 3.0 * spread(0));
  EXPECT_GT(spread(23), 10.0f);
}

TEST_F(LookAheadTest, ThreadsChangeNoBitAndAQuestionHasOneAnswer) {
  Step(1);
  const LookAhead one = Look({.quarters = 6, .members = 10, .threads = 1});
  const LookAhead two = Look({.quarters = 6, .members = 10, .threads = 2});
  EXPECT_EQ(one.p10_values, two.p10_values);
  EXPECT_EQ(one.p50_values, two.p50_values);
  EXPECT_EQ(one.p90_values, two.p90_values);
  EXPECT_EQ(one.breaches.size(), two.breaches.size());
}

TEST_F(LookAheadTest, APatchThatIsSureToBreakALimitHasProbabilityOne) {
  Step(1);
  // Several times what the lines to one town carry.
  ASSERT_TRUE(engine_
                  ->ApplyPatch(Patch(models::DemandChange{"Vestby A 47", 190.0, 0.0},
                                     (kTwinBegins + 3).start_minute()),
                               "", "")
                  .ok());
  const LookAhead found = Look({.quarters = 4, .members = 10, .threads = 2});
  ASSERT_FALSE(found.breaches.empty());
  EXPECT_EQ(found.breaches.front().members, 10u);
  EXPECT_EQ(found.breaches.front().most_members, 10u);
  EXPECT_EQ(found.breaches.front().first, kTwinBegins + 3);
  EXPECT_GT(found.breaches.front().worst.excess_pu(), 0.0);
}

TEST_F(LookAheadTest, ItStopsWhenItIsTold) {
  Step(1);
  const Instant now = Now();
  const auto stopped = RunLookAhead(*RegionStepper(), now.point, now.patches,
                                    {.quarters = 192, .members = 10, .threads = 2},
                                    [](std::int64_t done) { return done < 2; });
  EXPECT_TRUE(absl::IsCancelled(stopped.status()));
}

}  // namespace
}  // namespace twin::scenario
