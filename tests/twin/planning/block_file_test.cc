#include "twin/planning/block_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "tests/support/small_store.h"
#include "twin/store/crc32c.h"

namespace twin::planning {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::size_t kBlocks = 4, kBlockBytes = 4096;

class BlockFileTest : public testing::Test {
 protected:
  BlockFile::Plan MakePlan(std::size_t blocks = kBlocks) const {
    return {.folder = folder_ / "planning",
            .name = "some",
            .block_count = blocks,
            .mapped = {"/numbers"},
            .create =
                [blocks](data::Hdf5File& file) {
                  return file.CreateMapped(
                      {"/numbers", {blocks, kBlockBytes}, data::MappedType::kUint8, {}});
                },
            .accept =
                [this](const data::Hdf5File&) {
                  return is_accepted_ ? absl::OkStatus()
                                      : absl::FailedPreconditionError("made for another grid");
                },
            .crc =
                [](const BlockFile& file, std::size_t block) {
                  const auto* first = reinterpret_cast<const char*>(file.At(0));
                  return store::CalcCrc32c({first + block * kBlockBytes, kBlockBytes});
                }};
  }
  std::unique_ptr<BlockFile> Begin() {
    auto file = BlockFile::Begin(MakePlan());
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }
  static void Fill(BlockFile& file, std::size_t block, int value = 7) {
    std::memset(file.At(0) + block * kBlockBytes, value + static_cast<int>(block), kBlockBytes);
    EXPECT_TRUE(file.FinishBlock(block, 3, 1).ok());
  }
  void MakeSealed() {
    auto file = Begin();
    for (std::size_t block = 0; block < kBlocks; ++block) Fill(*file, block);
    ASSERT_TRUE(file->Seal().ok());
  }
  static std::vector<bool> Done(const BlockFile& file) {
    std::vector<bool> done;
    for (std::size_t block = 0; block < file.block_count(); ++block) {
      done.push_back(file.IsBlockDone(block));
    }
    return done;
  }
  std::string Path(const char* suffix) const {
    return folder_ / ("planning/some" + std::string(suffix));
  }

