#include "twin/scenario/history.h"

#include <gmock/gmock.h>

#include "tests/twin/scenario/living_twin.h"

namespace twin::scenario {
namespace {

using tests::kTwinBegins;
using tests::RegionStepper;

class HistoryTest : public tests::LivingTwinTest {
 protected:
  History Open() {
    auto history = History::Open(RegionStepper(), Directory());
    EXPECT_TRUE(history.ok()) << history.status();
    return *std::move(history);
  }
};

TEST_F(HistoryTest, AStoredInstantIsTheStateTheTwinHadBitForBit) {
  std::vector<StateHash> hashes;
  for (int i = 0; i < 6; ++i) hashes.push_back(Step()->state_hash);
  ASSERT_TRUE(
      engine_
          ->ApplyPatch(Patch(models::TemperatureShift{-11.0}, (kTwinBegins + 6).start_minute()), "",
                       "")
          .ok());
  for (int i = 6; i < 12; ++i) hashes.push_back(Step()->state_hash);
  for (const int i : {1, 6, 7, 12}) {
    const auto instant = Open().At(kTwinBegins + i);
    ASSERT_TRUE(instant.ok()) << instant.status();
    EXPECT_EQ(HashState(PackState(*instant->point.state)), hashes[i - 1]) << i;
    EXPECT_EQ(instant->patches.At(kTwinBegins + i).size(), i >= 6 ? 1u : 0u) << i;
  }
  EXPECT_TRUE(Open().At(kTwinBegins).ok());
  EXPECT_TRUE(absl::IsNotFound(Open().At(kTwinBegins - 1).status()));
  EXPECT_TRUE(absl::IsNotFound(Open().At(kTwinBegins + 13).status()));
}

TEST_F(HistoryTest, ASealedDayWithPatchesRepeatsItselfBitForBit) {
  Step(90);
  const auto order = engine_->ApplyPatch(
      Patch(models::GridOrder{"Oslo", 30.0}, (kTwinBegins + 92).start_minute()), "", "");
  ASSERT_TRUE(order.ok()) << order.status();
  Step(10);  // over midnight
  ASSERT_TRUE(engine_->EndPatch(order->patch.id, (kTwinBegins + 104).start_minute(), "", "").ok());
  Step(12);
  ASSERT_TRUE(engine_->Stop().ok());  // seals what is finished
  const auto report = Open().Replay(kTwinBegins + 3, kTwinBegins + 112);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->quarters, 109);
  EXPECT_EQ(report->equal, 109);
  EXPECT_FALSE(report->first_unequal.has_value());
  EXPECT_GT(report->totals.demand_mwh, 0.0);
  EXPECT_LT(report->totals.worst_residual_mw, 1e-3);
  EXPECT_TRUE(absl::IsInvalidArgument(Open().Replay(kTwinBegins + 3, kTwinBegins + 3).status()));
  EXPECT_TRUE(absl::IsNotFound(Open().Replay(kTwinBegins + 3, kTwinBegins + 113).status()));
  // An instant of the sealed day.
  EXPECT_TRUE(Open().At(kTwinBegins + 96).ok());
  EXPECT_TRUE(Open().At(kTwinBegins + 50).ok());
}

}  // namespace
}  // namespace twin::scenario
