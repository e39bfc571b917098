#include "solvers/lane_kernels.h"

#include <cstring>

namespace solvers {

namespace lane_scalar {
extern const LaneKernels kKernels;
}
namespace lane_avx2 {
extern const LaneKernels kKernels;
}

const LaneKernels* FindLaneKernels(const char* name) {
  if (std::strcmp(name, "scalar") == 0) return &lane_scalar::kKernels;
#if defined(__x86_64__)
  if (std::strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") != 0 &&
      __builtin_cpu_supports("fma") != 0) {
    return &lane_avx2::kKernels;
  }
#endif
  return nullptr;
}

const LaneKernels& ChooseLaneKernels() {
  const LaneKernels* avx2 = FindLaneKernels("avx2");
  return avx2 != nullptr ? *avx2 : lane_scalar::kKernels;
}

}  // namespace solvers
