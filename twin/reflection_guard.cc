#include "twin/reflection_guard.h"

#include <grpcpp/server_context.h>

#include <map>
#include <string>

#include "absl/strings/match.h"

namespace twin {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::ServerRpcInfo;

class Guard final : public grpc::experimental::Interceptor {
 public:
  Guard(access::Gatekeeper& gate, ServerRpcInfo& call) : gate_(gate), call_(call) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_INITIAL_METADATA) &&
        !IsKnown(*methods->GetRecvInitialMetadata())) {
      call_.server_context()->TryCancel();
    }
    methods->Proceed();
  }

 private:
  bool IsKnown(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) const {
    access::Credentials credentials;
    if (const auto found = metadata.find("authorization"); found != metadata.end()) {
      credentials.authorization = std::string(found->second.data(), found->second.size());
    }
    const auto peer = call_.server_context()->auth_context();
    if (peer != nullptr && peer->IsPeerAuthenticated()) {
      const auto subjects = peer->FindPropertyValues("x509_subject");
      if (subjects.size() == 1) {
        credentials.certificate_subject = std::string(subjects[0].data(), subjects[0].size());
      }
    }
    const auto identity = gate_.Recognise(credentials);
    return identity.ok() && !identity->token_id.empty();
  }

  access::Gatekeeper& gate_;
  ServerRpcInfo& call_;
};

class GuardFactory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit GuardFactory(access::Gatekeeper& gate) : gate_(gate) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* call) override {
    return absl::StartsWith(call->method(), "/grpc.reflection.") ? new Guard(gate_, *call)
                                                                 : nullptr;
  }

 private:
  access::Gatekeeper& gate_;
};

}  // namespace

std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
MakeReflectionGuards(access::Gatekeeper& gate) {
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> guards;
  guards.push_back(std::make_unique<GuardFactory>(gate));
  return guards;
}

}  // namespace twin
