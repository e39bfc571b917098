#include "solvers/block_newton_kernels.h"

#include <cstring>

namespace solvers {

namespace block_scalar {
extern const BlockNewtonKernels kKernels;
}
namespace block_avx2 {
extern const BlockNewtonKernels kKernels;
}

const BlockNewtonKernels* FindBlockNewtonKernels(const char* name) {
  if (std::strcmp(name, "scalar") == 0) return &block_scalar::kKernels;
#if defined(__x86_64__)
  if (std::strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") != 0 &&
      __builtin_cpu_supports("fma") != 0) {
    return &block_avx2::kKernels;
  }
#endif
  return nullptr;
}

const BlockNewtonKernels& ChooseBlockNewtonKernels() {
  const BlockNewtonKernels* avx2 = FindBlockNewtonKernels("avx2");
  return avx2 != nullptr ? *avx2 : block_scalar::kKernels;
}

}  // namespace solvers
