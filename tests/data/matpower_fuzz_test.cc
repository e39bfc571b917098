// Damaged cases: each is read or refused with line and column, none crashes, none takes long.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <string>

#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "data/matpower_writer.h"
#include "models/base/errors.h"
#include "tests/support/case_mutants.h"

namespace data {
namespace {

constexpr int kMutants = 20'000;
constexpr std::size_t kLargeBytes = 60u << 20;

TEST(MatpowerFuzzTest, EveryDamagedCaseIsReadOrRefusedWithALine) {
  std::mt19937_64 random(20261125);
  const auto& seeds = tests::CaseSeeds();
  const std::regex place("^mutant\\.m(:[1-9][0-9]* column [1-9][0-9]*)?: ");
  int read = 0, made = 0, refused = 0, with_line = 0;
  for (int i = 0; i < kMutants; ++i) {
    const std::string text =
        tests::MutateCase(seeds[random() % seeds.size()], seeds[random() % seeds.size()], random);
    const auto matpower = ParseMatpowerCase(text, "mutant.m");
    if (!matpower.ok()) {
      ++refused;
      ASSERT_EQ(matpower.status().code(), absl::StatusCode::kInvalidArgument) << text;
      const std::string message(matpower.status().message());
      ASSERT_TRUE(std::regex_search(message, place)) << message << "\n" << text;
      with_line += message.rfind("mutant.m:", 0) == 0 && message[9] != ' ' ? 1 : 0;
      continue;
    }
    ++read;
    // What was read can be written, and is the same again.
    const auto again_text = FormatMatpowerCase(*matpower);
    ASSERT_TRUE(again_text.ok()) << again_text.status() << "\n" << text;
    const auto again = ParseMatpowerCase(*again_text, "mutant.m");
    ASSERT_TRUE(again.ok()) << again.status() << "\n" << *again_text;
    ASSERT_EQ(again->buses.size(), matpower->buses.size());
    made += MakeMatpowerRegion(*matpower).ok();
  }
  std::printf("%d mutants: %d read (%d make a network), %d refused, %d of them with a line\n",
              kMutants, read, made, refused, with_line);
  EXPECT_GT(read, kMutants / 50);
  EXPECT_GT(refused, kMutants / 2);
  EXPECT_GT(with_line, refused / 2);
}

// Seconds where work grows with the text; hours, and the runner's limit, where it grew with its
// square.
TEST(MatpowerFuzzTest, SixtyMebibytesOfNonsenseAreRefused) {
  std::mt19937_64 random(7);
  std::string noise(kLargeBytes, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  const std::string row = " 1 2 3 4 5 6 7 8 9 10 11 12 13;\n";
  std::string rows = "mpc.baseMVA = 1;\nmpc.bus = [\n", comments, blocks, words, names;
  while (rows.size() < kLargeBytes) rows += row;
  while (comments.size() < kLargeBytes) comments += "% nothing\n";
  while (blocks.size() < kLargeBytes) blocks += "%{\n";
  while (words.size() < kLargeBytes) words += "x = 1;\n";
  while (names.size() < kLargeBytes) names += "mpc.bus = [1 2 3];\n";
  const std::vector<std::string> texts{noise,
                                       rows,
                                       comments,
                                       blocks,
                                       words,
                                       names,
                                       std::string(kLargeBytes, '['),
                                       std::string(kLargeBytes, '\n'),
                                       std::string(kLargeBytes, 'x'),
                                       "x = " + std::string(kLargeBytes, '1'),
                                       "x = " + std::string(kLargeBytes, '-') + "1",
                                       "x = " + std::string(kLargeBytes, '(') + "1",
                                       "x = '" + std::string(kLargeBytes, 'a'),
                                       "x = {" + std::string(kLargeBytes, '\'')};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const absl::Status status = ParseMatpowerCase(texts[i], "large.m").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << i;
  }
}

// Half a file of rows and half a file of statements over all of them: lines times rows.
TEST(MatpowerFuzzTest, StatementsOverALargeMatrixStayInBounds) {
  std::string text = "x = [\n";
  for (int i = 0; i < 200'000; ++i) text += "1 2 3 4 5 6 7 8 9 10\n";
  text += "];\n";
  for (int i = 0; i < 100'000; ++i) text += "x(:, 1) = x(:, 2) * 2;\n";
  const absl::Status status = ParseMatpowerCase(text, "large.m").status();
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("ask for more than"));
}

}  // namespace
}  // namespace data
