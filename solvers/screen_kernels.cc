#include "solvers/screen_kernels.h"

#include "solvers/instruction_set.h"

namespace solvers {

namespace screen_scalar {
extern const ScreenKernels kKernels;
}
namespace screen_avx2 {
extern const ScreenKernels kKernels;
}
namespace screen_avx512 {
extern const ScreenKernels kKernels;
}

const ScreenKernels* FindScreenKernels(const char* name) {
  return FindKernels(name, screen_scalar::kKernels, screen_avx2::kKernels, screen_avx512::kKernels);
}

const ScreenKernels& ChooseScreenKernels() {
  return ChooseKernels(screen_scalar::kKernels, screen_avx2::kKernels, screen_avx512::kKernels);
}

}  // namespace solvers
