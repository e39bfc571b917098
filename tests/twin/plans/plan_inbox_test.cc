#include "twin/plans/plan_inbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/data/plans/plan_reader_fixture.h"

namespace twin::plans {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Surroundings& Around() {
  static const Surroundings around = *LoadSurroundings(data::OstlandetFolder());
  return around;
}

class PlanInboxTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = (std::filesystem::path(testing::TempDir()) / "plan_inbox").string();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<PlanInbox> Open() {
    auto inbox = PlanInbox::Open(folder_, 7);
    EXPECT_TRUE(inbox.ok()) << inbox.status();
    return inbox.ok() ? *std::move(inbox) : nullptr;
  }

  const std::string station_ = Around().region.grid.stations[models::StationIndex(3)].id;
  const std::string other_station_ = Around().region.grid.stations[models::StationIndex(4)].id;
  const std::string project_ = Around().region.grid_projects[1].id;
  std::string folder_;
};

PlanNotice Notice(const std::string& plan, const std::string& station, int year) {
  return {.municipality_id = "3205",
          .plan_id = plan,
          .name = "plan",
          .station_id = station,
          .need_year = year,
          .margin = "not_known",
          .years = {{.year = year, .direct_mw = 2.0, .district_mw = 1.0}}};
}

TEST_F(PlanInboxTest, APlanComesToWhoSubscribesToItsStationEarliestNeedFirst) {
  const auto inbox = Open();
  ASSERT_TRUE(
      inbox->Subscribe(Around().region, {.subscriber = "grid", .station_ids = {station_}}).ok());
  ASSERT_TRUE(inbox->Post(Notice("1", station_, 2032)).ok());
  ASSERT_TRUE(inbox->Post(Notice("2", station_, 2028)).ok());
  ASSERT_TRUE(inbox->Post(Notice("3", other_station_, 2027)).ok());
  const auto items = inbox->ListFor("grid");
  ASSERT_THAT(items, SizeIs(2));
  EXPECT_EQ(items[0].notice.plan_id, "2");
  EXPECT_THAT(items[0].because, ElementsAre(station_));
  EXPECT_THAT(inbox->ListFor("somebody else"), IsEmpty());
}

TEST_F(PlanInboxTest, APlanComesToWhoSubscribesToAProjectItWaitsFor) {
  const auto inbox = Open();
  ASSERT_TRUE(
      inbox->Subscribe(Around().region, {.subscriber = "grid", .project_ids = {project_}}).ok());
  PlanNotice notice = Notice("1", other_station_, 2030);
  ASSERT_TRUE(inbox->Post(notice).ok());
  EXPECT_THAT(inbox->ListFor("grid"), IsEmpty());
  notice.project_ids = {project_};
  ASSERT_TRUE(inbox->Post(notice).ok());  // the plan's newer notice
  EXPECT_THAT(inbox->ListFor("grid"), SizeIs(1));
  EXPECT_THAT(inbox->Notices(), SizeIs(1));
}

TEST_F(PlanInboxTest, EverythingIsThereAfterARestart) {
  std::string ended;
  {
    const auto inbox = Open();
    const PlanSubscription station{.subscriber = "grid", .station_ids = {station_}};
    ASSERT_TRUE(inbox->Subscribe(Around().region, station).ok());
    ended =
        inbox->Subscribe(Around().region, {.subscriber = "grid", .station_ids = {other_station_}})
            ->id;
    ASSERT_TRUE(inbox->End(ended, "grid").ok());
    ASSERT_TRUE(inbox->Post(Notice("1", station_, 2030)).ok());
    ASSERT_TRUE(inbox->Post(Notice("2", other_station_, 2030)).ok());
    ASSERT_TRUE(inbox->Keep({.id = "abc", .source_id = "s", .freed_p50_mw = 1.25}).ok());
  }
  const auto inbox = Open();
  EXPECT_THAT(inbox->damage(), IsEmpty());
  EXPECT_THAT(inbox->Subscriptions("grid"), SizeIs(1));
  const auto items = inbox->ListFor("grid");
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].notice.years[0].direct_mw, 2.0);
  EXPECT_EQ(inbox->FindSwap("abc")->freed_p50_mw, 1.25);
  EXPECT_EQ(inbox->Post(Notice("3", station_, 2031))->number, 3u);
}

