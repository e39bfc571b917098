// The instructions every processor of the kind has.
#define TWIN_PIPE_LOSS_NAMESPACE pipe_loss_scalar
#define TWIN_PIPE_LOSS_NAME "scalar"
#include "solvers/heat/pipe_loss_kernels.inc"
