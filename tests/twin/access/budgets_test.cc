#include "twin/access/budgets.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "twin/access/retry_after.h"

namespace twin::access {
namespace {

const RoleLimits kLimits{.calls_per_s = 2.0, .burst_count = 4.0, .streams_count = 2.0};
const absl::Time kNoon = absl::FromUnixSeconds(1'900'000'000 / 86400 * 86400 + 43200);

TEST(BudgetsTest, ABucketRefillsAtItsRateAndNoFurtherThanItsBurst) {
  Budgets budgets;
  const auto taken = [&](absl::Time at) {
    int count = 0;
    while (budgets.TakeCall("a", kLimits, at).ok()) ++count;
    return count;
  };
  EXPECT_EQ(taken(kNoon), 4);
  EXPECT_EQ(taken(kNoon + absl::Seconds(1)), 2);
  EXPECT_EQ(taken(kNoon + absl::Hours(1)), 4);
  EXPECT_EQ(taken(kNoon), 0) << "a clock set back gives nothing";
  EXPECT_EQ(RetryAfterOf(budgets.TakeCall("a", kLimits, kNoon + absl::Hours(1))),
            absl::Milliseconds(500));
}

TEST(BudgetsTest, StreamsAreGivenBack) {
  Budgets budgets;
  EXPECT_TRUE(budgets.OpenStream("a", kLimits).ok());
  EXPECT_TRUE(budgets.OpenStream("a", kLimits).ok());
  EXPECT_FALSE(budgets.OpenStream("a", kLimits).ok());
  budgets.CloseStream("a");
  EXPECT_TRUE(budgets.OpenStream("a", kLimits).ok());
  for (int i = 0; i < 5; ++i) budgets.CloseStream("a");
  budgets.CloseStream("never seen");
  EXPECT_TRUE(budgets.OpenStream("a", kLimits).ok());
}

TEST(BudgetsTest, AFloodOfAddressesFillsNoMemoryAndPushesNoUserOut) {
  Budgets budgets;
  while (budgets.TakeCall("user u", kLimits, kNoon).ok()) {
  }
  for (std::size_t i = 0; i < 3 * Budgets::kMaxCallers; ++i) {
    ASSERT_TRUE(budgets
                    .TakeCall(absl::StrCat("public ", i), kLimits,
                              kNoon + absl::Milliseconds(static_cast<double>(i)))
                    .ok());
  }
  EXPECT_LE(budgets.caller_count(), Budgets::kMaxCallers);
  EXPECT_FALSE(budgets.TakeCall("user u", kLimits, kNoon).ok());
}

}  // namespace
}  // namespace twin::access
