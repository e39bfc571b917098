#include "solvers/chord_kernels.h"

#include "solvers/instruction_set.h"

namespace solvers {

namespace chord_scalar {
extern const ChordKernels kKernels;
}
namespace chord_avx2 {
extern const ChordKernels kKernels;
}
namespace chord_avx512 {
extern const ChordKernels kKernels;
}

const ChordKernels* FindChordKernels(const char* name) {
  return FindKernels(name, chord_scalar::kKernels, chord_avx2::kKernels, chord_avx512::kKernels);
}

const ChordKernels& ChooseChordKernels() {
  return ChooseKernels(chord_scalar::kKernels, chord_avx2::kKernels, chord_avx512::kKernels);
}

}  // namespace solvers
