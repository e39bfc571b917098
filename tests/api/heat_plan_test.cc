#include <gmock/gmock.h>

#include <map>
#include <string>

#include "absl/time/clock.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "tests/support/test_server.h"

namespace {

namespace pb = ostlandet::twin::v1;

// A twin that plans its heat systems by itself.
class HeatPlanTest : public tests::ServerTest {
 protected:
  void SetUp() override {
    twin::Config config = tests::MakeTestConfig(folder_.path());
    config.has_heat_plans = true;
    auto server = twin::Server::Start(config, clock_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->grpc_port()),
                                   grpc::InsecureChannelCredentials());
  }
  std::unique_ptr<pb::Scenario::Stub> Stub() { return pb::Scenario::NewStub(channel_); }

  /// Of each planned system, how many plans are known.
  std::map<std::string, int> CountPlans() {
    pb::ListPatchesRequest request;
    request.set_with_heat_plans(true);
    pb::ListPatchesResponse listed;
    const auto context = Company();
    EXPECT_TRUE(Stub()->ListPatches(context.get(), request, &listed).ok());
    std::map<std::string, int> counts;
    for (const pb::Patch& patch : listed.patches()) {
      if (patch.has_heat_plan()) ++counts[patch.heat_plan().heat_system_id()];
    }
    return counts;
  }
  bool WaitForPlans(int of_oslo) {
    for (int i = 0; i < 600; ++i) {
      if (CountPlans()["oet:heat/oslo"] >= of_oslo) return true;
      absl::SleepFor(absl::Milliseconds(100));
    }
    return false;
  }
};

TEST_F(HeatPlanTest, TheTwinOrdersItsOwnPlansAndAgainWhenSomethingHappens) {
  ASSERT_TRUE(WaitForPlans(1));
  pb::ListPatchesResponse usual;
  auto context = Company();
  ASSERT_TRUE(Stub()->ListPatches(context.get(), {}, &usual).ok());
  EXPECT_EQ(usual.patches_size(), 0) << "plans are listed for who asks for them";
  ASSERT_TRUE(server_->engine().StepOnce().ok());

  pb::ApplyPatchRequest request;
  request.mutable_patch()->mutable_grid_order()->set_heat_system_id("Oslo");
  request.mutable_patch()->mutable_grid_order()->set_electricity_max_mw(20.0);
  pb::ApplyPatchResponse applied;
  context = Company();
  ASSERT_TRUE(Stub()->ApplyPatch(context.get(), request, &applied).ok());
  ASSERT_TRUE(server_->engine().StepOnce().ok());
  EXPECT_TRUE(WaitForPlans(2)) << "an order is planned for at once";
  const auto patches = server_->engine().Patches();
  StopServer();
  SetUp();
  EXPECT_GE(server_->engine().Patches().size(), patches.size()) << "plans outlive a restart";
}

}  // namespace
