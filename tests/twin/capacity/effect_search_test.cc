#include "twin/capacity/effect_search.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/small_engine.h"

namespace twin::capacity {
namespace {

using models::BusIndex;

constexpr int kQuarters = 96;
constexpr double kTanPhi = 0.2;
constexpr double kApplicantMw = 15.0;

class EffectSearchTest : public tests::SmallEngineTest<kQuarters> {
 protected:
  // The applicant follows the region's own profile, so that a region can hold it.
  EffectSearchTest() {
    for (const double share : engine_->region().profile->load_share) {
      query_.profile_share.push_back(static_cast<float>(share));
    }
  }

  EffectReport Ask(const models::Region& region) {
    auto report = CalcEffects(region, *engine_->basis(), {.query = query_, .mw = kApplicantMw});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : EffectReport{};
  }

  solvers::HostingQuery query_{.bus = BusIndex(3), .tan_phi_ratio = kTanPhi, .cap_mw = 200.0};
};

// The law: what a neighbour has left is what an engine says that was built with the applicant in.
TEST_F(EffectSearchTest, WhatANeighbourLosesIsWhatAYearWithTheApplicantSays) {
  const EffectReport report = Ask(engine_->region());
  models::Region with = engine_->region();
  with.profile->demand_mw[query_.bus] += kApplicantMw;
  with.profile->demand_mvar[query_.bus] += kTanPhi * kApplicantMw;
  tests::TempFolder folder;
  const auto built =
      CapacityEngine::Start(std::make_shared<const models::Region>(std::move(with)),
                            {.folder = folder / "planning", .key = tests::kSmallEngineKey});
  ASSERT_TRUE(built->Wait().ok()) << built->Wait();
  std::size_t verified = 0;
  for (const NeighbourEffect& neighbour : report.neighbours) {
    EXPECT_NE(neighbour.screen.bus, query_.bus);
    if (!neighbour.is_verified || neighbour.after.is_at_least) continue;
    ++verified;
    const solvers::HostingQuery theirs{
        .bus = neighbour.screen.bus, .tan_phi_ratio = kTanPhi, .cap_mw = 200.0};
    const auto before = engine_->Ask(theirs), after = built->Ask(theirs);
    ASSERT_TRUE(before.ok() && after.ok());
    EXPECT_NEAR(neighbour.after.firm_mw, after->firm_mw, 0.01 * after->firm_mw + 0.05);
    if (!neighbour.before.is_at_least) {
      EXPECT_NEAR(neighbour.before.firm_mw, before->firm_mw, 0.01 * before->firm_mw + 0.05);
    }
    EXPECT_LT(neighbour.after.firm_mw, neighbour.before.firm_mw);
  }
  EXPECT_GT(verified, 0u);
}

TEST_F(EffectSearchTest, TheLargestLossComesFirstAndWaitingLoadsAreNamed) {
  models::Region region = engine_->region();
  region.large_loads.Add({.id = "waits",
                          .status = models::LargeLoadStatus::kQueue,
                          .size_mw = 5.0,
                          .bus = BusIndex(4)});
  const EffectReport report = Ask(region);
  ASSERT_GT(report.neighbours.size(), 1u);
  for (std::size_t i = 1; i < report.neighbours.size(); ++i) {
    EXPECT_GE(report.neighbours[i - 1].screen.LossMw(), report.neighbours[i].screen.LossMw());
  }
  for (const NeighbourEffect& neighbour : report.neighbours) {
    EXPECT_EQ(neighbour.waiting.empty(), neighbour.screen.bus != BusIndex(4));
  }
  EXPECT_GT(report.losses_mwh, 0.0) << "more is carried over the same lines";
}

TEST_F(EffectSearchTest, ACallerWhoGoesAwayStopsIt) {
  query_.is_cancelled = [] { return true; };
  const auto report =
      CalcEffects(engine_->region(), *engine_->basis(), {.query = query_, .mw = kApplicantMw});
  EXPECT_EQ(report.status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace twin::capacity
