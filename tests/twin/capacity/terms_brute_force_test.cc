// Hours and MWh cut, held against AC power flow of every outage in every quarter by the scalar
// solver, which knows nothing of bounds, estimates or samples.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "data/matpower_folder.h"
#include "data/region_loader.h"
#include "solvers/curtailment.h"
#include "solvers/hosting_terms.h"
#include "solvers/secure_ratings.h"
#include "tests/support/reference_case.h"
#include "tests/support/small_engine.h"
#include "twin/capacity/brute_force.h"
#include "twin/capacity/capacity_engine.h"

namespace twin::capacity {
namespace {

constexpr double kWithinShare = 0.05;  // the promise
// Two solvers see one state so far apart: a limit met is not a limit broken.
constexpr double kMetShare = 2e-6;

// What every quarter takes, by halving, up to `mw`; at least that where `lower_bound_mw` says so.
std::vector<float> FindAll(const solvers::HostingBasis& basis, const solvers::HostingQuery& query,
                           double mw, const std::vector<float>& lower_bound_mw) {
  BruteForce brute(basis, query);
  const std::size_t outages = query.is_n0_only ? 1 : basis.limits.outages.size();
  std::vector<float> takes(basis.states->quarter_count(), static_cast<float>(mw));
  for (std::uint32_t quarter = 0; quarter < takes.size(); ++quarter) {
    if (!lower_bound_mw.empty() && static_cast<double>(lower_bound_mw[quarter]) >= mw) continue;
    double best_mw = mw;
    for (std::uint16_t c = 0; c < outages; ++c) {
      if (brute.CalcExcess(quarter, c, best_mw).share <= kMetShare) continue;
      double low_mw = 0.0;
      while (best_mw - low_mw > 1e-3 * best_mw + 1e-3) {
        const double middle_mw = 0.5 * (low_mw + best_mw);
        (brute.CalcExcess(quarter, c, middle_mw).share > kMetShare ? best_mw : low_mw) = middle_mw;
      }
    }
    takes[quarter] = static_cast<float>(best_mw);
  }
  return takes;
}

constexpr int kQuarters = 4 * 384;
class TermsBruteForceTest : public tests::SmallEngineTest<kQuarters> {
 protected:
  static void Compare(solvers::HostingQuery query, double ratio, std::size_t most_quarters) {
    const auto firm = engine_->Ask(query);
    ASSERT_TRUE(firm.ok()) << firm.status();
    const double requested_mw = ratio * firm->crossing_mw + 1.0;
    const auto terms = CalcHostingTerms(
        *engine_->basis(), query, *firm,
        {.requested_mw = requested_mw, .short_quarters = 200, .most_quarters = most_quarters});
    ASSERT_TRUE(terms.ok()) << terms.status();
    const std::vector<float> all = FindAll(*engine_->basis(), query, terms->up_to_mw, {});
    const auto cut =
        solvers::CalcCurtailment(terms->quarter_mw, query.profile_share, {}, requested_mw);
    const auto exact = solvers::CalcCurtailment(all, query.profile_share, {}, requested_mw);
    RecordProperty("exact_hours", std::to_string(exact.cut_h));
    EXPECT_GT(exact.cut_h, 0.0);
    EXPECT_NEAR(cut.cut_h, exact.cut_h, kWithinShare * exact.cut_h + 0.25);
    EXPECT_NEAR(cut.energy_mwh, exact.energy_mwh, kWithinShare * exact.energy_mwh + 0.05);
    for (const double hours : {5.0, 12.5, 25.0}) {
      const double mw = solvers::CalcMwAtHours(terms->quarter_mw, query.profile_share, hours);
      if (mw >= terms->up_to_mw) continue;
      // Whoever is told these MW is cut no longer than that, within the promise.
      EXPECT_LE(solvers::CalcCurtailment(all, query.profile_share, {},
                                         mw * (1.0 - solvers::kStatedMarginShare))
                    .cut_h,
                hours * (1.0 + kWithinShare));
    }
    // The lower bound is one, to the width of a crossing.
    for (std::size_t q = 0; q < all.size(); ++q) {
      EXPECT_LE(terms->lower_bound_mw[q], all[q] * 1.002f + 0.01f) << q;
    }
  }
};

TEST_F(TermsBruteForceTest, LoadsAreCutForTheHoursOfBruteForce) {
  for (const std::size_t bus : {1u, 3u, 5u}) {
    for (const double ratio : {1.05, 1.4}) {
      SCOPED_TRACE(testing::Message() << "bus " << bus << ", " << ratio << " of firm");
      Compare({.bus = models::BusIndex(bus), .cap_mw = 400.0}, ratio, 2000);
    }
  }
}

TEST_F(TermsBruteForceTest, GenerationIsCutForTheHoursOfBruteForce) {
  for (const std::size_t bus : {3u, 4u}) {
    SCOPED_TRACE(testing::Message() << "bus " << bus);
    Compare({.bus = models::BusIndex(bus), .is_generation = true, .cap_mw = 400.0}, 1.2, 2000);
  }
}

TEST_F(TermsBruteForceTest, AProfileIsCutByItsShape) {
  solvers::HostingQuery query{.bus = models::BusIndex(3), .cap_mw = 400.0};
  for (int i = 0; i < kQuarters; ++i) {
    query.profile_share.push_back(i % 96 < 32 ? 0.3f : 1.0f);
  }
  Compare(query, 1.3, 2000);
}

TEST_F(TermsBruteForceTest, ASampleOfTheQuartersKeepsThePromise) {
  Compare({.bus = models::BusIndex(3), .cap_mw = 400.0}, 1.4, 300);
}

// A published case with a load profile, N-1 secure by its ratings, so that answers are small and
// many limits are near: the hardest there is for hours and MWh.
TEST(TermsOfCase118Test, HoursAndMwhAreThoseOfBruteForce) {
  if (!tests::HasReferenceCase("case118")) GTEST_SKIP() << "no reference cases";
  const tests::TempFolder folder;
  const std::string case_file = tests::ReferenceCasePath("case118", ".m");
  const auto matpower = data::LoadMatpowerCase(case_file);
  ASSERT_TRUE(matpower.ok()) << matpower.status();
  const auto bare = data::MakeMatpowerRegion(*matpower);
  ASSERT_TRUE(bare.ok()) << bare.status();
  const auto worst = solvers::CalcWorstOutages(*bare, {0.55, 1.0});
  ASSERT_TRUE(worst.ok()) << worst.status();
  const absl::Status made = data::MakeMatpowerFolder(
      case_file, 192, 1, solvers::MakeSecureRatingsMva(*bare, *worst, 1), folder / "region");
  ASSERT_TRUE(made.ok()) << made;
  auto region = data::LoadRegion(folder / "region");
  ASSERT_TRUE(region.ok()) << region.status();
  const auto engine =
      CapacityEngine::Start(std::make_shared<const models::Region>(*std::move(region)),
                            {.folder = folder / "planning", .key = tests::kSmallEngineKey});
  ASSERT_TRUE(engine->Wait().ok()) << engine->Wait();
  // Not bus 99: in one of its quarters a voltage that nobody moves lies on its limit to 1e-7, and
  // where that is met is the solvers' noise.
  for (const auto& [bus, is_generation] :
       {std::pair(9u, false), {100u, false}, {110u, false}, {24u, true}}) {
    SCOPED_TRACE(testing::Message() << "bus " << bus);
    const solvers::HostingQuery query{
        .bus = models::BusIndex(bus), .is_generation = is_generation, .cap_mw = 600.0};
    const auto firm = engine->Ask(query);
    ASSERT_TRUE(firm.ok()) << firm.status();
    const double requested_mw = 1.3 * firm->crossing_mw + 8.0;
    const auto terms = CalcHostingTerms(*engine->basis(), query, *firm,
                                        {.requested_mw = requested_mw, .short_quarters = 50});
    ASSERT_TRUE(terms.ok()) << terms.status();
    const auto all = FindAll(*engine->basis(), query, requested_mw, terms->lower_bound_mw);
    const auto cut = solvers::CalcCurtailment(terms->quarter_mw, {}, {}, requested_mw);
    const auto exact = solvers::CalcCurtailment(all, {}, {}, requested_mw);
    EXPECT_GT(exact.cut_h, 0.0);
    EXPECT_NEAR(cut.cut_h, exact.cut_h, kWithinShare * exact.cut_h);
    EXPECT_NEAR(cut.energy_mwh, exact.energy_mwh, kWithinShare * exact.energy_mwh);
  }
}

}  // namespace
}  // namespace twin::capacity
