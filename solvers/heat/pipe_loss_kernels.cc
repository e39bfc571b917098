#include "solvers/heat/pipe_loss_kernels.h"

#include "solvers/instruction_set.h"

namespace solvers::heat {

namespace pipe_loss_scalar {
extern const PipeLossKernels kKernels;
}
namespace pipe_loss_avx2 {
extern const PipeLossKernels kKernels;
}
namespace pipe_loss_avx512 {
extern const PipeLossKernels kKernels;
}

const PipeLossKernels* FindPipeLossKernels(const char* name) {
  return FindKernels(name, pipe_loss_scalar::kKernels, pipe_loss_avx2::kKernels,
                     pipe_loss_avx512::kKernels);
}

const PipeLossKernels& ChoosePipeLossKernels() {
  return ChooseKernels(pipe_loss_scalar::kKernels, pipe_loss_avx2::kKernels,
                       pipe_loss_avx512::kKernels);
}

}  // namespace solvers::heat
