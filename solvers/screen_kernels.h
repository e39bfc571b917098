#pragma once

#include <cstddef>

namespace solvers {

/// Pairs whose flows are summed side by side: two vectors of sixteen or four of eight.
inline constexpr std::size_t kScreenWidth = 32;

struct ScreenKernels {
  const char* name = "";
  /// flow_q,p = Σ_b P_q,b w_b,p for kScreenWidth pairs.
  /// **Shape** injection [count × bus], weight [bus × kScreenWidth], flow [count × kScreenWidth]
  void (*calc_flows)(const float* injection, std::size_t count, std::size_t bus_count,
                     const float* weight, float* flow) = nullptr;
};

/// The best implementation this processor runs; `scalar` when nothing better is there.
const ScreenKernels& ChooseScreenKernels();
/// By name, "scalar", "avx2" or "avx512"; nullptr when the processor cannot run it.
const ScreenKernels* FindScreenKernels(const char* name);

}  // namespace solvers
