#include "solvers/symmetric_inverse.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <complex>
#include <random>
#include <set>
#include <vector>

namespace solvers {
namespace {

using Complex = std::complex<double>;

struct Sparse {
  BlockPattern pattern;
  std::vector<Complex> values;
  Eigen::MatrixXcd dense;
};

// A connected network of inductive branches with a few sources: complex symmetric.
Sparse MakeNetwork(int size, int extra_branches, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> share(0.0, 1.0);
  Eigen::MatrixXcd y = Eigen::MatrixXcd::Zero(size, size);
  std::vector<std::set<int>> neighbours(static_cast<std::size_t>(size));
  const auto connect = [&](int a, int b) {
    if (a == b) return;
    const Complex branch = 1.0 / Complex(0.3 * share(random), 0.05 + share(random));
    y(a, a) += branch;
    y(b, b) += branch;
    y(a, b) -= branch;
    y(b, a) -= branch;
    neighbours[static_cast<std::size_t>(a)].insert(b);
    neighbours[static_cast<std::size_t>(b)].insert(a);
  };
  std::uniform_int_distribution<int> bus(0, size - 1);
  for (int i = 1; i < size; ++i) connect(i, std::uniform_int_distribution<int>(0, i - 1)(random));
  for (int k = 0; k < extra_branches; ++k) connect(bus(random), bus(random));
  for (int i = 0; i < size; i += 7) y(i, i) += 1.0 / Complex(0.01, 0.2 + share(random));
  Sparse made{.dense = y};
  made.pattern.row_start.push_back(0);
  for (int i = 0; i < size; ++i) {
    neighbours[static_cast<std::size_t>(i)].insert(i);
    for (const int j : neighbours[static_cast<std::size_t>(i)]) {
      made.pattern.column.push_back(j);
      made.values.push_back(y(i, j));
    }
    made.pattern.row_start.push_back(static_cast<int>(made.pattern.column.size()));
  }
  return made;
}

TEST(SymmetricInverseTest, DiagonalAndSolutionsAreThoseOfTheDenseInverse) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const int size = 3 + static_cast<int>(seed) * 4;
    const Sparse network = MakeNetwork(size, size / 2, seed);
    const SymmetricInverse inverse(network.pattern);
    SymmetricFactor factor;
    ASSERT_TRUE(inverse.Factorise(network.values, factor).ok());
    const Eigen::MatrixXcd expected = network.dense.inverse();
    const std::vector<Complex> diagonal = inverse.CalcDiagonal(factor);
    for (int i = 0; i < size; ++i) {
      EXPECT_LT(std::abs(diagonal[static_cast<std::size_t>(i)] - expected(i, i)),
                1e-11 * std::abs(expected(i, i)))
          << "seed " << seed << " row " << i;
    }
    std::vector<Complex> column(static_cast<std::size_t>(size));
    column[static_cast<std::size_t>(size / 2)] = 1.0;
    inverse.Solve(factor, column);
    for (int i = 0; i < size; ++i) {
      EXPECT_LT(std::abs(column[static_cast<std::size_t>(i)] - expected(i, size / 2)), 1e-11);
    }
  }
}

TEST(SymmetricInverseTest, ASecondMatrixOfThePatternUsesTheSameOrder) {
  Sparse network = MakeNetwork(40, 25, 3);
  const SymmetricInverse inverse(network.pattern);
  SymmetricFactor factor;
  ASSERT_TRUE(inverse.Factorise(network.values, factor).ok());
  const std::vector<Complex> before = inverse.CalcDiagonal(factor);
  for (Complex& value : network.values) value *= 2.0;
  ASSERT_TRUE(inverse.Factorise(network.values, factor).ok());
  const std::vector<Complex> halved = inverse.CalcDiagonal(factor);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_LT(std::abs(halved[i] - 0.5 * before[i]), 1e-13 * std::abs(before[i]));
  }
}

TEST(SymmetricInverseTest, ASingularMatrixNamesARow) {
  const BlockPattern pattern{.row_start = {0, 2, 4}, .column = {0, 1, 0, 1}};
  const std::vector<Complex> values{{0.0, -1.0}, {0.0, 1.0}, {0.0, 1.0}, {0.0, -1.0}};
  const SymmetricInverse inverse(pattern);
  SymmetricFactor factor;
  const absl::Status status = inverse.Factorise(values, factor);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(status.message().find("no pivot left in row 1"), std::string::npos) << status;
}

}  // namespace
}  // namespace solvers
