#pragma once

#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "twin/services/service_context.h"

namespace twin::services {

/// Patches (scenario_service.cc) and branches (branch_calls.cc).
class ScenarioService final : public ostlandet::twin::v1::Scenario::CallbackService {
 public:
  explicit ScenarioService(ServiceContext& context) : context_(context) {}

  grpc::ServerUnaryReactor* ApplyPatch(grpc::CallbackServerContext* context,
                                       const ostlandet::twin::v1::ApplyPatchRequest* request,
                                       ostlandet::twin::v1::ApplyPatchResponse* response) override;
  grpc::ServerUnaryReactor* EndPatch(grpc::CallbackServerContext* context,
                                     const ostlandet::twin::v1::EndPatchRequest* request,
                                     ostlandet::twin::v1::EndPatchResponse* response) override;
  grpc::ServerUnaryReactor* ListPatches(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::ListPatchesRequest* request,
      ostlandet::twin::v1::ListPatchesResponse* response) override;

  grpc::ServerUnaryReactor* CreateBranch(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::CreateBranchRequest* request,
      ostlandet::twin::v1::CreateBranchResponse* response) override;
  grpc::ServerUnaryReactor* ListBranches(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::ListBranchesRequest* request,
      ostlandet::twin::v1::ListBranchesResponse* response) override;
  grpc::ServerUnaryReactor* GetBranch(grpc::CallbackServerContext* context,
                                      const ostlandet::twin::v1::GetBranchRequest* request,
                                      ostlandet::twin::v1::GetBranchResponse* response) override;
  grpc::ServerUnaryReactor* DeleteBranch(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::DeleteBranchRequest* request,
      ostlandet::twin::v1::DeleteBranchResponse* response) override;
  grpc::ServerUnaryReactor* RunBranch(grpc::CallbackServerContext* context,
                                      const ostlandet::twin::v1::RunBranchRequest* request,
                                      ostlandet::twin::v1::RunBranchResponse* response) override;
  grpc::ServerUnaryReactor* PauseBranch(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::PauseBranchRequest* request,
      ostlandet::twin::v1::PauseBranchResponse* response) override;
  grpc::ServerUnaryReactor* RewindBranch(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::RewindBranchRequest* request,
      ostlandet::twin::v1::RewindBranchResponse* response) override;
  grpc::ServerUnaryReactor* CompareBranches(
      grpc::CallbackServerContext* context,
      const ostlandet::twin::v1::CompareBranchesRequest* request,
      ostlandet::twin::v1::CompareBranchesResponse* response) override;
  grpc::ServerUnaryReactor* ReplayPeriod(
      grpc::CallbackServerContext* context, const ostlandet::twin::v1::ReplayPeriodRequest* request,
      ostlandet::twin::v1::ReplayPeriodResponse* response) override;

 private:
  ServiceContext& context_;
};

}  // namespace twin::services
