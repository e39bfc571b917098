// Compiled with -mavx512f -mavx512dq -mavx512vl beside -mavx2 -mfma; entered only where the
// processor has them all.
#define TWIN_SCREEN_NAMESPACE screen_avx512
#define TWIN_SCREEN_NAME "avx512"
#include "solvers/screen_kernels.inc"
