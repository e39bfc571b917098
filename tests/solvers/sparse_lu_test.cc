#include "solvers/sparse_lu.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace solvers {
namespace {

/// The pattern of a dense matrix's entries that are not zero, and their values by columns.
std::pair<SparsePattern, std::vector<double>> MakeSparse(const Eigen::MatrixXd& dense) {
  SparsePattern pattern;
  std::vector<double> values;
  pattern.column_start.push_back(0);
  for (Eigen::Index column = 0; column < dense.cols(); ++column) {
    for (Eigen::Index row = 0; row < dense.rows(); ++row) {
      if (dense(row, column) == 0.0) continue;
      pattern.row.push_back(static_cast<int>(row));
      values.push_back(dense(row, column));
    }
    pattern.column_start.push_back(static_cast<int>(pattern.row.size()));
  }
  return {pattern, values};
}

Eigen::MatrixXd MakeRandom(int size, std::mt19937& random) {
  std::uniform_real_distribution<double> value(-1.0, 1.0);
  std::uniform_int_distribution<int> dice(0, 9);
  Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(size, size);
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; ++column) {
      if (dice(random) < 2) dense(row, column) = value(random);
    }
    dense(row, row) += 3.0;
  }
  return dense;
}

double CalcWorstShare(const Eigen::VectorXd& exact, const std::vector<double>& solved) {
  double worst = 0.0;
  for (Eigen::Index i = 0; i < exact.size(); ++i) {
    worst = std::max(worst, std::abs(exact(i) - solved[static_cast<std::size_t>(i)]));
  }
  return worst / exact.cwiseAbs().maxCoeff();
}

// By hand: [2 1; 4 5] x = [4; 14] has x = [1; 2]; the transposed one has x = [−6; 4].
TEST(SparseLuTest, TwoUnknownsByHand) {
  const auto [pattern, values] = MakeSparse(Eigen::Matrix2d{{2.0, 1.0}, {4.0, 5.0}});
  auto symbolic = SparseLuSymbolic::Analyse(pattern);
  ASSERT_TRUE(symbolic.ok()) << symbolic.status();
  SparseLu lu(*symbolic);
  ASSERT_TRUE(lu.Factorise(values).ok());
  std::vector<double> x{4.0, 14.0};
  lu.Solve(x);
  EXPECT_NEAR(x[0], 1.0, 1e-15);
  EXPECT_NEAR(x[1], 2.0, 1e-15);
  x = {4.0, 14.0};  // 2a + 4b = 4, a + 5b = 14
  lu.SolveTransposed(x);
  EXPECT_NEAR(x[0], -6.0, 1e-14);
  EXPECT_NEAR(x[1], 4.0, 1e-14);
}

TEST(SparseLuTest, AgreesWithADenseSolver) {
  std::mt19937 random(20261124);
  std::uniform_real_distribution<double> value(-1.0, 1.0);
  for (const int size : {1, 2, 7, 30, 90}) {
    const Eigen::MatrixXd dense = MakeRandom(size, random);
    const auto [pattern, values] = MakeSparse(dense);
    auto symbolic = SparseLuSymbolic::Analyse(pattern);
    ASSERT_TRUE(symbolic.ok()) << symbolic.status();
    SparseLu lu(*symbolic);
    ASSERT_TRUE(lu.Factorise(values).ok());
    Eigen::VectorXd right(size);
    for (Eigen::Index i = 0; i < size; ++i) right(i) = value(random);
    std::vector<double> x(right.begin(), right.end());
    lu.Solve(x);
    EXPECT_LT(CalcWorstShare(dense.fullPivLu().solve(right), x), 1e-12) << size;
    x.assign(right.begin(), right.end());
    lu.SolveTransposed(x);
    EXPECT_LT(CalcWorstShare(dense.transpose().fullPivLu().solve(right), x), 1e-12) << size;
  }
}

