#pragma once

#include <grpcpp/support/status.h>

#include <cstdint>

#include "absl/status/status.h"

namespace twin {

/// The gRPC status of `status`: same code, stable English text for machines, and google.rpc
/// details: BadRequest (field violations), ErrorInfo (reason; suggestions as metadata), RetryInfo
/// where waiting helps, LocalizedMessage in bokmål for people. Details are cut to
/// limits::kMaxErrorDetailBytes.
grpc::Status ToGrpcStatus(const absl::Status& status);

/// The wait in the status's RetryInfo, whole seconds; 0 when there is none.
std::int64_t RetrySecondsOf(const grpc::Status& status);

}  // namespace twin