TEST_F(PlanInboxTest, ATornTailIsCutAndTheRestStands) {
  {
    const auto inbox = Open();
    ASSERT_TRUE(inbox->Post(Notice("1", station_, 2030)).ok());
    ASSERT_TRUE(inbox->Post(Notice("2", station_, 2030)).ok());
  }
  const std::string path = folder_ + "/plans/plans.log";
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 9);
  EXPECT_THAT(Open()->Notices(), SizeIs(1));
}

TEST_F(PlanInboxTest, SubscribingTwiceIsOneSubscriptionAndOnlyItsOwnerEndsIt) {
  const auto inbox = Open();
  const PlanSubscription wanted{.subscriber = "grid", .station_ids = {station_}};
  const std::string id = inbox->Subscribe(Around().region, wanted)->id;
  EXPECT_EQ(inbox->Subscribe(Around().region, wanted)->id, id);
  EXPECT_EQ(inbox->End(id, "other").code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(inbox->Subscriptions(""), SizeIs(1));
}

TEST_F(PlanInboxTest, WhatTheRegionDoesNotHaveIsRefused) {
  const auto inbox = Open();
  EXPECT_FALSE(inbox->Subscribe(Around().region, {.subscriber = "grid"}).ok());
  EXPECT_EQ(inbox->Subscribe(Around().region, {.subscriber = "grid", .station_ids = {"no"}})
                .status()
                .code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(inbox->Post({}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(SwapTest, TheBalanceOfTheSwapCloses) {
  const auto swap = CalcSwap(Around(), {.source_id = "oet:surplus/dc_skygard",
                                        .flats_count = 300.0,
                                        .lon_deg = 10.80,
                                        .lat_deg = 59.926});
  ASSERT_TRUE(swap.ok()) << swap.status();
  EXPECT_EQ(swap->local_time, "08:00");
  EXPECT_NEAR(swap->floor_m2, 21'000.0, 1e-9);
  EXPECT_LE(swap->heat_mw, swap->need_mw);
  // Flats of before 2010: 30 to 90 W of heat per square metre on the coldest day.
  EXPECT_GT(1e6 * swap->need_mw / swap->floor_m2, 30.0);
  EXPECT_LT(1e6 * swap->need_mw / swap->floor_m2, 90.0);
  EXPECT_NEAR(swap->freed_p50_mw, swap->before_p50_mw - swap->pump_mw, 1e-12);
  EXPECT_LT(swap->freed_p90_mw, swap->freed_p50_mw);
  EXPECT_THAT(MakeSwapText(*swap, true), HasSubstr("300 omlagte leiligheter"));
}

TEST(SwapTest, TheRecordReadBackIsTheRecord) {
  const auto swap = CalcSwap(Around(), {.source_id = "oet:surplus/dc_skygard",
                                        .flats_count = 50.0,
                                        .lon_deg = 10.80,
                                        .lat_deg = 59.926});
  ASSERT_TRUE(swap.ok()) << swap.status();
  const auto again = ParseSwap(MakeSwapJson(*swap));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(MakeSwapJson(*again).dump(), MakeSwapJson(*swap).dump());
  EXPECT_FALSE(ParseSwap({{"kind", "notice"}}).ok());
}

TEST(SwapTest, MoreFlatsThanTheSourceCanHeatAreSaidAndNotCounted) {
  const auto swap = CalcSwap(Around(), {.source_id = "oet:surplus/ice_jordal",
                                        .flats_count = 5000.0,
                                        .lon_deg = 10.78,
                                        .lat_deg = 59.91});
  ASSERT_TRUE(swap.ok()) << swap.status();
  EXPECT_LT(swap->heat_mw, 0.5 * swap->need_mw);
  EXPECT_THAT(swap->conditions,
              testing::Contains(testing::Field(&models::Bilingual::english,
                                               HasSubstr("gives less than the flats need"))));
  const std::string norwegian = MakeSwapText(*swap, true), english = MakeSwapText(*swap, false);
  for (const models::Bilingual& condition : swap->conditions) {
    EXPECT_THAT(english, HasSubstr(condition.english));
    EXPECT_THAT(norwegian, testing::Not(HasSubstr(condition.english)));
    EXPECT_THAT(norwegian, HasSubstr(condition.norwegian));
  }
}

TEST(SwapTest, AnUnknownSourceIsToldWithTheNearest) {
  const auto swap = CalcSwap(Around(), {.source_id = "oet:surplus/dc_skygaard",
                                        .flats_count = 1.0,
                                        .lon_deg = 10.8,
                                        .lat_deg = 59.9});
  EXPECT_EQ(swap.status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(CalcSwap(Around(), {.source_id = "x"}).ok());
}

}  // namespace
}  // namespace twin::plans
