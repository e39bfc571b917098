#include "twin/store/recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/small_store.h"
#include "twin/store/segment.h"
#include "twin/store/snapshot_store.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::kMonday;
using tests::ReadBytes;
using tests::SmallCommand;
using tests::SmallSchema;
using tests::SmallStep;
using tests::WriteBytes;

constexpr std::size_t kHeaderBytes = 72;
constexpr models::Quarter kTuesday = kMonday + 96;

class RecoveryTest : public testing::Test {
 protected:
  RecoveryTest() : folder_{temp_.path()}, header_{77, kMonday, CalcLayoutHash(SmallSchema())} {
    for (const std::string& part : {folder_.journals(), folder_.snapshots(), folder_.segments()}) {
      fs::create_directory(part);
    }
    base_.attributes = SmallSchema().attributes;
    path_ = JournalPath(folder_.journals(), kMonday);
  }

  /// Steps 1, 3, 4 and commands 2, 5; step 4 ends command 2. Returns where each record ends, the
  /// base first.
  std::vector<std::size_t> WriteMonday() {
    auto journal = Journal::Create(folder_.journals(), header_, base_, {});
    EXPECT_TRUE(journal.ok()) << journal.status();
    std::vector<std::size_t> ends = {fs::file_size(path_)};
    const auto note = [&](const absl::Status& status) {
      EXPECT_TRUE(status.ok()) << status;
      ends.push_back(fs::file_size(path_));
    };
    note(journal->AppendStep(SmallStep(kMonday, 1)));
    note(journal->AppendCommand(SmallCommand("short", kMonday + 1, 2)));
    note(journal->AppendStep(SmallStep(kMonday + 1, 3)));
    note(journal->AppendStep(EndingStep()));
    note(journal->AppendCommand(SmallCommand("long", kMonday + 3, 5)));
    return ends;
  }

  static StepRecord EndingStep() {
    StepRecord step = SmallStep(kMonday + 2, 4);
    step.ended_commands = {2};
    return step;
  }

  void WriteTuesday(std::uint64_t base_sequence, const std::vector<StepRecord>& steps) {
    JournalHeader header = header_;
    header.first_quarter = kTuesday;
    BaseRecord base = base_;
    base.sequence = base_sequence;
    base.last_step = EndingStep();
    auto journal = Journal::Create(folder_.journals(), header, base, {});
    ASSERT_TRUE(journal.ok());
    for (const StepRecord& step : steps) ASSERT_TRUE(journal->AppendStep(step).ok());
  }

  void Snapshot(const StepRecord& step, std::uint64_t last_sequence,
                std::vector<CommandRecord> commands) {
    store::Snapshot snapshot;
    snapshot.epoch = 77;
    snapshot.last_sequence = last_sequence;
    snapshot.step = step;
    snapshot.commands_in_force = std::move(commands);
    ASSERT_TRUE(WriteSnapshot(folder_.snapshots(), SmallSchema(), snapshot, {}).ok());
  }

  RecoveredFolder Recover() {
    auto recovered = RecoverFolder(folder_, SmallSchema(), {});
    EXPECT_TRUE(recovered.ok()) << recovered.status();
    return *std::move(recovered);
  }

  absl::Status Refusal(const Schema& schema = SmallSchema()) {
    return RecoverFolder(folder_, schema, {}).status();
  }

  static std::vector<std::uint64_t> Sequences(const std::vector<CommandRecord>& commands) {
    std::vector<std::uint64_t> sequences;
    for (const CommandRecord& command : commands) sequences.push_back(command.sequence);
    return sequences;
  }

  tests::TempFolder temp_;
  Folder folder_;
  JournalHeader header_;
  BaseRecord base_;
  std::string path_;
};

TEST_F(RecoveryTest, AnEmptyFolderIsNew) {
  const RecoveredFolder recovered = Recover();
  EXPECT_EQ(recovered.epoch, 0u);
  EXPECT_EQ(recovered.last_sequence, 0u);
  EXPECT_FALSE(recovered.journal.has_value());
  EXPECT_THAT(recovered.damage, IsEmpty());
  EXPECT_THAT(recovered.notes, IsEmpty());
}

