#include "solvers/lane_kernels.h"

#include "solvers/instruction_set.h"

namespace solvers {

namespace lane_scalar {
extern const LaneKernels kKernels;
}
namespace lane_avx2 {
extern const LaneKernels kKernels;
}
namespace lane_avx512 {
extern const LaneKernels kKernels;
}

const LaneKernels* FindLaneKernels(const char* name) {
  return FindKernels(name, lane_scalar::kKernels, lane_avx2::kKernels, lane_avx512::kKernels);
}

const LaneKernels& ChooseLaneKernels() {
  return ChooseKernels(lane_scalar::kKernels, lane_avx2::kKernels, lane_avx512::kKernels);
}

}  // namespace solvers
