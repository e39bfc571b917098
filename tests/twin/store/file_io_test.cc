#include "twin/store/file_io.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/small_store.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::ReadBytes;
using tests::TempFolder;
using tests::WriteBytes;

TEST(FileIoTest, AnErrorOfTheSystemSaysWhatCanBeDone) {
  using absl::StatusCode;
  for (const int number : {ENOSPC, EDQUOT, EFBIG, EMFILE, ENFILE}) {
    EXPECT_EQ(ErrnoStatus(number, "x").code(), StatusCode::kResourceExhausted) << number;
  }
  for (const int number : {EACCES, EPERM, EROFS, ENOTDIR, EISDIR}) {
    EXPECT_EQ(ErrnoStatus(number, "x").code(), StatusCode::kFailedPrecondition) << number;
  }
  EXPECT_EQ(ErrnoStatus(ENOENT, "x").code(), StatusCode::kNotFound);
  EXPECT_EQ(ErrnoStatus(EIO, "x").code(), StatusCode::kInternal);
  EXPECT_EQ(ErrnoStatus(ENOSPC, "cannot write a").message(),
            "cannot write a: No space left on device");
}

TEST(FileIoTest, APlaceHolderOfAFaultIsFineWithoutAHook) {
  EXPECT_TRUE(PassFaultPoint({}, "a", "b").ok());
  std::string seen;
  const FaultHook hook = [&seen](absl::string_view point) {
    seen = std::string(point);
    return absl::AbortedError("stop");
  };
  EXPECT_EQ(PassFaultPoint(hook, "a", "b").code(), absl::StatusCode::kAborted);
  EXPECT_EQ(seen, "a.b");
}

TEST(FileIoTest, AnAtomicWriteFailingAnywhereLeavesOldBytesOrNewAndNoRest) {
  for (const char* place : {"begin", "half_written", "written", "synced", "renamed", "durable"}) {
    const TempFolder folder;
    const std::string path = folder / "file";
    ASSERT_TRUE(WriteFileAtomically(path, "old", "f", {}).ok());
    const FaultHook hook = [&place](absl::string_view point) {
      return point == std::string("f.") + place ? absl::ResourceExhaustedError("full")
                                                : absl::OkStatus();
    };
    EXPECT_EQ(WriteFileAtomically(path, "newer", "f", hook).code(),
              absl::StatusCode::kResourceExhausted);
    const bool is_renamed = place == std::string("renamed") || place == std::string("durable");
    EXPECT_EQ(ReadBytes(path), is_renamed ? "newer" : "old") << place;
    EXPECT_FALSE(fs::exists(path + ".tmp")) << place;
  }
}

TEST(FileIoTest, AnAtomicWriteIntoAFullDiskLeavesTheOldBytes) {
  const TempFolder folder;
  const std::string path = folder / "file";
  ASSERT_TRUE(WriteFileAtomically(path, "old", "f", {}).ok());
  absl::Status status;
  {
    const tests::FileSizeLimit limit(100);
    status = WriteFileAtomically(path, std::string(1000, 'x'), "f", {});
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("file.tmp"));
  EXPECT_EQ(ReadBytes(path), "old");
  EXPECT_FALSE(fs::exists(path + ".tmp"));
}

TEST(FileIoTest, WritingAtAnOffsetKeepsWhatStandsBefore) {
  const TempFolder folder;
  const std::string path = folder / "file";
  WriteBytes(path, "abcdef");
  const auto file = FileDescriptor::Open(path, O_RDWR);
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(WriteAllAt(*file, "XYZ!", 4, "file").ok());
  EXPECT_EQ(ReadBytes(path), "abcdXYZ!");
}

TEST(FileIoTest, ADescriptorHasOneOwner) {
  const TempFolder folder;
  WriteBytes(folder / "file", "x");
  auto opened = FileDescriptor::Open(folder / "file", O_RDONLY);
  ASSERT_TRUE(opened.ok());
  FileDescriptor first = *std::move(opened);
  const int number = first.get();
  FileDescriptor second(std::move(first));
  EXPECT_FALSE(first.is_open());  // NOLINT: what a moved-from one says is the point
  EXPECT_EQ(second.get(), number);
  second.Close();
  EXPECT_FALSE(second.is_open());
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
  EXPECT_EQ(FileDescriptor::Open(folder / "nothing", O_RDONLY).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(FileIoTest, RemovingAFileThatIsNotThereIsFine) {
  const TempFolder folder;
  WriteBytes(folder / "file", "x");
  EXPECT_TRUE(RemoveFileDurably(folder / "file", "r", {}).ok());
  EXPECT_FALSE(fs::exists(folder / "file"));
  EXPECT_TRUE(RemoveFileDurably(folder / "file", "r", {}).ok());
}

TEST(FileIoTest, SettingAsideNeverOverwrites) {
  const TempFolder folder;
  std::vector<std::string> places;
  for (const char* bytes : {"first", "second", "third"}) {
    WriteBytes(folder / "a.h5", bytes);
    const auto moved = MoveAside(folder / "a.h5", folder / "aside");
    ASSERT_TRUE(moved.ok()) << moved.status();
    places.push_back(*moved);
    EXPECT_EQ(ReadBytes(*moved), bytes);
  }
  EXPECT_THAT(places,
              ElementsAre(folder / "aside/a.h5", folder / "aside/a.h5.1", folder / "aside/a.h5.2"));
  EXPECT_EQ(ReadBytes(places[0]), "first");
}

TEST(FileIoTest, AFolderIsListedSortedBySuffixWithoutHiddenFiles) {
  const TempFolder folder;
  for (const char* name : {"b.h5", "a.h5", ".c.h5", "d.tmp"}) WriteBytes(folder / name, "");
  EXPECT_THAT(*ListFolder(folder.path(), ".h5"), ElementsAre("a.h5", "b.h5"));
  EXPECT_THAT(*ListFolder(folder.path(), ".wal"), IsEmpty());
  EXPECT_EQ(ListFolder(folder / "nothing", "").status().code(), absl::StatusCode::kNotFound);
}

TEST(FileIoTest, AFolderIsMadeOnceForItsOwnerAlone) {
  const TempFolder folder;
  ASSERT_TRUE(MakeFolder(folder / "new").ok());
  EXPECT_TRUE(MakeFolder(folder / "new").ok());
  EXPECT_EQ(fs::status(folder / "new").permissions(), fs::perms::owner_all);
  WriteBytes(folder / "file", "");
  EXPECT_EQ(MakeFolder(folder / "file").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(MakeFolder(folder / "no/parent").code(), absl::StatusCode::kNotFound);
}

TEST(FileIoTest, TheFolderOfAPathIsWhatStandsBeforeTheLastSlash) {
  EXPECT_EQ(FolderOf("/a/b/c"), "/a/b");
  EXPECT_EQ(FolderOf("/a"), "/");
  EXPECT_EQ(FolderOf("a"), ".");
}

TEST(FileIoTest, AFileIsReadWhole) {
  const TempFolder folder;
  const std::string bytes(100000, '\0');
  WriteBytes(folder / "file", bytes);
  EXPECT_EQ(*ReadWholeFile(folder / "file"), bytes);
  EXPECT_EQ(ReadWholeFile(folder / "nothing").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace twin::store
