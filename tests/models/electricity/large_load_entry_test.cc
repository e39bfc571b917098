#include "models/electricity/large_load_entry.h"

#include <gtest/gtest.h>

namespace models {
namespace {

LargeLoadParams Waiting(LargeLoadStatus status, int from_year, double size_mw = 60.0) {
  return {.id = "oet:large/hall",
          .name = "Hall",
          .sector = Sector::kDataCentres,
          .municipality = MunicipalityIndex(0),
          .status = status,
          .size_mw = size_mw,
          .from_year = from_year,
          .bus = BusIndex(1)};
}

TEST(LargeLoadEntryTest, ReservedEnterFromTheirYearAndTheQueueWhenAskedFor) {
  using enum LargeLoadStatus;
  EXPECT_FALSE(EntersInYear(Waiting(kReserved, 2028), {.year = 2027}));
  EXPECT_TRUE(EntersInYear(Waiting(kReserved, 2028), {.year = 2028}));
  EXPECT_FALSE(EntersInYear(Waiting(kReserved, 0), {.year = 2040}));
  for (const auto status : {kQueue, kAnnounced}) {
    EXPECT_FALSE(EntersInYear(Waiting(status, 2028), {.year = 2040}));
    EXPECT_FALSE(EntersInYear(Waiting(status, 2028), {.year = 2027, .has_queue = true}));
    EXPECT_TRUE(EntersInYear(Waiting(status, 2028), {.year = 2028, .has_queue = true}));
    EXPECT_TRUE(EntersInYear(Waiting(status, 0), {.year = 2027, .has_queue = true}));
  }
  EXPECT_FALSE(EntersInYear(Waiting(kOperating, 2020), {.year = 2030, .has_queue = true}));
  EXPECT_FALSE(EntersInYear(Waiting(kClosed, 2020), {.year = 2030, .has_queue = true}));
  EXPECT_FALSE(EntersInYear(Waiting(kReserved, 2028, 0.0), {.year = 2030}));
  LargeLoadParams drawn = Waiting(kReserved, 2028);
  drawn.drawn_by = LoadIndex(0);
  EXPECT_FALSE(EntersInYear(drawn, {.year = 2030}));
  LargeLoadParams nowhere = Waiting(kReserved, 2028);
  nowhere.bus = BusIndex();
  EXPECT_FALSE(EntersInYear(nowhere, {.year = 2030}));
}

class AddLargeLoadsTest : public testing::Test {
 protected:
  AddLargeLoadsTest() {
    grid_.buses.Add({.id = "a@47"});
    grid_.buses.Add({.id = "b@132"});
    grid_.loads.Add({.id = "town", .bus = BusIndex(0), .place = PlaceIndex(3), .cold_mw = 10.0});
    grid_.loads[LoadIndex(0)].municipality = MunicipalityIndex(0);
    demand_.sector_model.sectors[static_cast<std::size_t>(Sector::kDataCentres)].tan_phi_ratio =
        0.12;
    large_.Add(Waiting(LargeLoadStatus::kReserved, 2028));
    large_.Add(Waiting(LargeLoadStatus::kQueue, 2030, 500.0));
  }

  ElectricityGrid grid_;
  DemandParams demand_;
  Table<LargeLoadIndex, LargeLoadParams> large_;
};

TEST_F(AddLargeLoadsTest, TheLoadHasTheSizeTheBusAndTheSectorsTanPhi) {
  ASSERT_TRUE(AddLargeLoads({.year = 2030}, large_, demand_, grid_).ok());
  ASSERT_EQ(grid_.loads.size(), 2u);
  const LoadParams& load = grid_.loads[LoadIndex(1)];
  EXPECT_EQ(load.id, "oet:load/large/hall");
  EXPECT_EQ(load.kind, LoadKind::kNamed);
  EXPECT_EQ(load.bus, BusIndex(1));
  EXPECT_EQ(load.place, PlaceIndex(3));  // of its municipality's load, none being at its busbar
  EXPECT_EQ(load.cold_mw, 60.0);
  EXPECT_EQ(load.summer_mw, 60.0);
  EXPECT_EQ(load.cold_tan_phi_ratio, 0.12);
  EXPECT_EQ(large_[LargeLoadIndex(0)].drawn_by, LoadIndex(1));
  EXPECT_FALSE(large_[LargeLoadIndex(1)].drawn_by.valid());
  // What has entered does not enter again.
  ASSERT_TRUE(AddLargeLoads({.year = 2031, .has_queue = true}, large_, demand_, grid_).ok());
  ASSERT_EQ(grid_.loads.size(), 3u);
  EXPECT_EQ(grid_.loads[LoadIndex(2)].cold_mw, 500.0);
}

TEST_F(AddLargeLoadsTest, NothingEntersBeforeItsYear) {
  ASSERT_TRUE(AddLargeLoads({.year = 2026, .has_queue = true}, large_, demand_, grid_).ok());
  EXPECT_EQ(grid_.loads.size(), 1u);
}

TEST_F(AddLargeLoadsTest, BusbarsThatAreNotThereAreAllNamed) {
  large_[LargeLoadIndex(0)].bus = BusIndex(7);
  large_[LargeLoadIndex(1)].bus = BusIndex(8);
  large_[LargeLoadIndex(1)].id = "oet:large/other";
  const absl::Status status =
      AddLargeLoads({.year = 2030, .has_queue = true}, large_, demand_, grid_);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_NE(status.message().find("oet:large/hall"), std::string::npos) << status;
  EXPECT_NE(status.message().find("oet:large/other"), std::string::npos) << status;
}

}  // namespace
}  // namespace models
