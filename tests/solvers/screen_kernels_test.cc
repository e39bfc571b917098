#include "solvers/screen_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace solvers {
namespace {

class ScreenKernelsTest : public testing::TestWithParam<const char*> {};

// Sums in doubles, one after the other.
TEST_P(ScreenKernelsTest, EveryFlowIsItsSumWhateverTheNumberOfQuarters) {
  const ScreenKernels* kernels = FindScreenKernels(GetParam());
  if (kernels == nullptr) GTEST_SKIP() << "this processor has no " << GetParam();
  constexpr std::size_t kBuses = 37;
  for (const std::size_t count : {1u, 3u, 4u, 11u}) {
    std::vector<float> injection, weight;
    for (std::size_t i = 0; i < count * kBuses; ++i) {
      injection.push_back(static_cast<float>(200.0 * std::sin(0.7 * static_cast<double>(i))));
    }
    for (std::size_t i = 0; i < kBuses * kScreenWidth; ++i) {
      weight.push_back(static_cast<float>(std::cos(1.3 * static_cast<double>(i))));
    }
    std::vector<float> flow(count * kScreenWidth, -1.0F);
    kernels->calc_flows(injection.data(), count, kBuses, weight.data(), flow.data());
    for (std::size_t q = 0; q < count; ++q) {
      for (std::size_t p = 0; p < kScreenWidth; ++p) {
        double sum = 0.0;
        for (std::size_t b = 0; b < kBuses; ++b) {
          sum += static_cast<double>(injection[q * kBuses + b]) *
                 static_cast<double>(weight[b * kScreenWidth + p]);
        }
        EXPECT_NEAR(flow[q * kScreenWidth + p], sum, 2e-3) << q << " " << p;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sets, ScreenKernelsTest, testing::Values("scalar", "avx2", "avx512"),
                         [](const auto& tested) { return std::string(tested.param); });

}  // namespace
}  // namespace solvers
