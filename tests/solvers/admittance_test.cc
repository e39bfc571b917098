#include "solvers/admittance.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "models/base/units.h"
#include "tests/support/small_grids.h"

namespace solvers {
namespace {

using Complex = std::complex<double>;
using models::BranchIndex;
using models::BusIndex;

const double kBaseOhm = models::CalcBaseOhm(132.0);  // 174.24 Ω

void ExpectNear(Complex actual, Complex expected, double tolerance_pu) {
  EXPECT_NEAR(actual.real(), expected.real(), tolerance_pu);
  EXPECT_NEAR(actual.imag(), expected.imag(), tolerance_pu);
}

Eigen::MatrixXcd MakeDense(const models::ElectricityGrid& grid, const std::vector<char>& in_service,
                           const std::vector<double>& shunt_mvar) {
  const AdmittancePattern pattern = MakeAdmittancePattern(grid);
  std::vector<BranchAdmittance> branches;
  for (const models::BranchParams& branch : grid.branches) {
    branches.push_back(CalcBranchAdmittance(grid, branch, 0));
  }
  std::vector<Complex> values(pattern.column.size(), Complex(99.0, 99.0));  // must be overwritten
  const std::vector<double> no_demand_mw(shunt_mvar.size(), 0.0);
  FillAdmittance(pattern, branches, in_service,
                 {.demand_mw = no_demand_mw, .injection_mvar = shunt_mvar}, values);
  const auto size = static_cast<Eigen::Index>(grid.buses.size());
  Eigen::MatrixXcd dense = Eigen::MatrixXcd::Zero(size, size);
  for (Eigen::Index row = 0; row < size; ++row) {
    const auto r = static_cast<std::size_t>(row);
    for (int at = pattern.row_start[r]; at < pattern.row_start[r + 1]; ++at) {
      const auto a = static_cast<std::size_t>(at);
      dense(row, pattern.column[a]) += values[a];
    }
  }
  return dense;
}

// By hand, z = 0.03 + 0.04j pu: y = 12 − 16j; b = 0.02 pu.
TEST(AdmittanceTest, ALineByHand) {
  const models::ElectricityGrid grid =
      tests::MakeChain(1, 0.03 * kBaseOhm, 0.04 * kBaseOhm, 0.02 / kBaseOhm);
  const BranchAdmittance y = CalcBranchAdmittance(grid, grid.branches[BranchIndex(0)], 0);
  ExpectNear(y.y_ff, Complex(12.0, -15.99), 1e-12);
  ExpectNear(y.y_ft, Complex(-12.0, 16.0), 1e-12);
  ExpectNear(y.y_tf, Complex(-12.0, 16.0), 1e-12);
  ExpectNear(y.y_tt, Complex(12.0, -15.99), 1e-12);
}

// MATPOWER manual 3.2: ratio 1.1 at the from side, 30° shift.
TEST(AdmittanceTest, ATransformerByHand) {
  models::ElectricityGrid grid = tests::MakeChain(1, 0.03 * kBaseOhm, 0.04 * kBaseOhm);
  models::BranchParams& trafo = grid.branches[BranchIndex(0)];
  trafo.tap_ratio = 1.1;
  trafo.phase_shift_deg = 30.0;
  trafo.g_siemens = 0.01 / kBaseOhm;
  const Complex y_series(12.0, -16.0), a = std::polar(1.1, models::kPi / 6.0);
  const BranchAdmittance y = CalcBranchAdmittance(grid, trafo, 0);
  ExpectNear(y.y_ff, (y_series + 0.005) / 1.21, 1e-12);
  ExpectNear(y.y_ft, -y_series / std::conj(a), 1e-12);
  ExpectNear(y.y_tf, -y_series / a, 1e-12);
  ExpectNear(y.y_tt, y_series + 0.005, 1e-12);
}

TEST(AdmittanceTest, TapStepsMoveTheRatio) {
  models::ElectricityGrid grid = tests::MakeChain(1, 0.5, 10.0);
  models::BranchParams& trafo = grid.branches[BranchIndex(0)];
  trafo.tap_step_ratio = 0.0125;
  trafo.tap_min_step = -8;
  const BranchAdmittance stepped = CalcBranchAdmittance(grid, trafo, -8);
  trafo.tap_ratio = 0.9;
  const BranchAdmittance built = CalcBranchAdmittance(grid, trafo, 0);
  ExpectNear(stepped.y_ff, built.y_ff, 1e-12);
  ExpectNear(stepped.y_ft, built.y_ft, 1e-12);
}

// A loaded ideal ratio: at no current through the series branch, V_from = a · V_to.
TEST(AdmittanceTest, WithoutCurrentVoltagesStandInTheRatio) {
  models::ElectricityGrid grid = tests::MakeChain(1, 0.5, 10.0);
  models::BranchParams& trafo = grid.branches[BranchIndex(0)];
  trafo.tap_ratio = 1.07;
  trafo.phase_shift_deg = -12.0;
  const BranchAdmittance y = CalcBranchAdmittance(grid, trafo, 0);
  const Complex v_to(1.0, 0.2);
  const Complex v_from = std::polar(1.07, -12.0 * models::kRadPerDeg) * v_to;
  ExpectNear(y.y_ff * v_from + y.y_ft * v_to, 0.0, 1e-11);
  ExpectNear(y.y_tf * v_from + y.y_tt * v_to, 0.0, 1e-11);
}

TEST(AdmittanceTest, DrawingALineTheOtherWaySwapsItsEnds) {
  const models::ElectricityGrid grid = tests::MakeChain(1, 2.0, 9.0, 3e-5);
  models::BranchParams turned = grid.branches[BranchIndex(0)];
  std::swap(turned.from, turned.to);
  const BranchAdmittance a = CalcBranchAdmittance(grid, grid.branches[BranchIndex(0)], 0);
  const BranchAdmittance b = CalcBranchAdmittance(grid, turned, 0);
  EXPECT_EQ(a.y_ff, b.y_tt);
  EXPECT_EQ(a.y_ft, b.y_tf);
}

TEST(AdmittanceTest, PatternRowsAscendAndHoldTheirDiagonal) {
  models::ElectricityGrid grid = tests::MakeChain(4, 1.0, 10.0);
  grid.branches.Add({.from = BusIndex(4), .to = BusIndex(1), .x_ohm = 10.0});
  grid.branches.Add({.from = BusIndex(1), .to = BusIndex(2), .x_ohm = 10.0});  // parallel to one
  const AdmittancePattern pattern = MakeAdmittancePattern(grid);
  ASSERT_EQ(pattern.row_start.size(), 6u);
  for (std::size_t row = 0; row < 5; ++row) {
    EXPECT_TRUE(std::is_sorted(pattern.column.begin() + pattern.row_start[row],
                               pattern.column.begin() + pattern.row_start[row + 1]));
    EXPECT_EQ(pattern.column[static_cast<std::size_t>(pattern.diagonal[row])],
              static_cast<int>(row));
  }
  EXPECT_EQ(pattern.column.size(), 5u + 2u * 5u);  // five buses, five distinct neighbour pairs
  EXPECT_EQ(pattern.entry[1], pattern.entry[5]);
}

// Dense, from the definition: Y = Σ over branches; rows without shunts sum to zero.
TEST(AdmittanceTest, TheMatrixIsTheSumOfItsTwoPorts) {
  models::ElectricityGrid grid = tests::MakeChain(4, 1.0, 10.0);
  grid.branches.Add({.from = BusIndex(4), .to = BusIndex(1), .r_ohm = 3.0, .x_ohm = 8.0});
  grid.branches.Add({.from = BusIndex(2), .to = BusIndex(1), .r_ohm = 0.5, .x_ohm = 12.0});
  const Eigen::MatrixXcd dense =
      MakeDense(grid, std::vector<char>(6, 1), std::vector<double>(5, 0.0));
  EXPECT_LT((dense - dense.transpose()).norm(), 1e-12) << "without phase shifters Y is symmetric";
  EXPECT_LT((dense * Eigen::VectorXcd::Ones(5)).norm(), 1e-11);
  const auto y = [](double r_ohm, double x_ohm) { return kBaseOhm / Complex(r_ohm, x_ohm); };
  ExpectNear(dense(1, 2), -(y(1.0, 10.0) + y(0.5, 12.0)), 1e-12);
  ExpectNear(dense(4, 1), -y(3.0, 8.0), 1e-12);
  ExpectNear(dense(1, 1), 2.0 * y(1.0, 10.0) + y(0.5, 12.0) + y(3.0, 8.0), 1e-12);
  EXPECT_EQ(dense(0, 4), Complex());
}

TEST(AdmittanceTest, BranchesThatAreOutLeaveNothing) {
  const models::ElectricityGrid grid = tests::MakeChain(2, 1.0, 10.0, 1e-5);
  const Eigen::MatrixXcd dense = MakeDense(grid, {1, 0}, {0.0, 0.0, 0.0});
  EXPECT_EQ(dense(1, 2), Complex());
  EXPECT_EQ(dense(2, 2), Complex());
  EXPECT_NE(dense(0, 1), Complex());
}

TEST(AdmittanceTest, AShuntInjectsItsReactivePowerAtOnePerUnit) {
  const models::ElectricityGrid grid = tests::MakeChain(1, 1.0, 10.0);
  const Eigen::MatrixXcd dense = MakeDense(grid, {0}, {0.0, 25.0});
  // S drawn = V (Y V)* = (0.25j)* = −0.25j pu: 25 Mvar are injected.
  ExpectNear(std::conj(dense(1, 1)), Complex(0.0, -0.25), 1e-15);
  EXPECT_EQ(dense(0, 0), Complex());
}

}  // namespace
}  // namespace solvers
