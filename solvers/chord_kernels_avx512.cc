// Compiled with -mavx512f -mavx512dq -mavx512vl beside -mavx2 -mfma; entered only where the
// processor has them all.
#define TWIN_CHORD_NAMESPACE chord_avx512
#define TWIN_CHORD_NAME "avx512"
#include "solvers/chord_kernels.inc"
