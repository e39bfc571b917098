#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <vector>

#include "data/fault_rules_loader.h"
#include "data/region_loader.h"
#include "solvers/short_circuit.h"
#include "tests/support/region_paths.h"

namespace solvers {
namespace {

using models::BusIndex;
using models::FaultCase;

class RegionShortCircuitTest : public testing::Test {
 protected:
  void SetUp() override {
    auto region = data::LoadRegion(tests::RegionDirectory());
    ASSERT_TRUE(region.ok()) << region.status();
    grid_ = std::move(region->grid);
    data::Diagnostics diagnostics;
    rules_ = data::LoadFaultRules(tests::RegionDirectory(), diagnostics);
    ASSERT_TRUE(rules_.has_value());
  }

  models::Table<BusIndex, ShortCircuitResult> Solve(FaultCase fault_case) {
    auto inputs = ShortCircuitInputs::Make(grid_, *rules_, fault_case);
    EXPECT_TRUE(inputs.ok()) << inputs.status();
    auto results = ShortCircuitSolver(grid_).SolveAll(*inputs);
    EXPECT_TRUE(results.ok()) << results.status();
    return *std::move(results);
  }

  models::ElectricityGrid grid_;
  std::optional<models::FaultRules> rules_;
};

// What is known of such grids: switchgear of 132 kV and above is bought for 31.5 or 40 kA. Below,
// all transformers of a station stand side by side here, where real ones run apart for just this
// reason.
TEST_F(RegionShortCircuitTest, EveryBusHasACurrentThatSwitchgearCanCarry) {
  const auto most = Solve(FaultCase::kMaximum);
  const auto least = Solve(FaultCase::kMinimum);
  std::map<double, std::vector<double>> most_ka, least_ka;
  for (std::size_t i = 0; i < grid_.buses.size(); ++i) {
    const BusIndex bus(i);
    const double kv = grid_.buses[bus].nominal_kv;
    EXPECT_GT(least[bus].initial_ka, 0.0) << grid_.buses[bus].name;
    EXPECT_GT(most[bus].initial_ka, least[bus].initial_ka) << grid_.buses[bus].name;
    EXPECT_LT(most[bus].initial_ka, kv >= 132.0 ? 40.0 : 63.0) << grid_.buses[bus].name;
    EXPECT_GT(most[bus].peak_ka, std::sqrt(2.0) * most[bus].initial_ka) << grid_.buses[bus].name;
    EXPECT_LT(most[bus].peak_ka, 2.0 * std::sqrt(2.0) * most[bus].initial_ka)
        << grid_.buses[bus].name;
    most_ka[kv].push_back(most[bus].initial_ka);
    least_ka[kv].push_back(least[bus].initial_ka);
  }
  for (auto& [kv, values] : most_ka) {
    std::vector<double>& low = least_ka[kv];
    std::sort(values.begin(), values.end());
    std::sort(low.begin(), low.end());
    std::printf("%5.0f kV: max %5.1f to %5.1f kA, median %5.1f; min median %5.1f, least %5.2f\n",
                kv, values.front(), values.back(), values[values.size() / 2], low[low.size() / 2],
                low.front());
  }
}

TEST_F(RegionShortCircuitTest, OneFaultTellsWhatTheWholeGridTells) {
  const auto inputs = ShortCircuitInputs::Make(grid_, *rules_, FaultCase::kMaximum);
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  const auto all = Solve(FaultCase::kMaximum);
  const ShortCircuitSolver solver(grid_);
  for (std::size_t i = 0; i < grid_.buses.size(); i += 17) {
    const auto one = solver.SolveAt(*inputs, BusIndex(i));
    ASSERT_TRUE(one.ok()) << one.status();
    EXPECT_NEAR(one->fault.initial_ka, all[BusIndex(i)].initial_ka, 1e-9);
    EXPECT_NEAR(one->fault.peak_ka, all[BusIndex(i)].peak_ka, 1e-9);
  }
}

// A law of reactances and machines; with resistances a source of another angle can turn a current
// against the rest, and it takes converters' current from buses behind it: by less than 2e-4 here.
TEST_F(RegionShortCircuitTest, AMachineMoreNeverLowersACurrent) {
  auto lossy = ShortCircuitInputs::Make(grid_, *rules_, FaultCase::kMaximum);
  ASSERT_TRUE(lossy.ok()) << lossy.status();
  ShortCircuitInputs lossless = *lossy;
  for (auto& z_ohm : lossless.branch_ohm) z_ohm.real(0.0);
  for (auto& source : lossless.feeds.sources) source.impedance.z_ohm.real(0.0);
  lossless.feeds.converters.clear();
  const ShortCircuitSolver solver(grid_);
  for (const ShortCircuitInputs* inputs : {&*lossy, &lossless}) {
    const auto before = solver.SolveAll(*inputs);
    ASSERT_TRUE(before.ok());
    for (std::size_t at = 5; at < grid_.buses.size(); at += 61) {
      const double kv = grid_.buses[BusIndex(at)].nominal_kv;
      ShortCircuitInputs more = *inputs;
      more.feeds.sources.push_back(
          {BusIndex(at),
           models::CalcFeederImpedance(
               {.nominal_kv = kv, .initial_ka = 1.0, .rx_ratio = inputs == &lossless ? 0.0 : 0.1},
               FaultCase::kMaximum)});
      const auto after = solver.SolveAll(more);
      ASSERT_TRUE(after.ok());
      for (std::size_t i = 0; i < before->size(); ++i) {
        const double was_ka = (*before)[BusIndex(i)].initial_ka;
        EXPECT_GE((*after)[BusIndex(i)].initial_ka,
                  was_ka * (1.0 - (inputs == &lossless ? 1e-12 : 2e-4)));
      }
      EXPECT_NEAR((*after)[BusIndex(at)].initial_ka, (*before)[BusIndex(at)].initial_ka + 1.0,
                  0.02);
    }
  }
}

}  // namespace
}  // namespace solvers
