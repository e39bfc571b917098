#include "solvers/outage_rooms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/memory_states.h"
#include "tests/support/two_lines.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr double kLevelMw = 120.0;

class OutageRoomsTest : public testing::Test {
 protected:
  const tests::TwoLines two_ = tests::MakeTwoLines();
  const tests::SmallBasis small_{two_.grid, two_.inputs};
  const HostingQuery query_{.bus = BusIndex(1), .tan_phi_ratio = 0.0, .cap_mw = 250.0};
  const std::vector<std::uint32_t> quarters_{2, 0};
};

// With one of the two lines out the other carries all of it (the closed form); both in carry twice
// that and more than the level.
TEST_F(OutageRoomsTest, EachLineOutLeavesTheOther) {
  const auto rooms = CalcOutageRooms(small_.basis, query_, kLevelMw, quarters_);
  ASSERT_TRUE(rooms.ok()) << rooms.status();
  ASSERT_EQ(rooms->size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const OutageRoom& room = (*rooms)[i];
    EXPECT_EQ(room.quarter, quarters_[i / 2]);
    EXPECT_TRUE(room.outage.valid());
    const double room_mw = tests::CalcTwoLinesMw(1.0) - tests::kTwoLinesLoadsMw[room.quarter];
    EXPECT_NEAR(room.mw, room_mw, 5e-4 * room_mw + 0.005);
  }
  EXPECT_NE((*rooms)[0].outage, (*rooms)[1].outage);
}

TEST_F(OutageRoomsTest, WhatTakesTheLevelIsLeftOut) {
  const auto rooms = CalcOutageRooms(small_.basis, query_, 20.0, quarters_);
  ASSERT_TRUE(rooms.ok()) << rooms.status();
  EXPECT_TRUE(rooms->empty());
}

TEST_F(OutageRoomsTest, TheIntactNetworkIsARowOfItsOwnWhenItIsMet) {
  const auto rooms = CalcOutageRooms(small_.basis, query_, 200.0, quarters_);
  ASSERT_TRUE(rooms.ok()) << rooms.status();
  EXPECT_EQ(std::count_if(rooms->begin(), rooms->end(),
                          [](const OutageRoom& room) { return !room.outage.valid(); }),
            2);
  EXPECT_EQ(rooms->size(), 6u);
}

TEST_F(OutageRoomsTest, ThreadsDoNotChangeIt) {
  HostingQuery query = query_;
  query.threads = 2;
  const auto one = CalcOutageRooms(small_.basis, query_, kLevelMw, quarters_);
  const auto two = CalcOutageRooms(small_.basis, query, kLevelMw, quarters_);
  ASSERT_TRUE(one.ok() && two.ok());
  ASSERT_EQ(one->size(), two->size());
  for (std::size_t i = 0; i < one->size(); ++i) EXPECT_EQ((*one)[i].mw, (*two)[i].mw);
}

TEST_F(OutageRoomsTest, ALevelOutsideIsRefused) {
  for (const double level_mw : {0.0, -1.0, 251.0}) {
    EXPECT_EQ(CalcOutageRooms(small_.basis, query_, level_mw, quarters_).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace solvers
