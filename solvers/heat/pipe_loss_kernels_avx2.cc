// Compiled with -mavx2 -mfma; entered only where the processor has both.
#define TWIN_PIPE_LOSS_NAMESPACE pipe_loss_avx2
#define TWIN_PIPE_LOSS_NAME "avx2"
#include "solvers/heat/pipe_loss_kernels.inc"
