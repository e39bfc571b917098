// Compiled with -mavx2 -mfma; entered only where the processor has both.
#define TWIN_BLOCK_NAMESPACE block_avx2
#define TWIN_BLOCK_NAME "avx2"
#include "solvers/block_newton_kernels.inc"