TEST_F(RecoveryTest, AfterACutAtAnyByteTheStateIsThatOfTheWholeRecordsBeforeIt) {
  const std::vector<std::size_t> ends = WriteMonday();
  const std::string bytes = ReadBytes(path_);
  for (std::size_t size = ends[0]; size <= bytes.size(); ++size) {
    WriteBytes(path_, bytes.substr(0, size));
    std::size_t whole = 0;
    while (whole + 1 < ends.size() && ends[whole + 1] <= size) ++whole;
    const RecoveredFolder recovered = Recover();
    ASSERT_THAT(recovered.damage, IsEmpty()) << size;
    ASSERT_EQ(recovered.notes.size(), size == ends[whole] ? 0u : 1u) << size;
    EXPECT_EQ(recovered.epoch, 77u);
    EXPECT_EQ(recovered.last_sequence, whole) << size;
    // The state after the acknowledged prefix, record by record.
    Day expected;
    expected.first_quarter = kMonday;
    if (whole >= 1) AddStep(SmallStep(kMonday, 1), expected);
    if (whole >= 2) expected.commands.push_back(SmallCommand("short", kMonday + 1, 2));
    if (whole >= 3) AddStep(SmallStep(kMonday + 1, 3), expected);
    if (whole >= 4) AddStep(EndingStep(), expected);
    if (whole >= 5) expected.commands.push_back(SmallCommand("long", kMonday + 3, 5));
    ASSERT_EQ(recovered.current.steps, expected.steps) << size;
    ASSERT_EQ(recovered.current.commands, expected.commands) << size;
    ASSERT_EQ(CommandsInForce(recovered.current), CommandsInForce(expected)) << size;
    ASSERT_EQ(ReadBytes(path_), bytes.substr(0, ends[whole])) << size;
  }
}

TEST_F(RecoveryTest, AFlippedByteAnywhereLosesNoMoreThanItsRecordAndIsSaid) {
  const std::vector<std::size_t> ends = WriteMonday();
  const std::string bytes = ReadBytes(path_);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    WriteBytes(path_, bytes);
    tests::FlipByte(path_, at);
    const RecoveredFolder recovered = Recover();
    const std::size_t hit = static_cast<std::size_t>(
        std::upper_bound(ends.begin(), ends.end(), at) - ends.begin());  // 0: header or base
    const bool is_last = hit == 5;
    ASSERT_EQ(recovered.damage.empty(), is_last) << at;
    ASSERT_EQ(recovered.notes.size(), is_last ? 1u : 0u) << at;
    const std::size_t lost_steps = hit == 1 || hit == 3 || hit == 4 ? 1 : 0;
    const std::size_t lost_commands = hit == 2 || hit == 5 ? 1 : 0;
    ASSERT_EQ(recovered.current.steps.size(), 3 - lost_steps) << at;
    ASSERT_EQ(recovered.current.commands.size(), 2 - lost_commands) << at;
    ASSERT_EQ(recovered.last_sequence, is_last ? 4u : 5u) << at;
    ASSERT_NE(recovered.epoch, 0u) << at;
    // What was mended reads without damage ever after.
    const auto again = ReadJournal(path_);
    ASSERT_TRUE(again.ok()) << at << ": " << again.status();
    ASSERT_EQ(again->header.epoch, recovered.epoch) << at;
    ASSERT_EQ(again->day.steps, recovered.current.steps) << at;
  }
}

TEST_F(RecoveryTest, DamagedBytesAreKeptAside) {
  const std::vector<std::size_t> ends = WriteMonday();
  tests::FlipByte(path_, ends[1] + 9);
  const std::string damaged = ReadBytes(path_);
  const RecoveredFolder recovered = Recover();
  EXPECT_THAT(recovered.damage, Contains(HasSubstr("lost the records with sequence 2 to 2")));
  std::vector<std::string> kept;
  for (const auto& entry : fs::directory_iterator(folder_.aside())) kept.push_back(entry.path());
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(ReadBytes(kept[0]), damaged);
  EXPECT_THAT(recovered.damage, Contains(HasSubstr(kept[0])));
}

TEST_F(RecoveryTest, ALostBaseIsMadeAgainFromTheSnapshot) {
  base_.sequence = 10;
  base_.last_step = SmallStep(kMonday - 1, 10);
  base_.commands_in_force = {SmallCommand("old", kMonday - 4, 9)};
  auto journal = Journal::Create(folder_.journals(), header_, base_, {});
  ASSERT_TRUE(journal->AppendStep(SmallStep(kMonday, 11)).ok());
  Snapshot(*base_.last_step, 10, base_.commands_in_force);
  tests::FlipByte(path_, kHeaderBytes + 30);
  const RecoveredFolder recovered = Recover();
  EXPECT_THAT(recovered.damage, Contains(HasSubstr("lost its base record")));
  EXPECT_EQ(recovered.current.before, base_.last_step);
  EXPECT_EQ(recovered.current.carried, base_.commands_in_force);
  EXPECT_EQ(recovered.last_sequence, 11u);
}