TEST(SparseLuTest, RefactoringAnswersForTheNewValues) {
  std::mt19937 random(7);
  const Eigen::MatrixXd dense = MakeRandom(25, random);
  const auto [pattern, values] = MakeSparse(dense);
  auto symbolic = SparseLuSymbolic::Analyse(pattern);
  ASSERT_TRUE(symbolic.ok()) << symbolic.status();
  SparseLu lu(*symbolic);
  ASSERT_TRUE(lu.Refactorise(values).ok()) << "without factors it factorises";
  for (const double factor : {2.0, -0.5, 1e3}) {
    std::vector<double> scaled = values;
    for (double& each : scaled) each *= factor;
    ASSERT_TRUE(lu.Refactorise(scaled).ok());
    const Eigen::VectorXd right = Eigen::VectorXd::LinSpaced(25, 1.0, 2.0);
    std::vector<double> x(right.begin(), right.end());
    lu.Solve(x);
    EXPECT_LT(CalcWorstShare((factor * dense).fullPivLu().solve(right), x), 1e-12) << factor;
  }
}

// The pivots of the first matrix are worthless for the second: they are given up, not used.
TEST(SparseLuTest, RefactoringPivotsAnewWhenTheOldPivotsNoLongerServe) {
  const Eigen::Matrix2d first{{1.0, 0.5}, {0.5, 1.0}};
  const Eigen::Matrix2d second{{1e-17, 1.0}, {1.0, 1.0}};
  const auto [pattern, values] = MakeSparse(first);
  auto symbolic = SparseLuSymbolic::Analyse(pattern);
  ASSERT_TRUE(symbolic.ok()) << symbolic.status();
  SparseLu lu(*symbolic);
  ASSERT_TRUE(lu.Factorise(values).ok());
  ASSERT_TRUE(lu.Refactorise(MakeSparse(second).second).ok());
  std::vector<double> x{1.0, 2.0};  // x = [1; 1] up to 1e-17
  lu.Solve(x);
  EXPECT_NEAR(x[0], 1.0, 1e-12);
  EXPECT_NEAR(x[1], 1.0, 1e-12);
}

TEST(SparseLuTest, ASingularMatrixIsANamedFailureAndDoesNotSpoilTheNext) {
  const Eigen::Matrix2d singular{{1.0, 2.0}, {2.0, 4.0}};
  const auto [pattern, values] = MakeSparse(singular);
  auto symbolic = SparseLuSymbolic::Analyse(pattern);
  ASSERT_TRUE(symbolic.ok()) << symbolic.status();
  SparseLu lu(*symbolic);
  EXPECT_EQ(lu.Factorise(values).code(), absl::StatusCode::kFailedPrecondition);
  const std::vector<double> sound{2.0, 4.0, 1.0, 5.0};  // by columns
  ASSERT_TRUE(lu.Factorise(sound).ok());
  EXPECT_EQ(lu.Refactorise(values).code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(lu.Refactorise(sound).ok());
  std::vector<double> x{4.0, 14.0};
  lu.Solve(x);
  EXPECT_NEAR(x[0], 1.0, 1e-15);
}

TEST(SparseLuTest, AnEmptyColumnIsStructurallySingular) {
  const SparsePattern pattern{.column_start = {0, 2, 2, 3}, .row = {0, 1, 2}};
  EXPECT_EQ(SparseLuSymbolic::Analyse(pattern).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(SparseLuTest, TwoColumnsOnOneRowAreStructurallySingular) {
  const SparsePattern pattern{.column_start = {0, 1, 2, 4}, .row = {0, 0, 1, 2}};
  EXPECT_EQ(SparseLuSymbolic::Analyse(pattern).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(SparseLuTest, OneOrderingServesSeveralFactors) {
  const auto [pattern, values] = MakeSparse(Eigen::Matrix2d{{2.0, 1.0}, {4.0, 5.0}});
  auto symbolic = SparseLuSymbolic::Analyse(pattern);
  ASSERT_TRUE(symbolic.ok()) << symbolic.status();
  SparseLu a(*symbolic);
  SparseLu b(*symbolic);
  ASSERT_TRUE(a.Factorise(values).ok());
  ASSERT_TRUE(b.Factorise(std::vector<double>{1.0, 1.0, 0.0, 1.0}).ok());
  SparseLu moved = std::move(a);
  std::vector<double> x{4.0, 14.0};
  moved.Solve(x);
  EXPECT_NEAR(x[1], 2.0, 1e-15);
}

}  // namespace
}  // namespace solvers
