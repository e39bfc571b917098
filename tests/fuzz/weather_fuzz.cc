// Damaged weather files without end, until the time is up: weather_fuzz SECONDS [SEED]. Before a
// text is parsed it is written to last-mutant.txt, so that what brings the program down can be
// tried again.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>

#include "data/weather_reader.h"
#include "tests/support/weather_mutants.h"

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> time_allowed(argc > 1 ? std::atof(argv[1]) : 10.0);
  std::mt19937_64 random(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  const data::PlaceNames names{{"oslo", 0}, {"hamar", 1}};
  long texts = 0, sound = 0;
  for (const auto began = Clock::now(); Clock::now() - began < time_allowed; ++texts) {
    const std::size_t kind = random() % 2;
    const std::string text = tests::MutateWeather(tests::WeatherSeeds()[kind], random);
    std::ofstream("last-mutant.txt", std::ios::binary) << text;
    data::Diagnostics diagnostics;
    auto observations = kind == 0 ? data::ParseWeatherCsv(text, "mutant", names, diagnostics)
                                  : data::ParseFrostJson(text, "mutant", names, diagnostics);
    sound += diagnostics.empty() ? 1 : 0;
    for (const auto& observation : observations) {
      if (observation.place > 1 || !std::isfinite(observation.value_ratio)) {
        std::fprintf(stderr, "an observation of no place or no number: see last-mutant.txt\n");
        return 1;
      }
    }
    (void)models::MakeWeatherSeries(2, std::move(observations)).ok();
  }
  std::remove("last-mutant.txt");
  std::printf("%ld damaged texts, %ld of them still sound, none brought a reader down\n", texts,
              sound);
  return 0;
}
