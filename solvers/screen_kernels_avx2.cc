// Compiled with -mavx2 -mfma; entered only where the processor has both.
#define TWIN_SCREEN_NAMESPACE screen_avx2
#define TWIN_SCREEN_NAME "avx2"
#include "solvers/screen_kernels.inc"
