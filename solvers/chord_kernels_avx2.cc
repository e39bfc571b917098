// Compiled with -mavx2 -mfma; entered only where the processor has both.
#define TWIN_CHORD_NAMESPACE chord_avx2
#define TWIN_CHORD_NAME "avx2"
#include "solvers/chord_kernels.inc"
