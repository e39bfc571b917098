// Damped steps that collapse are given up: nothing that goes on to the last iteration may find an
// answer that was given up.
#include <gtest/gtest.h>

#include <cstdio>
#include <ostream>
#include <string>
#include <vector>

#include "models/base/philox.h"
#include "models/base/units.h"
#include "solvers/ac_power_flow.h"
#include "solvers/contingency_batch.h"
#include "solvers/power_flow.h"
#include "tests/support/load_or_skip.h"

namespace solvers {
namespace {

using models::BusIndex;

constexpr double kTolerancePu = 1e-8;

struct Given {
  std::string name;
  bool enforces_q_limits = false;
};
void PrintTo(const Given& one, std::ostream* out) { *out << one.name; }

class GivingUpTest : public testing::TestWithParam<Given> {
 protected:
  void SetUp() override {
    LOAD_REFERENCE_CASE_OR_SKIP(loaded, GetParam().name);
    one_ = *std::move(loaded);
  }

  PowerFlowOptions Options(bool gives_up_early) const {
    return {.tolerance_pu = kTolerancePu,
            .enforces_q_limits = GetParam().enforces_q_limits,
            .moves_taps = false,
            .restarts_flat = false,
            .gives_up_early = gives_up_early};
  }

  tests::ReferenceCase one_;
};

TEST_P(GivingUpTest, LosesNoOutage) {
  const models::ElectricityGrid& grid = one_.region.grid;
  const auto ladder = PowerFlow::Make(grid);
  ASSERT_TRUE(ladder.ok());
  const auto base =
      ladder->Solve(one_.inputs, one_.stored, Options(true), *ladder->MakeWorkspace());
  ASSERT_TRUE(base.ok()) << base.status();
  const auto list = MakeContingencies(grid, one_.inputs, one_.region.profile->generation_mw, {});
  ASSERT_TRUE(list.ok());
  std::vector<std::size_t> wanted(list->size());
  for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = i;
  const std::vector<double> rating_mva(grid.branches.size(), 0.0);
  const auto find_unsolved = [&](bool gives_up_early) {
    const auto batch =
        ContingencyBatch::Make(grid, one_.inputs, base->solution.state, Options(gives_up_early));
    std::vector<char> is_unsolved(list->size(), 0);
    EXPECT_TRUE(batch.ok()) << batch.status();
    if (!batch.ok()) return is_unsolved;
    batch->Solve(*list, wanted, rating_mva, 2,
                 [&](std::size_t i, const auto& answer) { is_unsolved[i] = !answer.status.ok(); });
    return is_unsolved;
  };
  EXPECT_EQ(find_unsolved(true), find_unsolved(false));
}

// Angles off by up to 0.8 rad and more load than in the case, up to and beyond what the grid can
// carry.
TEST_P(GivingUpTest, LosesNoBadStart) {
  const models::ElectricityGrid& grid = one_.region.grid;
  // Larger ones are hardly ever found again from such starts.
  if (grid.buses.size() > 200) return;
  const auto solver = AcPowerFlow::Make(grid);
  ASSERT_TRUE(solver.ok());
  const auto workspace = solver->MakeWorkspace();
  int solved = 0, lost = 0, steps = 0, all_steps = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto uniform_share = [seed](std::int64_t step) {
      return models::CalcUniformShare({.seed = seed, .step = step});
    };
    PowerFlowInputs inputs = one_.inputs;
    const double more_share = uniform_share(-1);
    const double spread_rad = 0.8 * uniform_share(-2);
    PowerFlowState start = one_.stored;
    for (std::size_t i = 0; i < grid.buses.size(); ++i) {
      const BusIndex bus(i);
      inputs.injection_mw[bus] *= 1.0 + more_share;
      inputs.injection_mvar[bus] *= 1.0 + more_share;
      start.va_rad[bus] += spread_rad * (2.0 * uniform_share(static_cast<std::int64_t>(i)) - 1.0);
    }
    PowerFlowOptions options = Options(false);
    options.damps_steps = true;
    options.max_iterations = 60;
    const auto to_the_end = solver->Solve(inputs, start, options, *workspace);
    options.gives_up_early = true;
    const auto early = solver->Solve(inputs, start, options, *workspace);
    solved += to_the_end.ok();
    lost += to_the_end.ok() && !early.ok();
    if (to_the_end.ok()) all_steps += to_the_end->result.iterations;
    if (early.ok()) steps += early->result.iterations;
    if (!to_the_end.ok() || !early.ok()) continue;
    EXPECT_EQ(to_the_end->state, early->state) << seed;
  }
  std::printf("%s: %d of 300 solved, %d lost; %d and %d steps\n", GetParam().name.c_str(), solved,
              lost, all_steps, steps);
  EXPECT_EQ(lost, 0);
  EXPECT_GT(solved, 20);
  EXPECT_LT(solved, 280);
}

INSTANTIATE_TEST_SUITE_P(Reference, GivingUpTest,
                         testing::Values(Given{"case14", true}, Given{"case39", true},
                                         Given{"case57"}, Given{"case118", true}, Given{"case300"},
                                         Given{"case300", true}, Given{"case1354pegase"},
                                         Given{"case1354pegase", true}),
                         [](const auto& one) {
                           return one.param.name + (one.param.enforces_q_limits ? "_limits" : "");
                         });

}  // namespace
}  // namespace solvers
