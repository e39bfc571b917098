#include "solvers/short_circuit.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <complex>
#include <string>

#include "models/base/units.h"
#include "tests/support/iec_60909_4.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using Complex = std::complex<double>;
using models::BranchIndex;
using models::BusIndex;
using models::FaultCase;
using models::kSqrt3;

using NodeValues = std::array<double, 8>;

models::Table<BusIndex, ShortCircuitResult> SolveAll(const models::ElectricityGrid& grid,
                                                     const ShortCircuitInputs& inputs) {
  auto results = ShortCircuitSolver(grid).SolveAll(inputs);
  EXPECT_TRUE(results.ok()) << results.status();
  return results.ok() ? *results : models::Table<BusIndex, ShortCircuitResult>(grid.buses.size());
}

void ExpectInitial(const tests::Iec60909Network& network, const NodeValues& expected_ka) {
  const auto results = SolveAll(network.grid, network.inputs);
  for (std::size_t node = 0; node < expected_ka.size(); ++node) {
    EXPECT_NEAR(results[BusIndex(node)].initial_ka, expected_ka[node], 1e-4) << node + 1;
  }
}

void ExpectPeak(const tests::Iec60909Network& network, const NodeValues& expected_ka) {
  const auto results = SolveAll(network.grid, network.inputs);
  for (std::size_t node = 0; node < expected_ka.size(); ++node) {
    EXPECT_NEAR(results[BusIndex(node)].peak_ka, expected_ka[node], 1e-3) << node + 1;
  }
}

// IEC TR 60909-4, clause 6 (I″k; i_p by method c, at 20 Hz), as the tests of pandapower cite it.
TEST(ShortCircuitTest, TheTestNetworkOfTheStandard) {
  const tests::Iec60909Network network({});
  ExpectInitial(network, {40.6447, 31.7831, 19.6730, 16.2277, 33.1894, 37.5629, 25.5895, 13.5778});
  ExpectPeak(network, {100.5677, 80.6079, 45.8111, 36.8427, 83.4033, 98.1434, 51.6899, 36.9227});
}

// The same without motors, as a second program has it (pandapower's tests cite PowerFactory).
TEST(ShortCircuitTest, TheTestNetworkWithoutMotors) {
  const tests::Iec60909Network network({.with_motors = false});
  ExpectInitial(network, {40.6347, 31.6635, 19.6231, 16.1956, 32.9971, 34.3559, 22.2762, 13.5726});
  ExpectPeak(network, {100.5427, 80.3509, 45.7157, 36.7855, 82.9406, 90.6143, 43.3826, 36.9103});
}

// Minimum case: a tenth of the neighbours' power, lines at 80 °C, no motors (pandapower's tests).
TEST(ShortCircuitTest, TheTestNetworkInTheMinimumCase) {
  const tests::Iec60909Network network({.fault_case = FaultCase::kMinimum,
                                        .with_motors = false,
                                        .feeder_ratio = 0.1,
                                        .line_degc = 80.0});
  ExpectInitial(network, {5.0501, 12.2915, 10.3292, 9.4708, 11.8604, 28.3052, 18.6148, 10.9005});
}

ShortCircuitInputs MakeFedChain(const models::ElectricityGrid& grid, double initial_ka,
                                double rx_ratio) {
  ShortCircuitInputs inputs;
  for (const models::BranchParams& branch : grid.branches) {
    inputs.branch_ohm.Add({branch.r_ohm, branch.x_ohm});
    inputs.in_service.Add(1);
  }
  inputs.feeds.sources.push_back(
      {BusIndex(0), models::CalcFeederImpedance({.nominal_kv = grid.buses[BusIndex(0)].nominal_kv,
                                                 .initial_ka = initial_ka,
                                                 .rx_ratio = rx_ratio},
                                                FaultCase::kMaximum)});
  return inputs;
}

