#include "twin/access/budgets.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "twin/access/retry_after.h"

namespace twin::access {
namespace {

const RoleLimits kLimits{.calls_per_s = 2.0,
                         .burst_count = 4.0,
                         .area_questions_per_day = 3.0,
                         .questions_per_day = 5.0,
                         .streams_count = 2.0};
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

TEST(BudgetsTest, DifferentQuestionsCountByAreaAndDayAndEqualOnesOnce) {
  Budgets budgets;
  const auto ask = [&](const char* area, const std::string& question, absl::Time at = kNoon) {
    return budgets.TakeQuestion("a", area, question, kLimits, at);
  };
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(ask("0301", "same").ok());
  EXPECT_TRUE(ask("0301", "second").ok());
  EXPECT_TRUE(ask("0301", "third").ok());
  const absl::Status refused = ask("0301", "fourth");
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(RetryAfterOf(refused), absl::Hours(12));
  EXPECT_TRUE(ask("0301", "third").ok()) << "what was answered stays answered";
  EXPECT_TRUE(ask("3101", "fourth").ok());
  EXPECT_TRUE(ask("3101", "fifth").ok());
  EXPECT_FALSE(ask("3103", "sixth").ok()) << "of all areas together";
  EXPECT_TRUE(ask("0301", "fourth", kNoon + absl::Hours(12)).ok());
  EXPECT_TRUE(budgets.TakeQuestion("b", "0301", "fourth", kLimits, kNoon).ok());
  EXPECT_TRUE(budgets.TakeQuestion("a", "0301", "x", RoleLimits{}, kNoon).ok()) << "no limit";
}

TEST(BudgetsTest, StreamsAreGivenBack) {
  Budgets budgets;
  EXPECT_TRUE(budgets.OpenStream("a", kLimits, kNoon).ok());
  EXPECT_TRUE(budgets.OpenStream("a", kLimits, kNoon).ok());
  EXPECT_FALSE(budgets.OpenStream("a", kLimits, kNoon).ok());
  budgets.CloseStream("a");
  EXPECT_TRUE(budgets.OpenStream("a", kLimits, kNoon).ok());
  for (int i = 0; i < 5; ++i) budgets.CloseStream("a");
  budgets.CloseStream("never seen");
  EXPECT_TRUE(budgets.OpenStream("a", kLimits, kNoon).ok());
}

TEST(BudgetsTest, AFloodOfAddressesFillsNoMemoryAndPushesNoUserOut) {
  Budgets budgets;
  ASSERT_TRUE(budgets.TakeQuestion("user u", "0301", "first", kLimits, kNoon).ok());
  ASSERT_TRUE(budgets.TakeQuestion("user u", "0301", "second", kLimits, kNoon).ok());
  ASSERT_TRUE(budgets.TakeQuestion("user u", "0301", "third", kLimits, kNoon).ok());
  for (std::size_t i = 0; i < 3 * Budgets::kMaxCallers; ++i) {
    ASSERT_TRUE(budgets
                    .TakeCall(absl::StrCat("public ", i), kLimits,
                              kNoon + absl::Milliseconds(static_cast<double>(i)))
                    .ok());
  }
  EXPECT_LE(budgets.caller_count(), Budgets::kMaxCallers);
  EXPECT_FALSE(budgets.TakeQuestion("user u", "0301", "fourth", kLimits, kNoon).ok());
}

}  // namespace
}  // namespace twin::access
