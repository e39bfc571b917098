// The instructions every x86-64 processor has.
#define TWIN_CHORD_NAMESPACE chord_scalar
#define TWIN_CHORD_NAME "scalar"
#include "solvers/chord_kernels.inc"
