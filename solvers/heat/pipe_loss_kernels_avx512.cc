// Compiled with -mavx512f -mavx512dq -mavx512vl beside -mavx2 -mfma; entered only where the
// processor has them all.
#define TWIN_PIPE_LOSS_NAMESPACE pipe_loss_avx512
#define TWIN_PIPE_LOSS_NAME "avx512"
#include "solvers/heat/pipe_loss_kernels.inc"
