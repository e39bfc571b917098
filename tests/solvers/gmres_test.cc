#include "solvers/gmres.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <random>
#include <vector>

namespace solvers {
namespace {

TEST(GmresTest, SolvesAsADenseFactorDoes) {
  constexpr int kSize = 40;
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(kSize, kSize);
  for (int k = 0; k < kSize * kSize; ++k) matrix.data()[k] += 0.1 * normal(random);
  std::vector<double> b(kSize), x(kSize);
  for (double& value : b) value = normal(random);
  const auto apply = [&](std::span<const double> in, std::span<double> out) {
    Eigen::Map<Eigen::VectorXd>(out.data(), kSize) =
        matrix * Eigen::Map<const Eigen::VectorXd>(in.data(), kSize);
  };
  const auto nothing = [](std::span<const double> in, std::span<double> out) {
    std::copy(in.begin(), in.end(), out.begin());
  };
  const auto halve = [](std::span<const double> in, std::span<double> out) {
    for (std::size_t k = 0; k < in.size(); ++k) out[k] = 0.5 * in[k];
  };
  const Eigen::VectorXd expected =
      matrix.partialPivLu().solve(Eigen::Map<const Eigen::VectorXd>(b.data(), kSize));
  Gmres gmres(kSize, kSize);
  for (int round = 0; round < 2; ++round) {
    const auto solved = round == 0 ? gmres.Solve(apply, nothing, b, 1e-12, x)
                                   : gmres.Solve(apply, halve, b, 1e-12, x);
    ASSERT_TRUE(solved.ok()) << solved;
    for (int k = 0; k < kSize; ++k) EXPECT_NEAR(x[k], expected[k], 1e-10);
  }
}

TEST(GmresTest, AnExactPreconditionerNeedsOneStep) {
  const auto apply = [](std::span<const double> in, std::span<double> out) {
    for (std::size_t k = 0; k < in.size(); ++k) out[k] = static_cast<double>(k + 1) * in[k];
  };
  const auto invert = [](std::span<const double> in, std::span<double> out) {
    for (std::size_t k = 0; k < in.size(); ++k) out[k] = in[k] / static_cast<double>(k + 1);
  };
  std::vector<double> b(10, 1.0), x(10);
  Gmres gmres(10, 5);
  ASSERT_TRUE(gmres.Solve(apply, invert, b, 1e-12, x).ok());
  EXPECT_EQ(gmres.iterations(), 1);
  EXPECT_NEAR(x[3], 0.25, 1e-14);
}

}  // namespace
}  // namespace solvers