TEST_F(RecoveryTest, AFinishedDayGoesToTheSealerAndTheNextGoesOn) {
  WriteMonday();
  WriteTuesday(5, {SmallStep(kTuesday, 6)});
  const RecoveredFolder recovered = Recover();
  ASSERT_EQ(recovered.finished_days.size(), 1u);
  EXPECT_EQ(recovered.finished_days[0]->first_quarter, kMonday);
  EXPECT_EQ(recovered.finished_days[0]->steps.size(), 3u);
  EXPECT_EQ(recovered.current.first_quarter, kTuesday);
  EXPECT_EQ(recovered.last_sequence, 6u);
  EXPECT_THAT(recovered.damage, IsEmpty());
}

TEST_F(RecoveryTest, AnEmptyNewDayOlderThanTheOneBeforeIsDropped) {
  WriteMonday();
  WriteTuesday(4, {});  // made after sequence 4, failed, then command 5 went to Monday
  const RecoveredFolder recovered = Recover();
  EXPECT_EQ(recovered.current.first_quarter, kMonday);
  EXPECT_EQ(recovered.last_sequence, 5u);
  EXPECT_FALSE(fs::exists(JournalPath(folder_.journals(), kTuesday)));
  EXPECT_THAT(recovered.damage, IsEmpty());
}

TEST_F(RecoveryTest, AnOlderJournalCutAtItsEndIsDamageAndIsKeptAside) {
  const std::vector<std::size_t> ends = WriteMonday();
  WriteTuesday(5, {SmallStep(kTuesday, 6)});
  tests::FlipByte(path_, ends[4] + 10);
  const std::string damaged = ReadBytes(path_);
  const RecoveredFolder recovered = Recover();
  EXPECT_THAT(recovered.damage,
              ElementsAre(HasSubstr("lost the records with sequence 5 to 5"), HasSubstr("kept")));
  for (const auto& entry : fs::directory_iterator(folder_.aside())) {
    EXPECT_EQ(ReadBytes(entry.path()), damaged);
  }
}

TEST_F(RecoveryTest, UnfinishedFilesAreRemovedAndNothingElse) {
  WriteMonday();
  const std::vector<std::string> unfinished = {
      folder_.root + "/schema.bin.tmp", folder_.journals() + "/1.wal.tmp",
      folder_.snapshots() + "/1.h5.tmp", folder_.segments() + "/2026-01-05.h5.tmp"};
  for (const std::string& path : unfinished) WriteBytes(path, "half");
  WriteBytes(folder_.segments() + "/notes.txt", "mine");
  WriteBytes(folder_.journals() + "/007.wal", "not a name of ours");
  const RecoveredFolder recovered = Recover();
  EXPECT_EQ(recovered.notes.size(), unfinished.size());
  for (const std::string& path : unfinished) EXPECT_FALSE(fs::exists(path)) << path;
  EXPECT_TRUE(fs::exists(folder_.segments() + "/notes.txt"));
  EXPECT_TRUE(fs::exists(folder_.journals() + "/007.wal"));
}

TEST_F(RecoveryTest, AJournalCutBehindOurBackIsFilledUpFromTheSnapshot) {
  const std::vector<std::size_t> ends = WriteMonday();
  Snapshot(EndingStep(), 5, {SmallCommand("long", kMonday + 3, 5)});
  WriteBytes(path_, ReadBytes(path_).substr(0, ends[2]));  // steps 3, 4 and command 5 are gone
  for (int start = 0; start < 2; ++start) {
    const RecoveredFolder recovered = Recover();
    EXPECT_EQ(recovered.damage.empty(), start == 1) << "the second start finds it mended";
    EXPECT_EQ(recovered.last_sequence, 5u);
    ASSERT_NE(LastStep(recovered.current), nullptr);
    EXPECT_EQ(LastStep(recovered.current)->sequence, 4u);
    EXPECT_EQ(LastStep(recovered.current)->state, EndingStep().state);
    // Command 2 ended with a step that is lost: it must not come back in force.
    EXPECT_THAT(Sequences(CommandsInForce(recovered.current)), ElementsAre(5)) << start;
  }
}

