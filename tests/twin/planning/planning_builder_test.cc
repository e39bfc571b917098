#include "twin/planning/planning_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/small_region.h"
#include "tests/support/small_store.h"
#include "tests/support/source_folder.h"

namespace twin::planning {
namespace {

namespace fs = std::filesystem;

// Ten blocks, in windows of seven.
constexpr int kQuarters = 9 * static_cast<int>(kBlockQuarters) + 100;
constexpr std::size_t kBlocks = 10;
const PlanningKey kKey{.model_revision = 1, .data_revision = "abc", .planning_year = 2030};
const std::string kName = CalcKeyHash(kKey);

class PlanningBuilderTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    region_ = new models::Region(tests::MakeSmallRegion(kQuarters));
    // What an uninterrupted build on one thread gives; every other way must give these bytes.
    const tests::TempFolder folder;
    EXPECT_TRUE(OpenOrBuildPlanningBase(folder.path(), *region_, {.key = kKey}).ok());
    sealed_ = new std::string(tests::ReadBytes(folder / (kName + ".h5")));
  }
  static void TearDownTestSuite() {
    delete region_;
    delete sealed_;
  }

  absl::StatusOr<std::unique_ptr<PlanningBase>> Build(PlanningBuild build = {}) {
    build.key = kKey;
    return OpenOrBuildPlanningBase(folder_.path(), *region_, build);
  }
  /// Stops when the first window of blocks is done.
  absl::Status BuildFirstWindow() {
    std::atomic<bool> is_cancelled{false};
    return Build({.on_progress = [&](std::size_t, std::size_t) { is_cancelled = true; },
                  .is_cancelled = &is_cancelled})
        .status();
  }
  std::string Path(const char* suffix) const { return folder_ / (kName + suffix); }
  std::vector<std::string> FilesThere() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename());
    }
    return names;
  }
  void ExpectSealedAsUninterrupted() {
    EXPECT_THAT(FilesThere(), testing::ElementsAre(kName + ".h5"));
    EXPECT_TRUE(tests::ReadBytes(Path(".h5")) == *sealed_);
  }

  static const models::Region* region_;
  static const std::string* sealed_;
  tests::TempFolder folder_;
};
const models::Region* PlanningBuilderTest::region_ = nullptr;
const std::string* PlanningBuilderTest::sealed_ = nullptr;

TEST_F(PlanningBuilderTest, TwoThreadsGiveTheBytesOfOne) {
  std::vector<std::size_t> told;
  const auto base = Build({.threads = 2, .on_progress = [&](std::size_t done, std::size_t total) {
                             told.push_back(done);
                             EXPECT_EQ(total, kBlocks);
                           }});
  ASSERT_TRUE(base.ok()) << base.status();
  EXPECT_EQ(told, (std::vector<std::size_t>{7, 10}));
  EXPECT_TRUE((*base)->is_sealed());
  for (std::size_t quarter = 0; quarter < (*base)->quarter_count(); ++quarter) {
    ASSERT_EQ((*base)->Status(quarter), QuarterStatus::kSolved) << quarter;
  }
  ExpectSealedAsUninterrupted();
}

TEST_F(PlanningBuilderTest, WhatIsSealedIsOpenedAndNothingIsComputed) {
  tests::WriteBytes(Path(".h5"), *sealed_);
  const auto base = Build({.on_progress = [](std::size_t, std::size_t) { ADD_FAILURE(); }});
  ASSERT_TRUE(base.ok()) << base.status();
  EXPECT_EQ((*base)->quarter_count(), static_cast<std::size_t>(kQuarters));
  EXPECT_EQ((*base)->block_count(), kBlocks);
}

TEST_F(PlanningBuilderTest, ACancelledBuildGoesOnWithoutComputingADoneBlockAgain) {
  const absl::Status cancelled = BuildFirstWindow();
  EXPECT_EQ(cancelled.code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(std::string(cancelled.message()), testing::HasSubstr("7 of 10 blocks"));
  const std::string lines = tests::ReadBytes(Path(".progress"));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 8);
  EXPECT_FALSE(fs::exists(Path(".h5")));
  // A block that is computed again gets another line.
  std::string after;
  ASSERT_TRUE(Build({.on_progress = [&](std::size_t, std::size_t) {
                after = tests::ReadBytes(Path(".progress"));
              }}).ok());
  EXPECT_EQ(after.substr(0, lines.size()), lines);
  EXPECT_EQ(std::count(after.begin(), after.end(), '\n'), 1 + 10);
  ExpectSealedAsUninterrupted();
}

