#include "twin/access/question_book.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/support/temporary_folder.h"
#include "twin/access/retry_after.h"

namespace twin::access {
namespace {

const RoleLimits kLimits{
    .area_questions_per_day = 3.0, .questions_per_day = 5.0, .point_questions_per_day = 2.0};
const absl::Time kNoon = absl::FromUnixSeconds(1'900'000'000 / 86400 * 86400 + 43200);

// About a point of its own.
BudgetedQuestion Of(const std::string& area, const std::string& question) {
  return {.area = area, .question = question, .point = question};
}

TEST(QuestionBookTest, DifferentQuestionsCountByAreaAndDayAndEqualOnesOnce) {
  QuestionBook book;
  const auto ask = [&](const char* area, const std::string& question, absl::Time at = kNoon) {
    return book.Take("a", Of(area, question), kLimits, at);
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
  EXPECT_TRUE(book.Take("b", Of("0301", "fourth"), kLimits, kNoon).ok());
  EXPECT_TRUE(book.Take("a", Of("0301", "x"), RoleLimits{}, kNoon).ok()) << "no limit";
  EXPECT_TRUE(ask("0301", "fourth", kNoon + absl::Hours(12)).ok());
}

TEST(QuestionBookTest, QuestionsThatDifferInLittleAreFewerThanOthers) {
  QuestionBook book;
  const auto ask = [&](const std::string& mw, const char* point) {
    return book.Take("a", {"0301", point + mw, point}, kLimits, kNoon);
  };
  EXPECT_TRUE(ask("5", "p").ok());
  EXPECT_TRUE(ask("6", "p").ok());
  EXPECT_EQ(ask("7", "p").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(ask("7", "q").ok()) << "at another point";
}

TEST(QuestionBookTest, WhatWasAskedIsKnownAfterARestartAndForgottenWithTheDay) {
  const tests::TemporaryFolder folder;
  const std::string path = folder.path() + "/questions";
  for (const char* question : {"first", "second", "third"}) {
    QuestionBook book(path);  // opened anew each time
    EXPECT_TRUE(book.Take("user u", Of("0301", question), kLimits, kNoon).ok());
  }
  QuestionBook again(path);
  EXPECT_FALSE(again.Take("user u", Of("0301", "fourth"), kLimits, kNoon).ok());
  EXPECT_TRUE(again.Take("user u", Of("0301", "first"), kLimits, kNoon).ok());
  EXPECT_TRUE(again.Take("user u", Of("0301", "fourth"), kLimits, kNoon + absl::Hours(24)).ok());
  QuestionBook next_day(path);
  EXPECT_TRUE(next_day.Take("user u", Of("0301", "x"), kLimits, kNoon + absl::Hours(24)).ok());
  EXPECT_TRUE(next_day.Take("user u", Of("0301", "y"), kLimits, kNoon + absl::Hours(24)).ok());
  EXPECT_FALSE(next_day.Take("user u", Of("0301", "z"), kLimits, kNoon + absl::Hours(24)).ok());
}

TEST(QuestionBookTest, TheFileIsItsOwnersAndNamesNobody) {
  const tests::TemporaryFolder folder;
  const std::string path = folder.path() + "/questions";
  QuestionBook book(path);
  ASSERT_TRUE(book.Take("user someone", Of("0301", "Hamang"), kLimits, kNoon).ok());
  struct stat found {};
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (const char* word : {"someone", "0301", "Hamang"}) {
    EXPECT_EQ(text.find(word), std::string::npos) << word;
  }
}

TEST(QuestionBookTest, ATornOrStrangeLineIsPassedOver) {
  const tests::TemporaryFolder folder;
  const std::string path = folder.path() + "/questions";
  {
    QuestionBook book(path);
    ASSERT_TRUE(book.Take("user u", Of("0301", "first"), kLimits, kNoon).ok());
  }
  std::ofstream(path, std::ios::app) << "a b c d e f\nu12 half a li";
  QuestionBook again(path);
  EXPECT_TRUE(again.Take("user u", Of("0301", "second"), kLimits, kNoon).ok());
  QuestionBook third(path);
  EXPECT_TRUE(third.Take("user u", Of("0301", "third"), kLimits, kNoon).ok());
  EXPECT_FALSE(third.Take("user u", Of("0301", "fourth"), kLimits, kNoon).ok());
}

TEST(QuestionBookTest, AFloodOfAddressesFillsNoMemoryAndPushesNoUserOut) {
  QuestionBook book;
  for (const char* question : {"first", "second", "third"}) {
    ASSERT_TRUE(book.Take("user u", Of("0301", question), kLimits, kNoon).ok());
  }
  for (std::size_t i = 0; i < 2 * QuestionBook::kMaxCallers; ++i) {
    ASSERT_TRUE(book.Take(absl::StrCat("public ", i), Of("0301", "x"), kLimits, kNoon).ok());
  }
  EXPECT_LE(book.caller_count(), QuestionBook::kMaxCallers);
  EXPECT_FALSE(book.Take("user u", Of("0301", "fourth"), kLimits, kNoon).ok());
}

}  // namespace
}  // namespace twin::access
