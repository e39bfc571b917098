#include "twin/store/answer_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;

class AnswerLogTest : public testing::Test {
 protected:
  AnswerLogTest() {
    std::string folder = (fs::temp_directory_path() / "twin-answers-XXXXXX").string();
    directory_ = mkdtemp(folder.data());
  }
  ~AnswerLogTest() override { fs::remove_all(directory_); }

  std::unique_ptr<AnswerLog> Open(FaultHook hook = {}) {
    auto log = AnswerLog::Open(directory_.string(), 7, std::move(hook));
    EXPECT_TRUE(log.ok()) << log.status();
    return log.ok() ? *std::move(log) : nullptr;
  }
  std::string LogPath() const { return (directory_ / "answers/answers.log").string(); }
  std::string Bytes() const {
    std::ifstream file(LogPath(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void SetBytes(const std::string& bytes) const {
    std::ofstream(LogPath(), std::ios::binary | std::ios::trunc) << bytes;
  }
  static std::string Record(int i) { return absl::StrCat("record ", i, std::string(37, 'x')); }
  /// Appends the records 0 … count - 1 and returns their ids.
  std::vector<RecordId> Fill(int count) {
    const auto log = Open();
    std::vector<RecordId> ids;
    for (int i = 0; i < count; ++i) {
      ids.push_back(log->CalcId(absl::StrCat("question ", i), 3));
      EXPECT_TRUE(log->Append(ids.back(), Record(i)).ok());
    }
    return ids;
  }

  fs::path directory_;
};

TEST_F(AnswerLogTest, WhatIsAppendedIsReadBackAfterReopening) {
  const auto ids = Fill(3);
  const auto log = Open();
  EXPECT_THAT(log->damage(), testing::IsEmpty());
  EXPECT_EQ(log->size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(*log->Read(ids[static_cast<std::size_t>(i)]), Record(i));
    EXPECT_EQ(*ReadAnswer(directory_.string(), ids[static_cast<std::size_t>(i)]), Record(i));
  }
  EXPECT_TRUE(absl::IsNotFound(log->Read(log->CalcId("another", 3)).status()));
}

TEST_F(AnswerLogTest, AnEqualQuestionHasAnEqualIdAndIsNotWrittenTwice) {
  const RecordId id = Fill(1).front();
  const std::string before = Bytes();
  const auto log = Open();
  EXPECT_EQ(log->CalcId("question 0", 3), id);
  EXPECT_NE(log->CalcId("question 0", 4), id);
  EXPECT_TRUE(log->Append(id, "a later record").ok());
  EXPECT_EQ(Bytes(), before);
  EXPECT_EQ(*log->Read(id), Record(0));
}

TEST_F(AnswerLogTest, IdsDependOnTheFoldersKeyWhichOnlyItsOwnerCanRead) {
  const RecordId id = Fill(1).front();
  struct stat info = {};
  ASSERT_EQ(stat((directory_ / "answers/key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
  fs::remove(directory_ / "answers/key");
  EXPECT_NE(Open()->CalcId("question 0", 3), id);
}

TEST_F(AnswerLogTest, ATornTailIsCutAtEveryByte) {
  const auto ids = Fill(2);
  const std::string whole = Bytes();
  const std::size_t one = (whole.size() - 72) / 2;
  for (std::size_t size = 72 + one; size < whole.size(); ++size) {
    SetBytes(whole.substr(0, size));
    const auto log = Open();
    ASSERT_NE(log, nullptr);
    EXPECT_THAT(log->damage(), testing::IsEmpty());
    EXPECT_EQ(*log->Read(ids[0]), Record(0));
    EXPECT_TRUE(absl::IsNotFound(log->Read(ids[1]).status())) << size;
    EXPECT_EQ(Bytes().size(), 72 + one);
    ASSERT_TRUE(log->Append(ids[1], Record(1)).ok());
    EXPECT_EQ(Bytes(), whole);
  }
}

TEST_F(AnswerLogTest, AFlippedByteIsNeverAnAnswer) {
  const auto ids = Fill(3);
  const std::string whole = Bytes();
  const std::size_t one = (whole.size() - 72) / 3;
  for (std::size_t at = 72 + one; at < 72 + 2 * one; ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x40);
    SetBytes(bytes);
    const auto log = Open();
    ASSERT_NE(log, nullptr);
    EXPECT_THAT(log->damage(), testing::SizeIs(1)) << at;
    EXPECT_EQ(*log->Read(ids[0]), Record(0));
    EXPECT_EQ(*log->Read(ids[2]), Record(2));
    EXPECT_TRUE(absl::IsDataLoss(log->Read(ids[1]).status())) << at;
    EXPECT_TRUE(absl::IsDataLoss(ReadAnswer(directory_.string(), ids[1]).status())) << at;
    EXPECT_EQ(Bytes(), bytes) << "the file is left as it is";
    const bool id_is_whole = at < 72 + one + 24 || at >= 72 + one + 40;
    EXPECT_EQ(absl::IsDataLoss(log->Append(ids[1], Record(1))), id_is_whole) << at;
  }
}

TEST_F(AnswerLogTest, AByteFlippedUnderARunningLogIsFoundWhenRead) {
  const RecordId id = Fill(1).front();
  const auto log = Open();
  std::string bytes = Bytes();
  bytes[bytes.size() - 9] = static_cast<char>(bytes[bytes.size() - 9] ^ 1);
  SetBytes(bytes);
  EXPECT_TRUE(absl::IsDataLoss(log->Read(id).status()));
}

TEST_F(AnswerLogTest, AFailedAppendLeavesTheLogAsItWasAndCanBeTriedAgain) {
  bool fails = false;
  const auto log = Open([&fails](absl::string_view point) {
    return fails && point == "answers.append.half_written"
               ? absl::ResourceExhaustedError("disk full")
               : absl::OkStatus();
  });
  const RecordId id = log->CalcId("q", 1);
  const std::string before = Bytes();
  fails = true;
  EXPECT_TRUE(absl::IsResourceExhausted(log->Append(id, "r")));
  EXPECT_EQ(Bytes(), before);
  EXPECT_FALSE(log->Has(id));
  fails = false;
  EXPECT_TRUE(log->Append(id, "r").ok());
  EXPECT_EQ(*log->Read(id), "r");
}

TEST_F(AnswerLogTest, AnotherVersionIsRefusedAndACutHeaderIsDamage) {
  Fill(1);
  const std::string whole = Bytes();
  SetBytes(whole.substr(0, 50));
  EXPECT_TRUE(absl::IsDataLoss(AnswerLog::Open(directory_.string(), 7).status()));
  EXPECT_EQ(Bytes().size(), 50u);
}

TEST(RecordIdTest, AnIdIsThirtyTwoHexadecimalDigits) {
  const std::string text = "00112233445566778899aabbccddeeff";
  EXPECT_EQ(ToHex(*ParseRecordId(text)), text);
  EXPECT_FALSE(ParseRecordId(text + "0").has_value());
  EXPECT_FALSE(ParseRecordId("zz112233445566778899aabbccddeeff").has_value());
}

}  // namespace
}  // namespace twin::store
