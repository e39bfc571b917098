// Where every quarter looks alike, a sample is solved: what is left out must not refute the answer.
#include <gtest/gtest.h>

#include "solvers/alike_pairs.h"
#include "tests/support/small_engine.h"
#include "twin/capacity/brute_force.h"

namespace twin::capacity {
namespace {

class AlikeQuartersTest : public tests::SmallEngineTest<4 * 24 * 31> {};

// Bus 5 hangs on one transformer: generation there is held back by it, whatever is out elsewhere.
TEST_F(AlikeQuartersTest, GenerationBehindOneTransformerIsBrokenNowhere) {
  solvers::HostingQuery query{
      .bus = models::BusIndex(4), .is_generation = true, .tan_phi_ratio = 0.2, .cap_mw = 100.0};
  const auto answer = engine_->Ask(query);
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_FALSE(answer->is_capped);
  const solvers::HostingBasis& basis = *engine_->basis();
  const std::size_t all = basis.states->quarter_count() * basis.limits.outages.size();
  EXPECT_LT(answer->pairs_checked, all / 2);
  BruteForce brute(basis, query);
  double worst_share = 0.0;
  for (std::uint32_t quarter = 0; quarter < basis.states->quarter_count(); ++quarter) {
    for (std::uint16_t c = 0; c < basis.limits.outages.size(); ++c) {
      worst_share = std::max(worst_share, brute.CalcExcess(quarter, c, answer->firm_mw).share);
    }
  }
  EXPECT_LE(worst_share, 2e-6);
  RecordProperty("pairs_checked", static_cast<int>(answer->pairs_checked));
}

}  // namespace
}  // namespace twin::capacity
