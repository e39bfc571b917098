// Compiled with -mavx512f -mavx512dq -mavx512vl beside -mavx2 -mfma; entered only where the
// processor has them all.
#define TWIN_LANE_NAMESPACE lane_avx512
#define TWIN_LANE_NAME "avx512"
#include "solvers/lane_kernels.inc"
