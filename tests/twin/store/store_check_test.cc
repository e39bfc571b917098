#include "twin/store/store_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "tests/support/small_store.h"
#include "twin/store/answer_log.h"
#include "twin/store/record_log.h"
#include "twin/store/segment.h"
#include "twin/store/store.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using tests::kMonday;
using tests::SmallCommand;
using tests::SmallSchema;
using tests::SmallStep;

/// Two sealed days, one unsealed, two snapshots, one answer, one branch.
class StoreCheckTest : public testing::Test {
 protected:
  StoreCheckTest() {
    store_ = *Store::Open({.directory = Root(), .schema = SmallSchema(), .fault_hook = {}});
    for (int day = 0; day < 3; ++day) {
      EXPECT_TRUE(store_->AppendStep(SmallStep(kMonday + 96 * day)).ok());
      EXPECT_TRUE(store_->AppendCommand(SmallCommand("p", kMonday + 96 * day)).ok());
      EXPECT_TRUE(store_->AppendStep(SmallStep(kMonday + 96 * day + 1)).ok());
    }
    EXPECT_TRUE(store_->Flush().ok());
    const auto answers = AnswerLog::Open(Root(), store_->epoch());
    EXPECT_TRUE((*answers)->Append((*answers)->CalcId("question", 1), "an answer").ok());
    const auto branches = RecordLog::Open(kBranchLog, Root(), store_->epoch());
    EXPECT_TRUE((*branches)->Append("an order").ok());
  }
  std::string Root() const { return folder_ / "data"; }
  std::string PathOf(const std::string& name) const { return Root() + "/" + name; }
  FolderCheck Check() const {
    auto check = CheckFolder(Root());
    EXPECT_TRUE(check.ok()) << check.status();
    return *std::move(check);
  }
  /// The verdict on one file; unreadable when it is not listed.
  FileVerdict VerdictOf(const std::string& name) const {
    for (const FileVerdict& file : Check().files) {
      if (file.path == name) return file;
    }
    return {.path = name, .verdict = Verdict::kUnreadable};
  }
  static std::string JournalName(std::int64_t day) {
    return "journal/" + std::to_string((kMonday + 96 * day).index()) + ".wal";
  }

  tests::TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreCheckTest, ASoundFolderIsGoodBesideItsWriterAndWithout) {
  const FolderCheck beside = Check();
  EXPECT_TRUE(beside.IsGood());
  ASSERT_TRUE(beside.writer.has_value());
  EXPECT_EQ(beside.writer->pid, ::getpid());
  EXPECT_EQ(beside.epoch, store_->epoch());
  EXPECT_EQ(beside.last_sequence, 9u);
  EXPECT_THAT(beside.problems, IsEmpty());
  EXPECT_THAT(beside.files, SizeIs(9));  // schema, 2 snapshots, journal, 2 days, 2 logs, key
  for (const FileVerdict& file : beside.files) {
    EXPECT_EQ(file.verdict, Verdict::kGood) << file.path;
    EXPECT_GT(file.size_bytes, 0) << file.path;
  }
  EXPECT_EQ(VerdictOf("segments/2026-01-06.h5").first_sequence, 4u);
  EXPECT_EQ(VerdictOf("segments/2026-01-06.h5").last_sequence, 6u);
  EXPECT_EQ(VerdictOf(JournalName(2)).first_sequence, 7u);
  EXPECT_EQ(VerdictOf(JournalName(2)).last_sequence, 9u);
  ASSERT_TRUE(store_->Close().ok());
  EXPECT_TRUE(Check().IsGood());
  EXPECT_FALSE(Check().writer.has_value());
}

