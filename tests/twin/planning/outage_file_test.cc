#include "twin/planning/outage_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/small_region.h"
#include "tests/support/small_store.h"

namespace twin::planning {
namespace {

const PlanningKey kKey{.model_revision = 1, .data_revision = "abc", .planning_year = 2030};

class OutageFileTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<OutageFile>> Open() const {
    return OutageFile::Open(folder_.path(), kKey, region_.grid, limits_, groups_);
  }
  std::unique_ptr<OutageFile> Begin() const {
    auto file = OutageFile::Begin(folder_.path(), kKey, region_.grid, limits_, groups_);
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }
  // Every value another one.
  solvers::OutageExtremes MakeExtremes(std::size_t group) const {
    auto extremes = solvers::OutageExtremes::Make(limits_);
    float next = 100.0f * static_cast<float>(group);
    std::uint16_t at = static_cast<std::uint16_t>(1000 * group);
    for (auto* values : {&extremes.loading_max_share, &extremes.loading_min_share,
                         &extremes.v_min_pu, &extremes.v_max_pu}) {
      for (float& value : *values) value = next += 0.25f;
    }
    for (auto* places : {&extremes.loading_max_at, &extremes.loading_min_at, &extremes.v_min_at,
                         &extremes.v_max_at}) {
      for (std::uint16_t& place : *places) place = ++at;
    }
    return extremes;
  }
  std::vector<solvers::UnsolvedOutage> MakeUnsolved(std::size_t group) const {
    if (group == 1) return {};
    return {{static_cast<std::uint32_t>(group), 3}, {70'000, 5}};
  }
  static void Put(OutageFile& file, std::size_t group, const solvers::OutageExtremes& extremes,
                  const std::vector<solvers::UnsolvedOutage>& unsolved) {
    ASSERT_TRUE(file.Write(group, extremes, unsolved).ok());
    ASSERT_TRUE(file.Finish(group).ok());
  }
  void MakeSealed() const {
    const auto file = Begin();
    for (const std::size_t group : {2u, 0u, 1u}) {
      Put(*file, group, MakeExtremes(group), MakeUnsolved(group));
    }
    ASSERT_TRUE(file->Seal().ok());
  }
  std::string Path(const char* suffix) const {
    return folder_ / (CalcKeyHash(kKey) + "-outages" + suffix);
  }

  tests::TempFolder folder_;
  models::Region region_ = tests::MakeSmallRegion(1344);
  solvers::LimitSet limits_ = solvers::MakeLimitSet(region_.grid);
  QuarterGroups groups_{{{0, 3, 6}, {1, 4}, {2, 5, 7, 8}}};
};

TEST_F(OutageFileTest, GroupsInAnyOrderComeBackToTheBit) {
  MakeSealed();
  const auto file = Open();
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ((*file)->group_count(), 3u);
  for (std::size_t group = 0; group < 3; ++group) {
    const auto expected = MakeExtremes(group);
    const solvers::BlockExtremes found = (*file)->Extremes(group);
    const auto equal = [](const auto& a, const auto& b) { return std::ranges::equal(a, b); };
    EXPECT_TRUE(equal(found.quarters, groups_.quarters[group]));
    EXPECT_TRUE(equal(found.loading_max_share, expected.loading_max_share));
    EXPECT_TRUE(equal(found.loading_min_share, expected.loading_min_share));
    EXPECT_TRUE(equal(found.v_min_pu, expected.v_min_pu));
    EXPECT_TRUE(equal(found.v_max_pu, expected.v_max_pu));
    EXPECT_TRUE(equal(found.loading_max_at, expected.loading_max_at));
    EXPECT_TRUE(equal(found.loading_min_at, expected.loading_min_at));
    EXPECT_TRUE(equal(found.v_min_at, expected.v_min_at));
    EXPECT_TRUE(equal(found.v_max_at, expected.v_max_at));
    EXPECT_EQ((*file)->Unsolved(group), MakeUnsolved(group));
  }
}

TEST_F(OutageFileTest, ADoneGroupStaysDoneAndAnotherOneWaits) {
  Put(*Begin(), 1, MakeExtremes(1), {});
  const auto file = Begin();
  EXPECT_FALSE(file->IsDone(0));
  EXPECT_TRUE(file->IsDone(1));
  EXPECT_FALSE(file->IsDone(2));
  EXPECT_EQ(file->Extremes(1).v_min_pu[0], MakeExtremes(1).v_min_pu[0]);
  EXPECT_EQ(file->Seal().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(OutageFileTest, OtherLimitsOrGroupsAreAnotherFile) {
  MakeSealed();
  const auto expect_refused = [this] {
    EXPECT_EQ(Open().status().code(), absl::StatusCode::kFailedPrecondition);
  };
  const solvers::LimitSet limits = limits_;
  const QuarterGroups groups = groups_;
  limits_.outages.pop_back();
  expect_refused();
  limits_ = limits;
  std::swap(limits_.branches[0], limits_.branches[1]);
  expect_refused();
  limits_ = limits;
  limits_.buses.pop_back();
  expect_refused();
  limits_ = limits;
  groups_.quarters[2].back() = 9;
  expect_refused();
  groups_.quarters = {{0, 3}, {6, 1, 4}, {2, 5, 7, 8}};  // the same quarters, cut elsewhere
  expect_refused();
  groups_ = groups;
  EXPECT_TRUE(Open().ok());
}

TEST_F(OutageFileTest, AFlippedByteIsDataLossNamingTheGroup) {
  MakeSealed();
  const std::vector<float> row = MakeExtremes(2).v_max_pu;
  const std::string bytes = tests::ReadBytes(Path(".h5"));
  const std::string needle(reinterpret_cast<const char*>(row.data()), 4 * row.size());
  const std::size_t offset = bytes.find(needle);
  ASSERT_NE(offset, std::string::npos);
  tests::FlipByte(Path(".h5"), offset + 5);
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(Open().status().message()), testing::HasSubstr("block 2 of 3"));
}

TEST_F(OutageFileTest, MoreUnsolvedPairsThanAreKeptIsSaidSo) {
  const auto file = Begin();
  const std::vector<solvers::UnsolvedOutage> many(OutageFile::kMaxUnsolved + 1);
  EXPECT_EQ(file->Write(0, MakeExtremes(0), many).code(), absl::StatusCode::kResourceExhausted);
  const std::vector<solvers::UnsolvedOutage> most(OutageFile::kMaxUnsolved, {4, 2});
  Put(*file, 0, MakeExtremes(0), most);
  EXPECT_EQ(file->Unsolved(0), most);
}

}  // namespace
}  // namespace twin::planning