TEST_F(RecoveryTest, WithoutJournalsTheSnapshotSpeaksAndTheLossIsSaid) {
  Snapshot(EndingStep(), 5, {SmallCommand("long", kMonday + 3, 5)});
  const RecoveredFolder recovered = Recover();
  EXPECT_EQ(recovered.epoch, 77u);
  EXPECT_EQ(recovered.last_sequence, 5u);
  EXPECT_FALSE(recovered.journal.has_value());
  ASSERT_TRUE(recovered.base.last_step.has_value());
  EXPECT_EQ(recovered.base.last_step->state, EndingStep().state);
  EXPECT_THAT(Sequences(recovered.base.commands_in_force), ElementsAre(5));
  EXPECT_THAT(recovered.damage, ElementsAre(HasSubstr("no journal")));
}

TEST_F(RecoveryTest, ASnapshotOfALaterDayEndsTheJournalsDay) {
  WriteMonday();
  Snapshot(SmallStep(kTuesday + 4, 9), 9, {});
  const RecoveredFolder recovered = Recover();
  ASSERT_EQ(recovered.finished_days.size(), 1u);
  EXPECT_FALSE(recovered.journal.has_value());
  EXPECT_EQ(recovered.last_sequence, 9u);
  EXPECT_THAT(recovered.damage, ElementsAre(HasSubstr("although a snapshot knows sequence 9")));
}

TEST_F(RecoveryTest, ADamagedNewestSegmentIsSetAside) {
  WriteMonday();
  const std::string path = folder_.segments() + "/" + SegmentName(kMonday - 96);
  WriteBytes(path, "no segment");
  const RecoveredFolder recovered = Recover();
  EXPECT_THAT(recovered.damage, ElementsAre(HasSubstr("set aside")));
  EXPECT_FALSE(fs::exists(path));
  EXPECT_EQ(ReadBytes(folder_.aside() + "/" + SegmentName(kMonday - 96)), "no segment");
}

TEST_F(RecoveryTest, ARefusalChangesNothing) {
  const std::vector<std::size_t> ends = WriteMonday();
  WriteBytes(folder_.journals() + "/1.wal.tmp", "half");
  const std::string torn = ReadBytes(path_).substr(0, ends[3] + 5);
  WriteBytes(path_, torn);
  Schema other_layout = SmallSchema();
  other_layout.frame.groups[0].unit = "V";
  Schema other_revision = SmallSchema();
  other_revision.attributes[kDataRevision] = "8";
  for (const Schema& schema : {other_layout, other_revision}) {
    const absl::Status status = Refusal(schema);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr("start with another folder"));
  }
  EXPECT_EQ(ReadBytes(path_), torn);
  EXPECT_TRUE(fs::exists(folder_.journals() + "/1.wal.tmp"));
  EXPECT_FALSE(fs::exists(folder_.aside()));
}

TEST_F(RecoveryTest, SealedDaysWithoutJournalOrSnapshotAreNotBegunAnew) {
  Day day;
  day.first_quarter = kMonday;
  AddStep(SmallStep(kMonday, 1), day);
  const std::string path = folder_.segments() + "/" + SegmentName(kMonday);
  WriteBytes(path, *EncodeSegment(SmallSchema(), 77, day));
  const absl::Status status = Refusal();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr(path));
}

TEST_F(RecoveryTest, AMendingThatIsInterruptedAnywhereIsDoneAgain) {
  const std::vector<std::size_t> ends = WriteMonday();
  tests::FlipByte(path_, ends[1] + 9);
  const std::string damaged = ReadBytes(path_);
  std::vector<std::string> points;
  const FaultHook listen = [&points](absl::string_view point) {
    points.emplace_back(point);
    return absl::OkStatus();
  };
  ASSERT_TRUE(RecoverFolder(folder_, SmallSchema(), listen).ok());
  const std::string mended = ReadBytes(path_);
  ASSERT_THAT(points, Contains("journal.repair.half_written"));
  for (const std::string& failing : points) {
    WriteBytes(path_, damaged);
    const FaultHook fail = [&failing](absl::string_view point) {
      return point == failing ? absl::ResourceExhaustedError("full") : absl::OkStatus();
    };
    EXPECT_EQ(RecoverFolder(folder_, SmallSchema(), fail).status().code(),
              absl::StatusCode::kResourceExhausted);
    Recover();
    EXPECT_EQ(ReadBytes(path_), mended) << failing;
  }
}

}  // namespace
}  // namespace twin::store
