#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace twin {

/// The gRPC status of `status`: same code, stable English text for machines, and google.rpc
/// details: BadRequest (field violations), ErrorInfo (reason; suggestions as metadata), RetryInfo
/// where waiting helps, LocalizedMessage in bokmål for people. Details are cut to
/// limits::kMaxErrorDetailBytes.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace twin
