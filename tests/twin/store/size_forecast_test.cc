#include "twin/store/size_forecast.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/support/small_store.h"
#include "twin/store/store.h"

namespace twin::store {
namespace {

using tests::kMonday;
using tests::SmallSchema;
using tests::SmallStep;

TEST(SizeForecastTest, DaysOfEachDetailByHand) {
  const SizeMeasure measure{.quarter_day_bytes = 1000, .hour_day_bytes = 100, .day_day_bytes = 10};
  EXPECT_EQ(ForecastSealedBytes(measure, {}, 365), 365000);
  EXPECT_EQ(ForecastSealedBytes(measure, {30, 0}, 365), 30 * 1000 + 335 * 100);
  EXPECT_EQ(ForecastSealedBytes(measure, {30, 130}, 365), 30 * 1000 + 100 * 100 + 235 * 10);
  EXPECT_EQ(ForecastSealedBytes(measure, {30, 130}, 20), 20 * 1000);
  EXPECT_EQ(ForecastSealedBytes(measure, {30, 30}, 40), 30 * 1000 + 10 * 10);
}

TEST(SizeForecastTest, TheForecastOfWhatIsThereIsWhatIsThere) {
  tests::TempFolder folder;
  auto store =
      *Store::Open({.directory = folder / "data", .schema = SmallSchema(), .fault_hook = {}});
  EXPECT_TRUE(absl::IsNotFound(MeasureSize(folder / "data").status()));
  for (int day = 0; day < 4; ++day) {
    for (int i = 0; i < 96; ++i) {
      ASSERT_TRUE(store->AppendStep(SmallStep(kMonday + 96 * day + i)).ok());
    }
  }
  ASSERT_TRUE(store->Flush().ok());
  const auto measure = MeasureSize(folder / "data");
  ASSERT_TRUE(measure.ok()) << measure.status();
  EXPECT_EQ(measure->quarter_day_count, 3);
  EXPECT_NEAR(static_cast<double>(ForecastSealedBytes(*measure, {}, 3)),
              static_cast<double>(measure->sealed_bytes), 3.0);
  EXPECT_LT(measure->day_day_bytes, measure->hour_day_bytes);
  EXPECT_GT(measure->journal_bytes, 0);
  EXPECT_GT(measure->snapshot_bytes, 0);
  EXPECT_GT(measure->total_bytes(), measure->sealed_bytes);
}

}  // namespace
}  // namespace twin::store
