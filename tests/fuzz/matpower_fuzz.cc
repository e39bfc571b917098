// Damaged case files without end, until the time is up: matpower_fuzz SECONDS [SEED] [FILE …].
// Further files are seeds beside those of tests/support/case_mutants.h. Before a text is parsed it
// is written to last-mutant.m, so that what brings the program down can be tried again.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "data/matpower_writer.h"
#include "tests/support/case_mutants.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMaxSecondsEach = 5.0;

double SecondsSince(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

int Complain(const char* what) {
  std::fprintf(stderr, "%s: see last-mutant.m\n", what);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 10.0;
  std::mt19937_64 random(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  std::vector<std::string> seeds = tests::CaseSeeds();
  for (int i = 3; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  long texts = 0, read = 0;
  for (const auto began = Clock::now(); SecondsSince(began) < seconds; ++texts) {
    std::string text = seeds[random() % seeds.size()];
    for (std::size_t round = 1 + random() % 3; round > 0; --round) {
      text = tests::MutateCase(std::move(text), seeds[random() % seeds.size()], random);
    }
    std::ofstream("last-mutant.m", std::ios::binary) << text;
    const auto parse_began = Clock::now();
    const auto matpower = data::ParseMatpowerCase(text, "mutant.m");
    if (SecondsSince(parse_began) > kMaxSecondsEach) return Complain("too slow");
    if (!matpower.ok()) {
      if (matpower.status().message().empty()) return Complain("refused without a reason");
      continue;
    }
    ++read;
    const auto written = data::FormatMatpowerCase(*matpower);
    if (!written.ok() || !data::ParseMatpowerCase(*written, "mutant.m").ok()) {
      return Complain("read, but not written and read again");
    }
    (void)data::MakeMatpowerRegion(*matpower).ok();
  }
  std::remove("last-mutant.m");
  std::printf("%ld damaged texts, %ld of them still cases, none brought the reader down\n", texts,
              read);
  return 0;
}
