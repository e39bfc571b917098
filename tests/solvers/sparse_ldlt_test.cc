#include "solvers/sparse_ldlt.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <random>
#include <set>
#include <vector>

namespace solvers {
namespace {

struct Problem {
  LowerPattern pattern;
  std::vector<double> values;
  Eigen::MatrixXd dense;
};

// A weighted graph's Laplacian with something on the diagonal.
Problem MakeProblem(int size, int edges, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> weight(0.01, 10.0);
  std::uniform_int_distribution<int> node(0, size - 1);
  Problem problem;
  problem.dense = Eigen::MatrixXd::Zero(size, size);
  for (int k = 0; k < edges; ++k) {
    const int a = node(random), b = node(random);
    const double w = weight(random);
    problem.dense(a, a) += w;
    if (a == b) continue;
    problem.dense(b, b) += w;
    problem.dense(a, b) -= w;
    problem.dense(b, a) -= w;
  }
  for (int k = 0; k < size; ++k) problem.dense(k, k) += 1e-3;
  problem.pattern.column_start.push_back(0);
  for (int column = 0; column < size; ++column) {
    for (int row = column; row < size; ++row) {
      if (row != column && problem.dense(row, column) == 0.0) continue;
      problem.pattern.row.push_back(row);
      problem.values.push_back(problem.dense(row, column));
    }
    problem.pattern.column_start.push_back(static_cast<int>(problem.pattern.row.size()));
  }
  return problem;
}

TEST(SparseLdltTest, SolvesAsADenseFactorDoes) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    const int size = 1 + static_cast<int>(seed) * 4;
    const Problem problem = MakeProblem(size, 2 * size, seed);
    SparseLdlt factor(problem.pattern);
    ASSERT_TRUE(factor.Factorise(problem.values).ok());
    std::mt19937 random(seed + 100);
    std::normal_distribution<double> normal;
    std::vector<double> right(static_cast<std::size_t>(size));
    for (double& value : right) value = normal(random);
    const Eigen::VectorXd expected =
        problem.dense.ldlt().solve(Eigen::Map<const Eigen::VectorXd>(right.data(), size));
    factor.Solve(right);
    for (int k = 0; k < size; ++k)
      EXPECT_NEAR(right[k], expected[k], 1e-9 * (1.0 + expected.cwiseAbs().maxCoeff())) << seed;
  }
}

TEST(SparseLdltTest, FactorsAgainWithOtherValues) {
  Problem problem = MakeProblem(40, 90, 7);
  SparseLdlt factor(problem.pattern);
  ASSERT_TRUE(factor.Factorise(problem.values).ok());
  std::vector<double> first(40, 1.0), second(40, 1.0);
  factor.Solve(first);
  for (double& value : problem.values) value *= 4.0;
  ASSERT_TRUE(factor.Factorise(problem.values).ok());
  factor.Solve(second);
  for (int k = 0; k < 40; ++k) EXPECT_NEAR(second[k], 0.25 * first[k], 1e-12);
}

TEST(SparseLdltTest, AMatrixThatIsNotPositiveIsRefusedAndTheNextOneIsSolved) {
  const LowerPattern pattern{{0, 2, 3}, {0, 1, 1}};
  SparseLdlt factor(pattern);
  EXPECT_EQ(factor.Factorise(std::vector<double>{1.0, 2.0, 1.0}).code(),
            absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(factor.Factorise(std::vector<double>{4.0, 2.0, 3.0}).ok());
  std::vector<double> right{8.0, 7.0};  // 4x + 2y = 8, 2x + 3y = 7
  factor.Solve(right);
  EXPECT_NEAR(right[0], 1.25, 1e-15);
  EXPECT_NEAR(right[1], 1.5, 1e-15);
}

TEST(SparseLdltTest, ATreeHasNoFillBeyondItsEdges) {
  LowerPattern star;  // node 0 joined with all others
  star.column_start.push_back(0);
  for (int column = 0; column < 50; ++column) {
    star.row.push_back(column);
    if (column == 0)
      for (int row = 1; row < 50; ++row) star.row.push_back(row);
    star.column_start.push_back(static_cast<int>(star.row.size()));
  }
  EXPECT_EQ(SparseLdlt(star).fill(), 49);
}

}  // namespace
}  // namespace solvers
