// Damaged files: each is read, or refused with its lines; none crashes, none takes long.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <regex>
#include <string>
#include <vector>

#include "data/epanet_reader.h"
#include "tests/support/case_mutants.h"
#include "tests/support/epanet_cases.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

constexpr int kMutants = 2'000;
constexpr std::size_t kLargeBytes = 60u << 20;

// The words of the format, to be spliced in anywhere.
constexpr char kWords[] =
    "\n[PIPES]\n [PUMPS] [TANKS]\n[END]\nHEAD POWER SPEED PATTERN CV OPEN CLOSED PRV PSV PBV FCV "
    "TCV "
    "GPV\n[CONTROLS]\nLINK 9 CLOSED IF NODE 2 ABOVE 140\nLINK 10 1.5 AT CLOCKTIME 13 PM DISABLED\n"
    "[OPTIONS]\nUnits LPS\nHeadloss D-W\nPattern Timestep 0:00\nSpecific Gravity 1e-320\n\"a b\" "
    ";\n";

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds = {tests::SmallEpanetCase()};
  for (const char* name : {"Net1", "Net3"}) {
    std::ifstream file(tests::ReferenceDirectory() + "/heat/epanet/" + name + ".inp");
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!text.empty()) seeds.push_back(std::move(text));
  }
  return seeds;
}

TEST(EpanetFuzzTest, EveryDamagedFileIsReadOrRefusedWithItsLines) {
  std::mt19937_64 random(20261125);
  const std::vector<std::string> seeds = Seeds();
  const std::regex place("^mutant\\.inp(:[1-9][0-9]*( column [1-9][0-9]*)?| \\([^)]*\\))?: ");
  int read = 0, refused = 0;
  for (int i = 0; i < kMutants; ++i) {
    const std::string& seed = seeds[random() % seeds.size()];
    const std::string& other =
        random() % 2 == 0 ? std::string(kWords) : seeds[random() % seeds.size()];
    const std::string text = tests::MutateCase(seed, other, random);
    Diagnostics diagnostics;
    const EpanetCase answer = ParseEpanetCase(text, "mutant.inp", diagnostics);
    ASSERT_EQ(answer.outflow_kg_s.size(), answer.network.nodes.size());
    if (diagnostics.empty()) {
      ++read;
      ASSERT_TRUE(models::Validate(answer.network).ok()) << text;
      continue;
    }
    ++refused;
    for (const Diagnostic& diagnostic : diagnostics)
      ASSERT_TRUE(std::regex_search(ToText(diagnostic), place)) << ToText(diagnostic) << "\n"
                                                                << text;
  }
  std::printf("%d mutants: %d read, %d refused\n", kMutants, read, refused);
  EXPECT_GT(read, kMutants / 10);
  EXPECT_GT(refused, kMutants / 10);
}

TEST(EpanetFuzzTest, SixtyMebibytesOfNonsenseAreRefused) {
  std::mt19937_64 random(7);
  std::string noise(kLargeBytes, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  const auto repeated = [](const std::string& head, const std::string& row) {
    std::string text = head;
    while (text.size() < kLargeBytes) text += row;
    return text;
  };
  const std::vector<std::string> texts = {
      noise,
      std::string(kLargeBytes, '\n'),
      std::string(kLargeBytes, '['),
      std::string(kLargeBytes, '"'),
      repeated("[JUNCTIONS]\n", "a\n"),
      repeated("[JUNCTIONS]\na 1\n[PIPES]\n", "p x y 1 2 3\n"),
      repeated("[PATTERNS]\n", "p 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n"),
      repeated("[CONTROLS]\n", "LINK x OPEN AT TIME 0\n"),
      std::string((64u << 20) + 1, 'x')};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Diagnostics diagnostics;
    ParseEpanetCase(texts[i], "large.inp", diagnostics);
    EXPECT_FALSE(diagnostics.empty()) << i;
    EXPECT_LE(diagnostics.size(), 1'001u) << i;
  }
}

}  // namespace
}  // namespace data
