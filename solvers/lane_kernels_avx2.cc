// Compiled with -mavx2 -mfma; entered only where the processor has both.
#define TWIN_LANE_NAMESPACE lane_avx2
#define TWIN_LANE_NAME "avx2"
#include "solvers/lane_kernels.inc"
