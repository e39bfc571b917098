#pragma once

#include "absl/status/statusor.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "twin/cli/client.h"

namespace twin::cli {

/// One call of the scenario service of the twin that `target` means. Errors: as of Client::Connect;
/// what the twin says.
template <class Request, class Response>
absl::StatusOr<Response> CallScenario(const Target& target,
                                      grpc::Status (ostlandet::twin::v1::Scenario::Stub::*method)(
                                          grpc::ClientContext*, const Request&, Response*),
                                      const Request& request, double deadline_s = 60.0) {
  TWIN_ASSIGN_OR_RETURN(const Client client, Client::Connect(target));
  const auto stub = ostlandet::twin::v1::Scenario::NewStub(client.channel());
  const auto context = client.MakeContext(deadline_s);
  Response response;
  TWIN_RETURN_IF_ERROR(FromGrpc(((*stub).*method)(context.get(), request, &response)));
  return response;
}

}  // namespace twin::cli