// By hand: 10 kA at 132 kV, c = 145/132, R/X = 0.1, and two lines of 1 + 4j Ω.
TEST(ShortCircuitTest, AFeederAndTwoLinesByHand) {
  const models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 4.0);
  const ShortCircuitInputs inputs = MakeFedChain(grid, 10.0, 0.1);
  const auto results = SolveAll(grid, inputs);
  const double c = 145.0 / 132.0;
  const double feeder_ohm = c * 132.0 / (kSqrt3 * 10.0);
  const double x_ohm = feeder_ohm / std::sqrt(1.01);
  const Complex z_ohm = Complex(0.1 * x_ohm, x_ohm) + 2.0 * Complex(1.0, 4.0);
  EXPECT_NEAR(results[BusIndex(0)].initial_ka, 10.0, 1e-12);
  EXPECT_NEAR(results[BusIndex(2)].initial_ka, c * 132.0 / kSqrt3 / std::abs(z_ohm), 1e-12);
  EXPECT_NEAR(results[BusIndex(2)].power_mva, c * 132.0 * 132.0 / std::abs(z_ohm), 1e-9);
  EXPECT_LT(std::abs(results[BusIndex(2)].z_ohm - z_ohm), 1e-12);
  // A chain's R/X is the same at any frequency.
  const double rx_ratio = z_ohm.real() / z_ohm.imag();
  EXPECT_NEAR(results[BusIndex(2)].rx_ratio, rx_ratio, 1e-12);
  EXPECT_NEAR(
      results[BusIndex(2)].peak_ka,
      (1.02 + 0.98 * std::exp(-3.0 * rx_ratio)) * std::sqrt(2.0) * results[BusIndex(2)].initial_ka,
      1e-12);
}

// A converter behind two lines: |Z_kj| is the impedance both share, that of feeder and first line.
TEST(ShortCircuitTest, AConverterAddsByTheTransferImpedance) {
  const models::ElectricityGrid grid = tests::MakeChain(2, 0.0, 4.0);
  ShortCircuitInputs inputs = MakeFedChain(grid, 10.0, 0.0);
  const auto before = SolveAll(grid, inputs);
  inputs.feeds.converters.push_back({.bus = BusIndex(2), .current_ka = 0.5});
  const auto after = SolveAll(grid, inputs);
  const double feeder_ohm = 145.0 / (kSqrt3 * 10.0);
  EXPECT_NEAR(after[BusIndex(2)].converter_ka, 0.5, 1e-12);
  EXPECT_NEAR(after[BusIndex(1)].converter_ka, 0.5, 1e-12);
  EXPECT_NEAR(after[BusIndex(0)].converter_ka, 0.5, 1e-12);
  EXPECT_NEAR(after[BusIndex(1)].initial_ka, before[BusIndex(1)].initial_ka + 0.5, 1e-12);
  inputs.feeds.converters[0].bus = BusIndex(0);
  EXPECT_NEAR(SolveAll(grid, inputs)[BusIndex(2)].converter_ka,
              0.5 * feeder_ohm / (feeder_ohm + 8.0), 1e-12);
  inputs.fault_case = FaultCase::kMinimum;
  EXPECT_EQ(SolveAll(grid, inputs)[BusIndex(2)].converter_ka, 0.0);
}

TEST(ShortCircuitTest, OneFaultTellsWhatTheWholeGridTells) {
  const tests::Iec60909Network network({});
  const ShortCircuitSolver solver(network.grid);
  const auto all = SolveAll(network.grid, network.inputs);
  for (std::size_t i = 0; i < network.grid.buses.size(); ++i) {
    const auto one = solver.SolveAt(network.inputs, BusIndex(i));
    ASSERT_TRUE(one.ok()) << one.status();
    EXPECT_NEAR(one->fault.initial_ka, all[BusIndex(i)].initial_ka, 1e-10);
    EXPECT_NEAR(one->fault.peak_ka, all[BusIndex(i)].peak_ka, 1e-10);
    EXPECT_LT(std::abs(one->voltage_pu[BusIndex(i)]), 1e-12);
  }
}

