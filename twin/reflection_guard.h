#pragma once

#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <vector>

#include "twin/access/gatekeeper.h"

namespace twin {

/// Lets gRPC reflection be read by who shows a token or certificate of somebody in the register,
/// and cancels it for others: the contract is public, a list of what is served here is not for
/// strangers to probe. gRPC's own service, so an interceptor is the only way to it. `gate` must
/// outlive the server.
std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
MakeReflectionGuards(access::Gatekeeper& gate);

}  // namespace twin
