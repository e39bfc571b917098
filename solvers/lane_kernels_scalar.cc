// The instructions every x86-64 processor has.
#define TWIN_LANE_NAMESPACE lane_scalar
#define TWIN_LANE_NAME "scalar"
#include "solvers/lane_kernels.inc"