TEST_F(PlanningBuilderTest, AKilledBuildGoesOnAndSealsTheSameBytes) {
  const pid_t child = ::fork();
  if (child == 0) {
    Build({.on_progress = [](std::size_t, std::size_t) { ::raise(SIGKILL); }}).IgnoreError();
    ::_exit(0);
  }
  int how = 0;
  ASSERT_EQ(::waitpid(child, &how, 0), child);
  ASSERT_TRUE(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
  const std::string lines = tests::ReadBytes(Path(".progress"));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 8);
  ASSERT_TRUE(Build().ok());
  ExpectSealedAsUninterrupted();
}

TEST_F(PlanningBuilderTest, ATornProgressLineCostsItsBlockOnly) {
  EXPECT_EQ(BuildFirstWindow().code(), absl::StatusCode::kCancelled);
  std::string lines = tests::ReadBytes(Path(".progress"));
  tests::WriteBytes(Path(".progress"), lines.substr(0, lines.size() - 4));
  lines.resize(lines.find_last_of('\n', lines.size() - 2) + 1);
  std::string after;
  ASSERT_TRUE(Build({.on_progress = [&](std::size_t done, std::size_t) {
                if (done == 7) after = tests::ReadBytes(Path(".progress"));
              }}).ok());
  EXPECT_EQ(after.substr(0, lines.size()), lines);
  EXPECT_EQ(std::count(after.begin(), after.end(), '\n'), 8);
  ExpectSealedAsUninterrupted();
}

TEST_F(PlanningBuilderTest, AKillBetweenTheLastLineAndTheSealLosesNothing) {
  const pid_t child = ::fork();
  if (child == 0) {
    Build({.on_progress = [](std::size_t done, std::size_t total) {
      if (done == total) ::raise(SIGKILL);
    }}).IgnoreError();
    ::_exit(0);
  }
  int how = 0;
  ASSERT_EQ(::waitpid(child, &how, 0), child);
  ASSERT_TRUE(fs::exists(Path(".building")));
  ASSERT_TRUE(Build().ok());
  ExpectSealedAsUninterrupted();
}

TEST_F(PlanningBuilderTest, ADamagedSealedBaseIsBuiltAnew) {
  tests::WriteBytes(Path(".h5"), *sealed_);
  {
    const auto base = Build();
    ASSERT_TRUE(base.ok()) << base.status();
    const auto row = (*base)->Row(Column::kVmPu, 1000);
    const std::string needle(reinterpret_cast<const char*>(row.data()), row.size_bytes());
    tests::FlipByte(Path(".h5"), sealed_->find(needle));
  }
  EXPECT_TRUE(tests::ReadBytes(Path(".h5")) != *sealed_);
  ASSERT_TRUE(Build().ok());
  ExpectSealedAsUninterrupted();
}

TEST_F(PlanningBuilderTest, ABaseOfAnotherGridWithTheSameKeyIsRefusedAndLeftAlone) {
  tests::WriteBytes(Path(".h5"), *sealed_);
  models::Region other = *region_;
  other.grid.buses[models::BusIndex(1)].id = "bus:77";
  EXPECT_EQ(OpenOrBuildPlanningBase(folder_.path(), other, {.key = kKey}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  ExpectSealedAsUninterrupted();
}

TEST_F(PlanningBuilderTest, AFullDiskIsOneLineAndNothingIsSealed) {
  {
    const tests::FileSizeLimit limit(sealed_->size() / 2);
    const absl::Status status = Build().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    EXPECT_EQ(status.message().find('\n'), std::string::npos);
    EXPECT_TRUE(FilesThere().empty());
  }
  ASSERT_TRUE(Build().ok());
  ExpectSealedAsUninterrupted();
}

TEST_F(PlanningBuilderTest, H5pyReadsTheSealedBase) {
  tests::WriteBytes(Path(".h5"), *sealed_);
  const int how =
      std::system(absl::StrCat("/usr/bin/python3 ", tests::SourceFolder(),
                               "/tests/support/open_planning_base.py '", Path(".h5"), "' ",
                               kQuarters, " ", tests::kSmallBuses, " ", tests::kSmallBranches)
                      .c_str());
  ASSERT_TRUE(WIFEXITED(how));
  if (WEXITSTATUS(how) == tests::kToolsMissing) GTEST_SKIP() << "python3 with h5py";
  EXPECT_EQ(WEXITSTATUS(how), 0);
}

}  // namespace
}  // namespace twin::planning
