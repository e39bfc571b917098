// The store: sealing a day of the region, its journal, reading a year of one series back.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/benchmarks/region_bench.h"
#include "twin/stepper.h"
#include "twin/store/compaction.h"
#include "twin/store/segment.h"
#include "twin/store/store_reader.h"
#include "twin/world_state.h"

namespace {

namespace fs = std::filesystem;
namespace store = twin::store;

constexpr int kYearDays = 365;

/// A day of the shipped region, stepped once, with the schema it is stored by.
struct SampleDay {
  store::Schema schema;
  store::Day day;

  std::int64_t raw_bytes() const {
    return static_cast<std::int64_t>(96 * store::FrameWidth(schema.frame) * sizeof(double));
  }
};

const SampleDay& SharedDay() {
  static const SampleDay sample = [] {
    const auto stepper = twin::Stepper::Make(benchmarks::SharedRegion(), {.seed = 1});
    if (!stepper.ok()) std::exit(1);
    twin::WorldState state = stepper->MakeInitialState(benchmarks::kFirst);
    SampleDay made;
    made.schema.frame = stepper->layout().schema();
    made.schema.state = twin::MakeStateSchema(state);
    made.schema.attributes = {{store::kDataRevision, "bench"}};
    made.day.first_quarter = benchmarks::kFirst;
    for (int i = 0; i < 96; ++i) {
      twin::StepOutcome outcome = stepper->Advance(state, {}, {}, {});
      store::StepRecord step;
      step.sequence = static_cast<std::uint64_t>(i) + 1;
      step.quarter = state.next;
      step.state = twin::PackState(outcome.next);
      step.frame = std::move(outcome.frame);
      state = std::move(outcome.next);
      store::AddStep(std::move(step), made.day);
    }
    return made;
  }();
  return sample;
}

/// A day of the region to the bytes of its file; chunks are compressed on so many threads.
void BM_SealDay(benchmark::State& bench) {
  const SampleDay& sample = SharedDay();
  const auto threads = static_cast<std::size_t>(bench.range(0));
  std::int64_t sealed_bytes = 0;
  for (auto _ : bench) {
    const auto bytes = store::EncodeSegment(sample.schema, 1, sample.day, threads);
    sealed_bytes = bytes.ok() ? static_cast<std::int64_t>(bytes->size()) : 0;
  }
  if (sealed_bytes == 0) bench.SkipWithError("a day could not be sealed");
  bench.SetBytesProcessed(bench.iterations() * sample.raw_bytes());
  bench.counters["values"] = static_cast<double>(store::FrameWidth(sample.schema.frame));
  bench.counters["state"] = static_cast<double>(store::StateWidth(sample.schema.state));
  bench.counters["sealed_MB"] = static_cast<double>(sealed_bytes) / 1e6;
  bench.counters["ratio"] =
      static_cast<double>(sample.raw_bytes()) / static_cast<double>(sealed_bytes);
}
BENCHMARK(BM_SealDay)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

/// A folder with a year of sealed days, all alike; gone with the process.
class YearFolder {
 public:
  YearFolder() : path_((fs::temp_directory_path() / "twin-year-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) std::exit(1);
    const SampleDay& sample = SharedDay();
    fs::create_directory(path_ + "/segments");
    fs::create_directory(path_ + "/journal");
    Write("/schema.bin", store::EncodeSchema(sample.schema));
    const auto bytes = store::EncodeSegment(sample.schema, 1, sample.day);
    if (!bytes.ok()) std::exit(1);
    for (int day = 0; day < kYearDays; ++day) {
      Write("/segments/" + store::SegmentName(benchmarks::kFirst + 96 * day), *bytes);
    }
  }
  ~YearFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  void Write(const std::string& name, const std::string& bytes) const {
    std::FILE* const file = std::fopen((path_ + name).c_str(), "wb");
    if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) {
      std::exit(1);
    }
    std::fclose(file);
  }
  std::string path_;
};

const YearFolder& SharedYear() {
  static const YearFolder year;
  return year;
}

void ReadYear(benchmark::State& bench, store::Every every) {
  const auto reader = store::StoreReader::Open(SharedYear().path());
  const store::SeriesGroup& group = SharedDay().schema.frame.groups.front();
  const store::SeriesQuery query{group.name,
                                 {group.element_ids.back()},
                                 benchmarks::kFirst,
                                 benchmarks::kFirst + 96 * kYearDays};
  for (auto _ : bench) {
    const bool is_good = every == store::Every::kQuarter ? reader->ReadSeries(query).ok()
                                                         : reader->ReadSummary(query, every).ok();
    if (!is_good) bench.SkipWithError("the year could not be read");
  }
}

/// One element, 35,040 quarters. The first pass of the process also verifies the days.
void BM_ReadYearOfOneSeries(benchmark::State& bench) { ReadYear(bench, store::Every::kQuarter); }
BENCHMARK(BM_ReadYearOfOneSeries)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_ReadYearByTheDay(benchmark::State& bench) { ReadYear(bench, store::Every::kDay); }
BENCHMARK(BM_ReadYearByTheDay)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A day reduced to hours, or to the day: what the background does for each old day.
void BM_CompactDay(benchmark::State& bench) {
  const SampleDay& sample = SharedDay();
  const auto detail = static_cast<store::Every>(bench.range(0));
  const auto segment = store::Segment::Open(SharedYear().path() + "/segments/" +
                                            store::SegmentName(benchmarks::kFirst));
  std::size_t size_bytes = 0;
  for (auto _ : bench) {
    const auto bytes = store::EncodeCompacted(sample.schema, benchmarks::kFirst, *segment, detail);
    if (!bytes.ok()) bench.SkipWithError("a day could not be reduced");
    size_bytes = bytes.ok() ? bytes->size() : 0;
  }
  bench.counters["MB"] = static_cast<double>(size_bytes) / 1e6;
}
BENCHMARK(BM_CompactDay)
    ->Arg(static_cast<int>(store::Every::kHour))
    ->Arg(static_cast<int>(store::Every::kDay))
    ->Unit(benchmark::kMillisecond);

}  // namespace