// Superposition: what branches and sources bring to a node at 110 kV, where no ratio lies between,
// is the fault current; and a source alone gives its part.
TEST(ShortCircuitTest, SourcesAddUpToTheFaultCurrent) {
  const models::ElectricityGrid grid = tests::MakeChain(3, 1.0, 8.0);
  ShortCircuitInputs inputs = MakeFedChain(grid, 10.0, 0.1);
  inputs.feeds.sources.push_back(inputs.feeds.sources[0]);
  inputs.feeds.sources.back().bus = BusIndex(3);
  const auto fault = ShortCircuitSolver(grid).SolveAt(inputs, BusIndex(1));
  ASSERT_TRUE(fault.ok()) << fault.status();
  EXPECT_NEAR(std::abs(fault->source_ka[0] + fault->source_ka[1]), fault->fault.initial_ka, 1e-12);
  for (const std::size_t left : {0u, 1u}) {
    ShortCircuitInputs alone = inputs;
    alone.feeds.sources = {inputs.feeds.sources[left]};
    EXPECT_NEAR(SolveAll(grid, alone)[BusIndex(1)].initial_ka, std::abs(fault->source_ka[left]),
                1e-12);
  }
}

TEST(ShortCircuitTest, ASourceMoreNeverLowersACurrent) {
  const tests::Iec60909Network network({});
  const auto before = SolveAll(network.grid, network.inputs);
  for (std::size_t bus = 0; bus < 8; ++bus) {
    ShortCircuitInputs more = network.inputs;
    more.feeds.sources.push_back({BusIndex(bus), {.z_ohm = {0.3, 6.0}, .peak_r_ohm = 0.3}});
    const auto after = SolveAll(network.grid, more);
    EXPECT_GT(after[BusIndex(bus)].initial_ka, before[BusIndex(bus)].initial_ka);
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_GE(after[BusIndex(i)].initial_ka, before[BusIndex(i)].initial_ka - 1e-12)
          << bus << " " << i;
    }
  }
}

TEST(ShortCircuitTest, ABranchLessNeverRaisesACurrent) {
  const tests::Iec60909Network network({});
  const auto before = SolveAll(network.grid, network.inputs);
  for (std::size_t k = 0; k < network.grid.branches.size(); ++k) {
    if (k == 0 || k == 1 || k == 2 || k == 3 || k == 4) continue;  // legs of the stars
    ShortCircuitInputs less = network.inputs;
    less.in_service[BranchIndex(k)] = 0;
    const auto after = SolveAll(network.grid, less);
    for (std::size_t i = 0; i < 8; ++i) {
      EXPECT_LE(after[BusIndex(i)].initial_ka, before[BusIndex(i)].initial_ka + 1e-9)
          << k << " " << i;
    }
  }
}

TEST(ShortCircuitTest, ABusThatNothingFeedsHasNoCurrent) {
  const models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 4.0);
  ShortCircuitInputs inputs = MakeFedChain(grid, 10.0, 0.1);
  inputs.in_service[BranchIndex(0)] = 0;
  const auto results = SolveAll(grid, inputs);
  EXPECT_NEAR(results[BusIndex(0)].initial_ka, 10.0, 1e-12);
  EXPECT_EQ(results[BusIndex(1)].initial_ka, 0.0);
  EXPECT_EQ(results[BusIndex(2)].peak_ka, 0.0);
  const auto one = ShortCircuitSolver(grid).SolveAt(inputs, BusIndex(2));
  EXPECT_EQ(one.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(one.status().message().find("Bus 2"), std::string::npos) << one.status();
}

TEST(ShortCircuitTest, WhatDoesNotFitIsNamed) {
  const models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 4.0);
  const ShortCircuitSolver solver(grid);
  const ShortCircuitInputs sound = MakeFedChain(grid, 10.0, 0.1);
  ShortCircuitInputs wrong = sound;
  wrong.branch_ohm[BranchIndex(1)] = 0.0;
  EXPECT_NE(solver.SolveAll(wrong).status().message().find("Line 1"), std::string::npos);
  wrong = sound;
  wrong.in_service.Add(1);
  EXPECT_EQ(solver.SolveAll(wrong).status().code(), absl::StatusCode::kInvalidArgument);
  wrong = sound;
  wrong.feeds.sources[0].bus = BusIndex(17);
  EXPECT_EQ(solver.SolveAll(wrong).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(solver.SolveAt(sound, BusIndex(3)).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace solvers
