// The store alone, for the recovery campaign: takes steps and commands until it is killed, and says
// of each, on its standard output, that it was acknowledged. Days have six quarters, so that
// midnights, seals and reductions come often.
//
//   faulty_store DIR FIRST_QUARTER LAST_QUARTER
//
//   open SEQUENCE QUARTER HASH NOTES DAMAGE     what it found
//   step SEQUENCE QUARTER HASH                  acknowledged, as command is; every value follows
//   from the quarter command SEQUENCE ID
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/recovery/faults.h"
#include "twin/store/store.h"

namespace {

namespace store = twin::store;
using models::Quarter;

constexpr int kElements = 200;
constexpr std::int64_t kSlots[] = {0, 16, 32, 48, 64, 80};
constexpr int kStepsPerCommand = 5;

store::Schema MakeSchema() {
  store::Schema schema;
  store::SeriesGroup group{.name = "power_mw",
                           .unit = "MW",
                           .long_name = "power",
                           .axis = "plant",
                           .element_ids = {},
                           .quantum = 1.0 / 64.0};
  for (int i = 0; i < kElements; ++i) group.element_ids.push_back(absl::StrCat("plant ", i));
  schema.frame.groups = {std::move(group)};
  schema.state.blocks = {{"state", 50}};
  schema.attributes = {{store::kDataRevision, "campaign"}};
  return schema;
}

store::StepRecord MakeStep(Quarter quarter) {
  store::StepRecord step;
  step.quarter = quarter;
  const auto seed = static_cast<double>(quarter.index());
  for (int i = 0; i < kElements; ++i) step.frame.push_back(100.0 * std::sin(seed + i));
  for (int i = 0; i < 50; ++i) step.state.push_back(std::cos(seed * (i + 1)));
  for (std::size_t i = 0; i < step.state_hash.size(); ++i) {
    step.state_hash[i] = static_cast<std::uint8_t>(quarter.index() >> (i % 8) ^ i);
  }
  return step;
}

/// The quarter after `quarter` that has a step.
Quarter NextOf(Quarter quarter) {
  for (const std::int64_t slot : kSlots) {
    if (quarter.UtcDayStart() + slot > quarter) return quarter.UtcDayStart() + slot;
  }
  return quarter.UtcDayStart() + models::kQuartersPerDay;
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return 3;
}

int Run(const std::string& directory, Quarter first, Quarter last) {
  recovery::Faults faults;
  auto opened = store::Store::Open(
      {.directory = directory,
       .schema = MakeSchema(),
       .fault_hook = [&faults](absl::string_view point) { return faults.Pass(point); },
       .retention = {.keep_quarters_days = 2, .keep_hours_days = 4},
       .on_compaction = {}});
  if (!opened.ok()) return Fail(opened.status());
  store::Store& memory = **opened;
  const store::Recovered& found = memory.recovered();
  Quarter at = first;
  std::string hash = "-";
  if (found.last_step.has_value()) {
    at = NextOf(found.last_step->quarter);
    hash = store::ToHex(found.last_step->state_hash);
  }
  std::printf(
      "open %llu %lld %s %zu %zu\n", static_cast<unsigned long long>(memory.last_sequence()),
      static_cast<long long>(found.last_step.has_value() ? found.last_step->quarter.index() : 0),
      hash.c_str(), found.notes.size(), found.damage.size());
  std::fflush(stdout);
  for (int count = 1; at < last; ++count, at = NextOf(at)) {
    if (count % kStepsPerCommand == 0) {
      const std::string id = absl::StrCat("c", at.index());
      const auto sequence = memory.AppendCommand({0, at, id, "patch", "payload of " + id});
      if (!sequence.ok()) return Fail(sequence.status());
      std::printf("command %llu %s\n", static_cast<unsigned long long>(*sequence), id.c_str());
      std::fflush(stdout);
    }
    const store::StepRecord step = MakeStep(at);
    const auto sequence = memory.AppendStep(step);
    if (!sequence.ok()) return Fail(sequence.status());
    std::printf("step %llu %lld %s\n", static_cast<unsigned long long>(*sequence),
                static_cast<long long>(at.index()), store::ToHex(step.state_hash).c_str());
    std::fflush(stdout);
  }
  if (const absl::Status flushed = memory.Flush(); !flushed.ok()) return Fail(flushed);
  memory.WaitForCompaction();
  const absl::Status closed = memory.Close();
  faults.Write(recovery::Environment("TWIN_FAULT_LOG"));
  return closed.ok() ? 0 : Fail(closed);
}

}  // namespace

int main(int argc, char** argv) {
  std::int64_t first = 0, last = 0;
  if (argc != 4 || !absl::SimpleAtoi(argv[2], &first) || !absl::SimpleAtoi(argv[3], &last))
    return 2;
  return Run(argv[1], Quarter(first), Quarter(last));
}
