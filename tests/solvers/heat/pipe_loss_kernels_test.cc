#include "solvers/heat/pipe_loss_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "models/heat/friction.h"

namespace solvers::heat {
namespace {

constexpr double kDensityKgM3 = 968.0;
constexpr double kViscosityPaS = 3.3e-4;

struct Pipes {
  std::vector<models::PipeShape> shapes;
  std::vector<double> roughness, start_factor, start_slope, reynolds, friction, fittings, flow;
  std::vector<double> root, loss, slope;

  PipeLossArrays Arrays() {
    return {.count = shapes.size(),
            .relative_roughness_ratio = roughness.data(),
            .start_factor_ratio = start_factor.data(),
            .start_slope_ratio = start_slope.data(),
            .reynolds_s_per_kg = reynolds.data(),
            .friction_scale = friction.data(),
            .fittings_scale = fittings.data(),
            .flow_kg_s = flow.data(),
            .root_ratio = root.data(),
            .loss_pa = loss.data(),
            .slope_pa_s_per_kg = slope.data()};
  }
};

// From DN20 to DN800, smooth and rough, from still to 100 kg/s in both directions.
Pipes MakePipes(std::size_t count) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  Pipes pipes;
  for (std::size_t k = 0; k < count; ++k) {
    const double diameter_m = 0.02 * std::pow(40.0, unit(random));
    const double area_m2 = 0.25 * std::numbers::pi * diameter_m * diameter_m;
    const double roughness_m = unit(random) < 0.1 ? 0.0 : 1e-6 * std::pow(1e3, unit(random));
    const models::PipeShape shape{.diameter_m = diameter_m,
                                  .area_m2 = area_m2,
                                  .length_ratio = (1.0 + 999.0 * unit(random)) / diameter_m,
                                  .relative_roughness_ratio = roughness_m / diameter_m,
                                  .fittings_ratio = 5.0 * unit(random)};
    const models::Friction start = models::CalcFriction(4000.0, shape.relative_roughness_ratio, {});
    const double per_flow = 1.0 / (2.0 * kDensityKgM3 * area_m2 * area_m2);
    pipes.shapes.push_back(shape);
    pipes.roughness.push_back(shape.relative_roughness_ratio);
    pipes.start_factor.push_back(start.factor_ratio);
    pipes.start_slope.push_back(4000.0 * start.per_reynolds_ratio);
    pipes.reynolds.push_back(diameter_m / (area_m2 * kViscosityPaS));
    pipes.friction.push_back(shape.length_ratio * per_flow);
    pipes.fittings.push_back(shape.fittings_ratio * per_flow);
    pipes.flow.push_back((unit(random) < 0.5 ? -1.0 : 1.0) * 1e-8 * std::pow(1e10, unit(random)));
  }
  pipes.flow[0] = 0.0;
  pipes.root.assign(count, 7.0);
  pipes.loss.assign(count, 0.0);
  pipes.slope.assign(count, 0.0);
  return pipes;
}

class PipeLossKernelsTest : public testing::TestWithParam<const char*> {};

TEST_P(PipeLossKernelsTest, AreTheLawsPipeByPipe) {
  const PipeLossKernels* kernels = FindPipeLossKernels(GetParam());
  if (kernels == nullptr) GTEST_SKIP() << "this processor has no " << GetParam();
  Pipes pipes = MakePipes(4000);
  for (const int steps : {4, 2}) {  // from anywhere, then from the solution
    kernels->evaluate(pipes.Arrays(), steps);
    for (std::size_t k = 0; k < pipes.shapes.size(); ++k) {
      const models::PressureLoss expected =
          models::CalcPressureLoss(pipes.shapes[k], pipes.flow[k], kDensityKgM3, kViscosityPaS, {});
      EXPECT_NEAR(pipes.loss[k], expected.loss_pa, 4e-15 * std::abs(expected.loss_pa));
      EXPECT_NEAR(pipes.slope[k], expected.slope_pa_s_per_kg, 4e-15 * expected.slope_pa_s_per_kg);
    }
  }
}

TEST_P(PipeLossKernelsTest, TwoStepsComeCloseAfterFlowsMovedByATenth) {
  const PipeLossKernels* kernels = FindPipeLossKernels(GetParam());
  if (kernels == nullptr) GTEST_SKIP() << "this processor has no " << GetParam();
  Pipes pipes = MakePipes(4000);
  kernels->evaluate(pipes.Arrays(), 4);
  for (double& flow : pipes.flow) flow *= 1.1;
  kernels->evaluate(pipes.Arrays(), 2);
  for (std::size_t k = 0; k < pipes.shapes.size(); ++k) {
    const models::PressureLoss expected =
        models::CalcPressureLoss(pipes.shapes[k], pipes.flow[k], kDensityKgM3, kViscosityPaS, {});
    EXPECT_NEAR(pipes.loss[k], expected.loss_pa, 1e-10 * std::abs(expected.loss_pa));
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, PipeLossKernelsTest, testing::Values("scalar", "avx2", "avx512"));

}  // namespace
}  // namespace solvers::heat
