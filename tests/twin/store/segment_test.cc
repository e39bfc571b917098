#include "twin/store/segment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/small_store.h"
#include "twin/store/sealed_file.h"

namespace twin::store {
namespace {

using testing::ElementsAre;
using tests::kMonday;
using tests::SmallCommand;
using tests::SmallSchema;
using tests::SmallStep;

/// Quarters 0, 1, 2 and 95 of a Monday; one command carried, one ended, one left.
Day SmallDay() {
  Day day;
  day.first_quarter = kMonday;
  day.before = SmallStep(kMonday - 1, 10);
  day.carried = {SmallCommand("old", kMonday - 5, 8)};
  AddStep(SmallStep(kMonday, 11), day);
  day.commands = {SmallCommand("short", kMonday + 1, 12), SmallCommand("new", kMonday + 1, 13)};
  AddStep(SmallStep(kMonday + 1, 14), day);
  StepRecord ending = SmallStep(kMonday + 2, 15);
  ending.ended_commands = {12};
  AddStep(std::move(ending), day);
  AddStep(SmallStep(kMonday + 95, 16), day);
  return day;
}

class SegmentTest : public testing::Test {
 protected:
  SegmentTest() : path_(folder_ / SegmentName(kMonday)) {
    auto bytes = EncodeSegment(SmallSchema(), 77, SmallDay());
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    bytes_ = *std::move(bytes);
    tests::WriteBytes(path_, bytes_);
  }
  Segment Open() const {
    auto segment = Segment::Open(path_);
    EXPECT_TRUE(segment.ok()) << segment.status();
    return *std::move(segment);
  }

