// Compiled with -mavx512f -mavx512dq -mavx512vl beside -mavx2 -mfma; entered only where the
// processor has them all.
#define TWIN_BLOCK_NAMESPACE block_avx512
#define TWIN_BLOCK_NAME "avx512"
#include "solvers/block_newton_kernels.inc"
