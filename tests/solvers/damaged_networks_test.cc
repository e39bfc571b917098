// Networks as no one would build them: each gives an answer that satisfies the equations, or a
// reason with a name; never a crash.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "models/base/philox.h"
#include "solvers/power_flow.h"
#include "tests/support/balance_check.h"
#include "tests/support/load_or_skip.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;

constexpr std::uint64_t kSeed = 20261125;

// A thousand in all; fewer where one takes longer.
struct Batch {
  const char* name;
  int network_count;
};

// Draws for one damaged network, in order.
class Dice {
 public:
  explicit Dice(int network) : network_(static_cast<std::uint32_t>(network)) {}
  double Share() {
    return models::CalcUniformShare({.seed = kSeed, .place = network_, .step = step_++});
  }
  std::size_t Below(std::size_t count) {
    return static_cast<std::size_t>(Share() * static_cast<double>(count));
  }

 private:
  std::uint32_t network_;
  std::int64_t step_ = 0;
};

void DamageBranches(models::ElectricityGrid& grid, Dice& dice) {
  const std::size_t count = dice.Below(3) + (dice.Share() < 0.1 ? grid.branches.size() / 5 : 0);
  for (std::size_t i = 0; i < count; ++i) {
    models::BranchParams& branch = grid.branches[BranchIndex(dice.Below(grid.branches.size()))];
    switch (dice.Below(7)) {
      case 0:
        branch.x_ohm = 0.0;
        break;
      case 1:
        branch.x_ohm = -branch.x_ohm;
        break;
      case 2:
        branch.x_ohm *= 1e6;
        break;
      case 3:
        branch.x_ohm = branch.r_ohm = 0.0;  // no impedance at all
        break;
      case 4:
        branch.x_ohm *= 1e-9;
        branch.r_ohm *= 1e-9;
        break;
      case 5:
        branch.tap_ratio = 0.2 + 3.0 * dice.Share();
        branch.phase_shift_deg = 360.0 * dice.Share();
        break;
      default:
        branch.b_siemens = 10.0 * (dice.Share() - 0.5);
    }
  }
}

void DamageInputs(PowerFlowInputs& inputs, Dice& dice) {
  const double out_share = dice.Share() < 0.5 ? 0.02 : 0.3 * dice.Share();
  for (char& is_in : inputs.in_service) {
    if (dice.Share() < out_share) is_in = 0;
  }
  const std::size_t buses = inputs.injection_mw.size();
  for (std::size_t i = dice.Below(4); i > 0; --i) {
    const BusIndex bus(dice.Below(buses));
    const double size = std::pow(10.0, 4.0 * dice.Share());
    switch (dice.Below(5)) {
      case 0:
        inputs.injection_mw[bus] = size * (dice.Share() - 0.5);
        break;
      case 1:
        inputs.injection_mvar[bus] = size * (dice.Share() - 0.5);
        break;
      case 2:
        inputs.v_set_pu[bus] = 0.8 + 0.4 * dice.Share();
        break;
      case 3:
        inputs.shunt_mvar[bus] = size * (dice.Share() - 0.5);
        break;
      default:
        std::swap(inputs.q_min_mvar[bus], inputs.q_max_mvar[bus]);
    }
  }
}

class DamagedNetworksTest : public testing::TestWithParam<Batch> {};

TEST_P(DamagedNetworksTest, GiveACheckedAnswerOrANamedReason) {
  LOAD_REFERENCE_CASE_OR_SKIP(one, GetParam().name);
  std::vector<int> served(5, 0);
  int reason_count = 0;
  for (int network = 0; network < GetParam().network_count; ++network) {
    Dice dice(network);
    models::ElectricityGrid grid = one->region.grid;
    // A few more places that may take the mismatch, so that islands can live.
    for (int i = 0; i < 3; ++i) {
      models::BoundaryParams more = grid.boundaries[models::BoundaryIndex(0)];
      more.id += std::to_string(i);
      more.bus = BusIndex(dice.Below(grid.buses.size()));
      more.slack_participation_share = 0.1 * dice.Share();
      grid.boundaries.Add(more);
    }
    DamageBranches(grid, dice);
    PowerFlowInputs inputs = one->inputs;
    inputs.participation_share = PowerFlowInputs::MakeZero(grid).participation_share;
    DamageInputs(inputs, dice);
    PowerFlowOptions options;
    options.enforces_q_limits = dice.Share() < 0.5;
    const auto solver = PowerFlow::Make(grid);
    ASSERT_TRUE(solver.ok()) << solver.status();
    const auto answer =
        solver->Solve(inputs, PowerFlowState::MakeFlat(grid), options, *solver->MakeWorkspace());
    if (!answer.ok()) {
      ++reason_count;
      EXPECT_FALSE(answer.status().message().empty());
      EXPECT_TRUE(answer.status().code() == absl::StatusCode::kFailedPrecondition ||
                  answer.status().code() == absl::StatusCode::kInvalidArgument)
          << answer.status();
      continue;
    }
    ++served[static_cast<std::size_t>(answer->rung)];
    // Where numbers are huge, so are the digits that are lost.
    double largest_pu = 1.0;
    for (const BranchFlow& flow : answer->solution.result.flow) {
      largest_pu = std::max(largest_pu, std::hypot(flow.p_from_mw, flow.q_from_mvar) / 100.0);
    }
    EXPECT_LT(tests::CalcWorstViolationPu(grid, inputs, answer->solution), 1e-8 * largest_pu)
        << "network " << network;
  }
  std::printf("%s: served by block %d, pivoting %d, damped %d, DC %d, flat %d; reasons %d\n",
              GetParam().name, served[0], served[1], served[2], served[3], served[4], reason_count);
  EXPECT_GT(10 * served[0], GetParam().network_count);
  EXPECT_GT(10 * reason_count, GetParam().network_count);
}

INSTANTIATE_TEST_SUITE_P(Reference, DamagedNetworksTest,
                         testing::Values(Batch{"case14", 400}, Batch{"case57", 300},
                                         Batch{"case118", 250}, Batch{"case39", 50}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace solvers