  tests::TempFolder folder_;
  bool is_accepted_ = true;
};

TEST_F(BlockFileTest, BlocksInAnyOrderAreSealedAndReadBack) {
  {
    auto file = Begin();
    for (const std::size_t block : {2u, 0u, 3u, 1u}) {
      EXPECT_FALSE(file->IsBlockDone(block));
      Fill(*file, block);
      EXPECT_TRUE(file->IsBlockDone(block));
    }
    EXPECT_FALSE(fs::exists(Path(".h5")));
    ASSERT_TRUE(file->Seal().ok());
    EXPECT_TRUE(file->is_sealed());
  }
  EXPECT_FALSE(fs::exists(Path(".building")));
  EXPECT_FALSE(fs::exists(Path(".progress")));
  EXPECT_EQ(fs::status(Path(".h5")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const auto file = BlockFile::Open(MakePlan());
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE((*file)->is_sealed());
  for (std::size_t block = 0; block < kBlocks; ++block) {
    EXPECT_EQ((*file)->At(0)[block * kBlockBytes], static_cast<std::byte>(7 + block));
  }
}

TEST_F(BlockFileTest, ABlockThatIsNotDoneIsNotSealed) {
  auto file = Begin();
  for (const std::size_t block : {0u, 1u, 3u}) Fill(*file, block);
  EXPECT_EQ(file->Seal().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(fs::exists(Path(".h5")));
}

TEST_F(BlockFileTest, WhatIsDoneStaysDoneOverARestart) {
  {
    auto file = Begin();
    Fill(*file, 1);
    Fill(*file, 3);
    std::memset(file->At(0), 99, kBlockBytes);  // begun, not finished
  }
  auto file = Begin();
  EXPECT_EQ(Done(*file), (std::vector<bool>{false, true, false, true}));
  EXPECT_EQ(file->At(0)[kBlockBytes], std::byte{8});
}

TEST_F(BlockFileTest, ProgressLinesAreWhatTheFormatSays) {
  {
    auto file = Begin();
    Fill(*file, 2);
  }
  const std::string head = "twin-progress 1 some 4";
  const std::string block(kBlockBytes, '\x09');
  const std::string line = absl::StrFormat("2 3 1 %08x", store::CalcCrc32c(block));
  EXPECT_EQ(tests::ReadBytes(Path(".progress")),
            absl::StrFormat("%s %08x\n%s %08x\n", head, store::CalcCrc32c(head), line,
                            store::CalcCrc32c(line)));
}

TEST_F(BlockFileTest, ATornLineIsCutWithWhatFollowsAndItsBlockIsNotDone) {
  {
    auto file = Begin();
    for (const std::size_t block : {0u, 1u, 2u}) Fill(*file, block);
  }
  const std::string whole = tests::ReadBytes(Path(".progress"));
  const std::size_t second = whole.find('\n', whole.find('\n') + 1) + 1;
  const std::size_t third = whole.find('\n', second) + 1;
  // Cut at every byte behind the first block's line.
  for (std::size_t size = second; size < whole.size(); ++size) {
    tests::WriteBytes(Path(".progress"), whole.substr(0, size));
    const auto file = Begin();
    EXPECT_EQ(Done(*file), (std::vector<bool>{true, size >= third, false, false})) << size;
    EXPECT_EQ(tests::ReadBytes(Path(".progress")), whole.substr(0, size >= third ? third : second));
  }
  // A flipped byte in a line: it and everything after it does not count.
  for (std::size_t at = second; at < third; ++at) {
    tests::WriteBytes(Path(".progress"), whole);
    tests::FlipByte(Path(".progress"), at);
    EXPECT_EQ(Done(*Begin()), (std::vector<bool>{true, false, false, false})) << at;
  }
}

TEST_F(BlockFileTest, ABlockThatIsNotWhatItsLineSaysIsNotDone) {
  std::size_t offset = 0;
  {
    auto file = Begin();
    Fill(*file, 0);
    Fill(*file, 1, 60);
    offset = tests::ReadBytes(Path(".building")).find(std::string(kBlockBytes, 61));
  }
  ASSERT_NE(offset, std::string::npos);
  tests::FlipByte(Path(".building"), offset + 17);
  EXPECT_EQ(Done(*Begin()), (std::vector<bool>{true, false, false, false}));
}

TEST_F(BlockFileTest, ABeginningThatDoesNotFitIsBegunAnew) {
  const auto begin_with_two_done = [&] {
    auto file = Begin();
    Fill(*file, 0);
    Fill(*file, 1);
  };
  const std::vector<bool> none(kBlocks, false);
  begin_with_two_done();
  fs::remove(Path(".progress"));
  EXPECT_EQ(Done(*Begin()), none);
  begin_with_two_done();
  fs::remove(Path(".building"));
  EXPECT_EQ(Done(*Begin()), none);
  begin_with_two_done();
  tests::FlipByte(Path(".progress"), 3);
  EXPECT_EQ(Done(*Begin()), none);
  begin_with_two_done();
  fs::resize_file(Path(".building"), 5000);
  EXPECT_EQ(Done(*Begin()), none);
  begin_with_two_done();
  EXPECT_EQ(Done(**BlockFile::Begin(MakePlan(7))), std::vector<bool>(7, false));
}

TEST_F(BlockFileTest, AFlippedByteInASealedBlockIsDataLossNamingTheBlock) {
  MakeSealed();
  const std::string bytes = tests::ReadBytes(Path(".h5"));
  const std::size_t offset = bytes.find(std::string(kBlockBytes, 9));
  ASSERT_NE(offset, std::string::npos);
  for (const std::size_t at : {std::size_t{0}, std::size_t{1234}, kBlockBytes - 1}) {
    tests::WriteBytes(Path(".h5"), bytes);
    tests::FlipByte(Path(".h5"), offset + at);
    const absl::Status status = BlockFile::Open(MakePlan()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(std::string(status.message()), HasSubstr("some.h5 is damaged: block 2 of 4"));
  }
  fs::resize_file(Path(".h5"), bytes.size() / 2);
  EXPECT_EQ(BlockFile::Open(MakePlan()).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(BlockFileTest, WhatIsNotThereOrForAnotherGridIsSaidSo) {
  EXPECT_EQ(BlockFile::Open(MakePlan()).status().code(), absl::StatusCode::kNotFound);
  MakeSealed();
  EXPECT_EQ(BlockFile::Open(MakePlan(5)).status().code(), absl::StatusCode::kFailedPrecondition);
  is_accepted_ = false;
  EXPECT_EQ(BlockFile::Open(MakePlan()).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(BlockFileTest, AFullDiskIsToldBeforeTheFirstBlockAndLeavesNothing) {
  for (const std::uint64_t room_bytes : {100u, 5'000u, 12'000u}) {
    const tests::FileSizeLimit limit(room_bytes);
    const absl::Status status = BlockFile::Begin(MakePlan()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << room_bytes << status;
    EXPECT_EQ(status.message().find('\n'), std::string::npos);
    EXPECT_TRUE(fs::is_empty(folder_ / "planning")) << room_bytes;
  }
  MakeSealed();  // there is room again
  EXPECT_TRUE(BlockFile::Open(MakePlan()).ok());
}

TEST_F(BlockFileTest, AFullDiskAtTheProgressLineIsToldAndTheBlockIsComputedAgain) {
  auto file = Begin();
  Fill(*file, 0);
  const std::string before = tests::ReadBytes(Path(".progress"));
  std::memset(file->At(0) + kBlockBytes, 8, kBlockBytes);
  {
    const tests::FileSizeLimit limit(before.size() + 5);
    EXPECT_EQ(file->FinishBlock(1, 1, 0).code(), absl::StatusCode::kResourceExhausted);
    EXPECT_FALSE(file->IsBlockDone(1));
  }
  // Room again: the next lines count although a part of a line stood there.
  Fill(*file, 1);
  Fill(*file, 2);
  file.reset();
  EXPECT_EQ(Done(*Begin()), (std::vector<bool>{true, true, true, false}));
}

}  // namespace
}  // namespace twin::planning
