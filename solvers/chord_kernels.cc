#include "solvers/chord_kernels.h"

#include <cstring>

namespace solvers {

namespace chord_scalar {
extern const ChordKernels kKernels;
}
namespace chord_avx2 {
extern const ChordKernels kKernels;
}

const ChordKernels* FindChordKernels(const char* name) {
  if (std::strcmp(name, "scalar") == 0) return &chord_scalar::kKernels;
#if defined(__x86_64__)
  if (std::strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") != 0 &&
      __builtin_cpu_supports("fma") != 0) {
    return &chord_avx2::kKernels;
  }
#endif
  return nullptr;
}

const ChordKernels& ChooseChordKernels() {
  const ChordKernels* avx2 = FindChordKernels("avx2");
  return avx2 != nullptr ? *avx2 : chord_scalar::kKernels;
}

}  // namespace solvers
