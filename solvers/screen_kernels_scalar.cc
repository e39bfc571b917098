// The instructions every x86-64 processor has.
#define TWIN_SCREEN_NAMESPACE screen_scalar
#define TWIN_SCREEN_NAME "scalar"
#include "solvers/screen_kernels.inc"
