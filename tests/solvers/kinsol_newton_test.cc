#include "solvers/kinsol_newton.h"

#include <gtest/gtest.h>

#include <cmath>

namespace solvers {
namespace {

using Columns = std::vector<std::vector<std::pair<int, double>>>;

absl::StatusOr<KinsolReport> Solve(
    absl::FunctionRef<bool(std::span<const double>, std::span<double>)> residual,
    absl::FunctionRef<void(Columns&)> jacobian, std::vector<double>& u, int max_iterations = 200) {
  const std::vector<double> scale(u.size(), 1.0);
  return SolveByKinsol({.unknown_scale_ratio = scale,
                        .residual_scale_ratio = scale,
                        .calc_residual = residual,
                        .calc_jacobian = jacobian},
                       {.tolerance_ratio = 1e-12, .max_iterations = max_iterations}, u);
}

// arctan(u) = 0 from u = 20: steps of Newton's method alone grow without end. The second unknown
// follows from the first.
TEST(KinsolNewtonTest, TheLineSearchFindsWhatPlainStepsDoNot) {
  std::vector<double> u{20.0, 0.0};
  double at = 0.0;
  const auto residual = [&](std::span<const double> x, std::span<double> f) {
    at = x[0];
    f[0] = std::atan(x[0]);
    f[1] = x[1] - x[0] - 3.0;
    return true;
  };
  const auto jacobian = [&](Columns& columns) {
    columns[0] = {{0, 1.0 / (1.0 + at * at)}, {1, -1.0}};
    columns[1] = {{1, 1.0}};
  };
  const auto report = Solve(residual, jacobian, u);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->is_converged) << report->flag;
  EXPECT_NEAR(u[0], 0.0, 1e-12);
  EXPECT_NEAR(u[1], 3.0, 1e-12);
  EXPECT_LE(report->residual_norm_ratio, 1e-12);

  std::vector<double> again{20.0, 0.0};
  const auto short_report = Solve(residual, jacobian, again, 1);
  ASSERT_TRUE(short_report.ok());
  EXPECT_FALSE(short_report->is_converged);
  EXPECT_EQ(short_report->flag, "KIN_MAXITER_REACHED");
}

// u² + 1 has no root.
TEST(KinsolNewtonTest, WhatHasNoAnswerIsSaidToHaveNone) {
  std::vector<double> u{3.0};
  double at = 0.0;
  const auto report = Solve(
      [&](std::span<const double> x, std::span<double> f) {
        at = x[0];
        f[0] = x[0] * x[0] + 1.0;
        return true;
      },
      [&](Columns& columns) {
        columns[0] = {{0, 2.0 * at}};
      },
      u);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->is_converged);
  EXPECT_FALSE(report->flag.empty());
}

// √u − 1 = 0 from u = 9 would step to −3, where there is no root.
TEST(KinsolNewtonTest, StepsToWhereNothingCanBeEvaluatedAreCut) {
  std::vector<double> u{9.0};
  double at = 0.0;
  const auto report = Solve(
      [&](std::span<const double> x, std::span<double> f) {
        if (!(x[0] > 0.0)) return false;
        at = x[0];
        f[0] = std::sqrt(x[0]) - 1.0;
        return true;
      },
      [&](Columns& columns) {
        columns[0] = {{0, 0.5 / std::sqrt(at)}};
      },
      u);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->is_converged) << report->flag;
  EXPECT_NEAR(u[0], 1.0, 1e-11);
  std::vector<double> outside{-1.0};
  const auto refused = Solve([](auto, auto) { return false; }, [](Columns&) {}, outside);
  ASSERT_TRUE(refused.ok());
  EXPECT_FALSE(refused->is_converged);
}

}  // namespace
}  // namespace solvers