  tests::TempFolder folder_;
  std::string path_;
  std::string bytes_;
};

TEST_F(SegmentTest, ADayComesBackWithinHalfAQuantumAndExactWhereThereIsNone) {
  const Segment segment = Open();
  std::vector<double> voltages_kv(96 * 3), flows_mw(96 * 2);
  ASSERT_TRUE(segment.ReadColumns("bus_voltage_kv", {0, 1, 2}, 0, 96, voltages_kv).ok());
  ASSERT_TRUE(segment.ReadColumns("line_flow_mw", {0, 1}, 0, 96, flows_mw).ok());
  const double quantum_kv = SmallSchema().frame.groups[0].quantum;
  for (std::size_t slot = 0; slot < 96; ++slot) {
    const bool has_step = slot <= 2 || slot == 95;
    const StepRecord step = SmallStep(kMonday + static_cast<std::int64_t>(slot));
    for (std::size_t i = 0; i < 3; ++i) {
      const double found_kv = voltages_kv[slot * 3 + i];
      ASSERT_EQ(std::isnan(found_kv), !has_step) << slot;
      if (!has_step) continue;
      EXPECT_LE(std::abs(found_kv - step.frame[i]), quantum_kv / 2.0);
      EXPECT_EQ(found_kv, RoundToQuantum(step.frame[i], quantum_kv));
    }
    for (std::size_t i = 0; i < 2 && has_step; ++i) {
      EXPECT_EQ(flows_mw[slot * 2 + i], step.frame[3 + i]);
    }
  }
}

TEST_F(SegmentTest, ColumnsAndQuartersComeAsAskedFor) {
  std::vector<double> voltages_kv(2 * 2);
  ASSERT_TRUE(Open().ReadColumns("bus_voltage_kv", {2, 0}, 1, 3, voltages_kv).ok());
  const double quantum_kv = 1.0 / 64.0;
  const auto expected_kv = [&](std::int64_t slot, std::size_t bus) {
    return RoundToQuantum(SmallStep(kMonday + slot).frame[bus], quantum_kv);
  };
  EXPECT_THAT(voltages_kv, ElementsAre(expected_kv(1, 2), expected_kv(1, 0), expected_kv(2, 2),
                                       expected_kv(2, 0)));
}

TEST_F(SegmentTest, ColumnsOfSeveralChunksAreReadRight) {
  Schema schema;
  schema.frame.groups = {
      {.name = "power_mw", .unit = "MW", .long_name = "power", .axis = "bus", .element_ids = {}}};
  StepRecord step{.sequence = 1, .quarter = kMonday + 3};
  for (int i = 0; i < 300; ++i) {
    schema.frame.groups[0].element_ids.push_back(std::to_string(i));
    step.frame.push_back(i + 0.25);
  }
  Day day;
  day.first_quarter = kMonday;
  AddStep(step, day);
  tests::WriteBytes(path_, *EncodeSegment(schema, 1, day));
  std::vector<double> powers_mw(5);
  ASSERT_TRUE(Open().ReadColumns("power_mw", {299, 0, 128, 127, 0}, 3, 4, powers_mw).ok());
  EXPECT_THAT(powers_mw, ElementsAre(299.25, 0.25, 128.25, 127.25, 0.25));
}

TEST_F(SegmentTest, QualityCommandsStatesAndSequenceAreKept) {
  const Segment segment = Open();
  const auto steps = segment.ReadSteps();
  ASSERT_TRUE(steps.ok());
  ASSERT_EQ(steps->quality.size(), 96u);
  EXPECT_EQ(steps->quality[0], 0);
  EXPECT_EQ(steps->quality[1], 1);
  EXPECT_EQ(steps->quality[3], 2);
  EXPECT_EQ(steps->sequence[2], 15);
  EXPECT_EQ(steps->sequence[3], 0);
  EXPECT_EQ(*segment.ReadCommands(),
            (std::vector<StoredCommand>{{SmallCommand("old", kMonday - 5, 8), true, 0},
                                        {SmallCommand("short", kMonday + 1, 12), false, 15},
                                        {SmallCommand("new", kMonday + 1, 13), false, 0}}));
  EXPECT_EQ(*segment.ReadState("state_start"), SmallStep(kMonday - 1).state);
  EXPECT_EQ(*segment.ReadState("state_end"), SmallStep(kMonday + 95).state);
  EXPECT_EQ(*segment.ReadLastSequence(), 16u);
}

TEST_F(SegmentTest, WhatIsWrittenIsCf) {
  const auto file = data::Hdf5File::OpenReadOnly(path_);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(*file->ReadTextAttribute("/", "Conventions"), "CF-1.8");
  EXPECT_EQ(*file->ReadTextAttribute("/", "title"), "One day of the twin, UTC, 2026-01-05.h5");
  EXPECT_EQ(*file->ReadTextAttribute("/bus_voltage_kv", "units"), "kV");
  EXPECT_EQ(*file->ReadTextAttribute("/bus_voltage_kv", "long_name"), "voltage magnitude");
  EXPECT_EQ(*file->ReadTextAttribute("/bus_voltage_kv", "secrecy"), "K3");
  EXPECT_EQ(*file->ReadTextAttribute("/bus_voltage_kv", "ancillary_variables"),
            "quality bus_voltage_kv_provenance");
  EXPECT_EQ(*file->ReadTextAttribute("/quality", "flag_meanings"), "good stale missing");
  EXPECT_EQ(*file->ReadTextAttribute("/line_flow_mw_provenance", "flag_meanings"),
            "simulated measured profiled divided");
  EXPECT_THAT(*file->ReadBytes("/line_flow_mw_provenance"), ElementsAre(1, 3));
  EXPECT_THAT(*file->ReadTexts("/bus"), ElementsAre("Ås 66", "Hamang 300", "Flesaker 420"));
  EXPECT_THAT(*file->ReadShape("/bus_voltage_kv"), ElementsAre(96, 3));
  EXPECT_THAT(*file->ReadShape("/state_hash"), ElementsAre(96, 32));
  const auto sequences = file->ReadInt64s("/sequence");
  EXPECT_EQ((*sequences)[1], 14);
  EXPECT_EQ((*sequences)[50], 0);
  const auto hashes = file->ReadBytes("/state_hash");
  EXPECT_EQ((*hashes)[2 * 32], SmallStep(kMonday + 2).state_hash[0]);
}

TEST_F(SegmentTest, H5pyNetcdf4AndXarrayOpenItUnmodified) {
  const int exit_code = tests::OpenInTools(path_, 96);
  if (exit_code == tests::kToolsMissing) GTEST_SKIP() << "python3 with h5py, netCDF4, xarray";
  EXPECT_EQ(exit_code, 0);
}

TEST_F(SegmentTest, TheSameDayGivesTheSameBytes) {
  EXPECT_TRUE(VerifySeal(path_).ok());
  EXPECT_EQ(*EncodeSegment(SmallSchema(), 77, SmallDay()), bytes_);
}

TEST_F(SegmentTest, AnyFlippedByteIsDataLossBeforeHdf5SeesIt) {
  const std::size_t stride = bytes_.size() / 300 + 1;
  for (std::size_t at = 0; at < bytes_.size(); at += stride) {
    tests::WriteBytes(path_, bytes_);
    tests::FlipByte(path_, at);
    ASSERT_EQ(Segment::Open(path_).status().code(), absl::StatusCode::kDataLoss) << at;
  }
}

TEST_F(SegmentTest, ASegmentIsNamedByItsUtcDayAndNothingElseIsASegment) {
  EXPECT_EQ(SegmentName(kMonday), "2026-01-05.h5");
  EXPECT_EQ(SegmentName(kMonday + 95), "2026-01-05.h5");
  EXPECT_EQ(SegmentName(models::Quarter(-1)), "1969-12-31.h5");
  EXPECT_EQ(*ParseSegmentName("2026-01-05.h5"), kMonday);
  for (const char* name : {"2026-01-05.h5.tmp", "2026-13-01.h5", "notes.h5", "2026-1-5.h5",
                           " 2026-01-05.h5", "infinite-future.h5", ".h5"}) {
    EXPECT_EQ(ParseSegmentName(name).status().code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

}  // namespace
}  // namespace twin::store
