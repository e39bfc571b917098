#include "models/electricity/fault_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "models/base/units.h"
#include "tests/support/small_grids.h"

namespace models {
namespace {

using testing::HasSubstr;

FaultRules MakeRules() {
  FaultRules rules;
  rules.hydro.minimum_running_share = 0.2;
  rules.neighbours = {{.nominal_kv = 132.0, .maximum_mva = 1000.0, .minimum_mva = 400.0}};
  return rules;
}

ElectricityGrid MakeGrid() {
  ElectricityGrid grid = tests::MakeChain(1, 2.0, 10.0);
  grid.generators.Add({.id = "g0",
                       .name = "Plant",
                       .kind = GeneratorKind::kReservoir,
                       .bus = BusIndex(1),
                       .p_max_mw = 90.0});
  grid.generators.Add({.id = "g1",
                       .name = "Wind",
                       .kind = GeneratorKind::kWind,
                       .bus = BusIndex(1),
                       .p_max_mw = 50.0});
  return grid;
}

// 90 MW at cos φ 0.9: 100 MVA, base 174.24 Ω; x″d 0.2 and u_k 0.12 in series, K_SO =
// (145/132)/(1 + 0.2 · 0.4359).
TEST(FaultRulesTest, APlantIsAUnitByHand) {
  const ElectricityGrid grid = MakeGrid();
  FaultRules rules = MakeRules();
  rules.hydro.unit_rx_ratio = 0.0;
  const auto made = MakeFaultSources(grid, rules, FaultCase::kMaximum,
                                     CalcRunningShares(grid, rules, FaultCase::kMaximum));
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(made->sources.size(), 2u);
  const double k_so = 145.0 / 132.0 / (1.0 + 0.2 * std::sqrt(0.19));
  EXPECT_NEAR(made->sources[0].impedance.z_ohm.imag(), k_so * 0.32 * 174.24, 1e-10);
  EXPECT_NEAR(made->sources[0].impedance.peak_r_ohm, k_so * 0.05 * 0.2 * 174.24, 1e-10);
  EXPECT_NEAR(std::abs(made->sources[1].impedance.z_ohm), 145.0 * 132.0 / 1000.0, 1e-10);
  ASSERT_EQ(made->converters.size(), 1u);
  EXPECT_NEAR(made->converters[0].current_ka, 1.1 * 50.0 / (kSqrt3 * 132.0), 1e-12);
}

TEST(FaultRulesTest, InTheMinimumCaseAFifthRunsAndTheSunIsDown) {
  const ElectricityGrid grid = MakeGrid();
  const FaultRules rules = MakeRules();
  const auto all = MakeFaultSources(grid, rules, FaultCase::kMaximum,
                                    CalcRunningShares(grid, rules, FaultCase::kMaximum));
  const auto least = MakeFaultSources(grid, rules, FaultCase::kMinimum,
                                      CalcRunningShares(grid, rules, FaultCase::kMinimum));
  ASSERT_TRUE(all.ok() && least.ok());
  EXPECT_LT(std::abs(least->sources[0].impedance.z_ohm - 5.0 * all->sources[0].impedance.z_ohm),
            1e-10);
  EXPECT_NEAR(std::abs(least->sources[1].impedance.z_ohm), 132.0 * 132.0 / 400.0, 1e-10);
  EXPECT_TRUE(least->converters.empty());
}

TEST(FaultRulesTest, BranchesByKindAndCase) {
  ElectricityGrid grid = MakeGrid();
  const BranchIndex line(0);
  const BranchIndex transformer = grid.branches.Add(grid.branches[line]);
  grid.branches[transformer].kind = BranchKind::kTransformer;
  grid.branches[transformer].x_ohm = 0.12 * 132.0 * 132.0 / 100.0;  // 100 MVA
  const FaultRules rules = MakeRules();
  const auto most = CalcFaultBranches(grid, rules, FaultCase::kMaximum);
  const auto least = CalcFaultBranches(grid, rules, FaultCase::kMinimum);
  EXPECT_EQ(most[line], std::complex<double>(2.0, 10.0));
  EXPECT_NEAR(least[line].real(), 2.0 * 1.24, 1e-14);
  EXPECT_EQ(least[line].imag(), 10.0);
  const double k_t = 0.95 * 145.0 / 132.0 / 1.072;
  EXPECT_NEAR(most[transformer].imag(), k_t * grid.branches[transformer].x_ohm, 1e-12);
  EXPECT_EQ(most[transformer], least[transformer]);
}

TEST(FaultRulesTest, WhatIsMissingOrWrongIsNamed) {
  const ElectricityGrid grid = MakeGrid();
  FaultRules rules = MakeRules();
  Table<GeneratorIndex, double> running = CalcRunningShares(grid, rules, FaultCase::kMaximum);
  running[GeneratorIndex(0)] = 1.5;
  EXPECT_THAT(
      std::string(MakeFaultSources(grid, rules, FaultCase::kMaximum, running).status().message()),
      HasSubstr("running_share of Plant"));
  running[GeneratorIndex(0)] = 1.0;
  rules.neighbours[0].nominal_kv = 300.0;
  EXPECT_THAT(
      std::string(MakeFaultSources(grid, rules, FaultCase::kMaximum, running).status().message()),
      HasSubstr("no short-circuit power at 132 kV, which the boundary at Bus 0 needs"));
  running.Add(1.0);
  EXPECT_EQ(MakeFaultSources(grid, rules, FaultCase::kMaximum, running).status().code(),
            absl::StatusCode::kInvalidArgument);
  rules.neighbours[0].minimum_mva = 2000.0;
  rules.hydro.cos_phi_ratio = 0.0;
  const std::string told(Validate(rules).message());
  EXPECT_THAT(told, HasSubstr("hydro.cos_phi_ratio"));
  EXPECT_THAT(told, HasSubstr("minimum_mva"));
  EXPECT_TRUE(Validate(MakeRules()).ok());
}

}  // namespace
}  // namespace models
