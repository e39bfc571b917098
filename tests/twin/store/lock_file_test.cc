#include "twin/store/lock_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/small_store.h"

namespace twin::store {
namespace {

using testing::HasSubstr;
using tests::TempFolder;

TEST(LockFileTest, ASecondOpenIsRefusedAndNamesTheHolder) {
  const TempFolder folder;
  auto first = LockFile::Acquire(folder.path());
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(first->SetAddress("127.0.0.1:7443").ok());
  const absl::Status second = LockFile::Acquire(folder.path()).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(second.message(), folder.path() + " is in use by the twin with pid " +
                                  std::to_string(::getpid()) + ", which serves at 127.0.0.1:7443");
}

TEST(LockFileTest, AReaderLearnsOfTheHolderWithoutDisturbingIt) {
  const TempFolder folder;
  EXPECT_EQ(*ReadLock(folder.path()), std::nullopt);
  {
    auto lock = LockFile::Acquire(folder.path());
    ASSERT_TRUE(lock.ok());
    const auto holder = ReadLock(folder.path());
    ASSERT_TRUE(holder.ok() && holder->has_value());
    EXPECT_EQ((*holder)->pid, ::getpid());
    EXPECT_EQ((*holder)->address, "");
    ASSERT_TRUE(lock->SetAddress("[::1]:1").ok());
    EXPECT_EQ((*ReadLock(folder.path()))->address, "[::1]:1");
  }
  EXPECT_FALSE(ReadLock(folder.path())->has_value());
  EXPECT_EQ(tests::ReadBytes(folder / "twin.lock"), "");
}

TEST(LockFileTest, ALockThatWasLetGoCanBeTakenAgain) {
  const TempFolder folder;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(LockFile::Acquire(folder.path()).ok());
}

TEST(LockFileTest, ALockDiesWithItsProcessAndItsTextMisleadsNobody) {
  const TempFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    auto lock = LockFile::Acquire(folder.path());
    if (!lock.ok() || !lock->SetAddress("gone:1").ok()) ::_exit(1);
    ::_exit(0);  // no destructor runs, as after kill -9
  }
  int how = 0;
  ASSERT_EQ(::waitpid(child, &how, 0), child);
  ASSERT_EQ(how, 0);
  EXPECT_THAT(tests::ReadBytes(folder / "twin.lock"), HasSubstr("gone:1"));
  EXPECT_FALSE(ReadLock(folder.path())->has_value());
  EXPECT_TRUE(LockFile::Acquire(folder.path()).ok());
}

TEST(LockFileTest, AFolderThatIsNotThereCannotBeLocked) {
  const TempFolder folder;
  EXPECT_EQ(LockFile::Acquire(folder / "nothing").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace twin::store
