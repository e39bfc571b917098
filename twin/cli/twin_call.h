#pragma once

#include "absl/status/statusor.h"
#include "models/base/status_macros.h"
#include "twin/cli/client.h"

namespace twin::cli {

/// One call of a service of the twin that `target` means, e.g. &pb::Scenario::Stub::GetBranch.
/// Errors: as of Client::Connect; what the twin says.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> CallTwin(const Target& target,
                                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                               Response*),
                                  const Request& request, double deadline_s = 60.0) {
  TWIN_ASSIGN_OR_RETURN(const Client client, Client::Connect(target));
  Stub stub(client.channel());
  const auto context = client.MakeContext(deadline_s);
  Response response;
  TWIN_RETURN_IF_ERROR(FromGrpc((stub.*method)(context.get(), request, &response)));
  return response;
}

}  // namespace twin::cli
