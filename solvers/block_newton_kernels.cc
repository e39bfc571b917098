#include "solvers/block_newton_kernels.h"

#include "solvers/instruction_set.h"

namespace solvers {

namespace block_scalar {
extern const BlockNewtonKernels kKernels;
}
namespace block_avx2 {
extern const BlockNewtonKernels kKernels;
}
namespace block_avx512 {
extern const BlockNewtonKernels kKernels;
}

const BlockNewtonKernels* FindBlockNewtonKernels(const char* name) {
  return FindKernels(name, block_scalar::kKernels, block_avx2::kKernels, block_avx512::kKernels);
}

const BlockNewtonKernels& ChooseBlockNewtonKernels() {
  return ChooseKernels(block_scalar::kKernels, block_avx2::kKernels, block_avx512::kKernels);
}

}  // namespace solvers
