// The instructions every processor of the kind has.
#define TWIN_BLOCK_NAMESPACE block_scalar
#define TWIN_BLOCK_NAME "scalar"
#include "solvers/block_newton_kernels.inc"
