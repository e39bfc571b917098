#include "twin/trace_context.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace twin {
namespace {

constexpr char kGood[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceContextTest, ATraceIdIsTakenFromWhatTheStandardWrites) {
  EXPECT_EQ(ReadTraceId(kGood), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(ReadTraceId(absl::StrCat("cc", kGood + 2, "-later")),
            "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST(TraceContextTest, NothingElseReachesALog) {
  const std::string good = kGood;
  for (const std::string& text :
       {std::string(), std::string("x"), good + "-more", good + "0", "ff" + good.substr(2),
        "00-" + std::string(32, '0') + good.substr(35),
        good.substr(0, 36) + std::string(16, '0') + good.substr(52),
        "00-4BF92F3577B34DA6A3CE929D0E0E4736" + good.substr(35), good.substr(0, 54) + "\n",
        good.substr(0, 10) + "\"" + good.substr(11), std::string(4000, 'a')}) {
    EXPECT_EQ(ReadTraceId(text), "") << text;
  }
}

}  // namespace
}  // namespace twin
