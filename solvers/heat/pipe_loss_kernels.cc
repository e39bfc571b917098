#include "solvers/heat/pipe_loss_kernels.h"

#include <cstring>

namespace solvers::heat {

namespace pipe_loss_scalar {
extern const PipeLossKernels kKernels;
}
namespace pipe_loss_avx2 {
extern const PipeLossKernels kKernels;
}

const PipeLossKernels* FindPipeLossKernels(const char* name) {
  if (std::strcmp(name, "scalar") == 0) return &pipe_loss_scalar::kKernels;
#if defined(__x86_64__)
  if (std::strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") != 0 &&
      __builtin_cpu_supports("fma") != 0) {
    return &pipe_loss_avx2::kKernels;
  }
#endif
  return nullptr;
}

const PipeLossKernels& ChoosePipeLossKernels() {
  const PipeLossKernels* avx2 = FindPipeLossKernels("avx2");
  return avx2 != nullptr ? *avx2 : pipe_loss_scalar::kKernels;
}

}  // namespace solvers::heat