TEST_F(StoreCheckTest, EveryFileWithOneChangedByteIsNamedAndNothingElse) {
  ASSERT_TRUE(store_->Close().ok());
  for (const FileVerdict& file : Check().files) {
    if (file.kind == FileKind::kAnswerKey) continue;  // random bytes carry no checksum
    const std::string whole = tests::ReadBytes(PathOf(file.path));
    // Late in a journal it would be a torn tail: damage is what has good records behind it.
    tests::FlipByte(PathOf(file.path), file.kind == FileKind::kJournal ? 100 : 20);
    const FolderCheck check = Check();
    EXPECT_FALSE(check.IsGood()) << file.path;
    for (const FileVerdict& found : check.files) {
      EXPECT_EQ(found.verdict == Verdict::kDamaged, found.path == file.path)
          << "byte of " << file.path << " changed, " << found.path << " is "
          << ToText(found.verdict);
      EXPECT_EQ(found.problems.empty(), found.path != file.path);
    }
    tests::WriteBytes(PathOf(file.path), whole);
  }
  EXPECT_TRUE(Check().IsGood());
}

TEST_F(StoreCheckTest, NothingIsChangedByLooking) {
  store_.reset();
  const std::string journal = PathOf(JournalName(2));
  tests::WriteBytes(journal, tests::ReadBytes(journal) + "TREC torn");
  tests::WriteBytes(PathOf("segments/2026-01-09.h5.tmp"), "half");
  tests::FlipByte(PathOf("segments/2026-01-05.h5"), 30);
  const auto list = [&] {
    std::string text;
    for (const auto& entry : fs::recursive_directory_iterator(Root())) {
      if (!entry.is_regular_file()) continue;
      text += entry.path().string() + tests::ReadBytes(entry.path());
    }
    return text;
  };
  const std::string before = list();
  EXPECT_FALSE(Check().IsGood());
  EXPECT_EQ(list(), before);
}

TEST_F(StoreCheckTest, ATornTailAndALeftOverAreUnfinishedNotDamage) {
  store_.reset();
  const std::string journal = PathOf(JournalName(2));
  tests::WriteBytes(journal, tests::ReadBytes(journal) + "TREC torn");
  tests::WriteBytes(PathOf("segments/2026-01-09.h5.tmp"), "half");
  EXPECT_TRUE(Check().IsGood());
  const FileVerdict torn = VerdictOf(JournalName(2));
  EXPECT_EQ(torn.verdict, Verdict::kUnfinished);
  EXPECT_THAT(torn.problems.front(), HasSubstr("never acknowledged"));
  EXPECT_EQ(VerdictOf("segments/2026-01-09.h5.tmp").kind, FileKind::kLeftOver);
}

TEST_F(StoreCheckTest, AMissingDayAndAMissingJournalAreSaidBySequence) {
  ASSERT_TRUE(store_->Close().ok());
  fs::remove(PathOf("segments/2026-01-06.h5"));
  FolderCheck check = Check();
  EXPECT_FALSE(check.IsGood());
  ASSERT_THAT(check.problems, SizeIs(1));
  EXPECT_THAT(check.problems[0], HasSubstr("sequence 4 to 6"));
  fs::remove(PathOf(JournalName(2)));
  check = Check();
  ASSERT_THAT(check.problems, SizeIs(1));
  EXPECT_THAT(check.problems[0], HasSubstr("a snapshot knows sequence 9"));
}

TEST_F(StoreCheckTest, ATruncatedSegmentAndAFileOfAnotherHistoryAreDamage) {
  ASSERT_TRUE(store_->Close().ok());
  const std::string segment = PathOf("segments/2026-01-05.h5");
  fs::resize_file(segment, fs::file_size(segment) / 2);
  EXPECT_EQ(VerdictOf("segments/2026-01-05.h5").verdict, Verdict::kDamaged);
  EXPECT_THAT(VerdictOf("segments/2026-01-05.h5").problems.front(), HasSubstr("truncated"));
  Day day;
  day.first_quarter = kMonday + 96;
  AddStep(SmallStep(kMonday + 96, 4), day);
  tests::WriteBytes(PathOf("segments/2026-01-06.h5"), *EncodeSegment(SmallSchema(), 77, day));
  EXPECT_THAT(VerdictOf("segments/2026-01-06.h5").problems.front(), HasSubstr("another history"));
}

TEST_F(StoreCheckTest, AFolderWithoutAStoreIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(CheckFolder(folder_.path()).status()));
  EXPECT_TRUE(absl::IsNotFound(CheckFolder(folder_ / "none").status()));
}

}  // namespace
}  // namespace twin::store
