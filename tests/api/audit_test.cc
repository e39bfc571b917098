#include <gmock/gmock.h>

#include <algorithm>

#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "ostlandet/twin/v1/scenario.grpc.pb.h"
#include "tests/support/test_server.h"
#include "twin/access/audit_log.h"

namespace {

namespace pb = ostlandet::twin::v1;
using twin::access::AuditLine;

class AuditTest : public tests::ServerTest {
 protected:
  std::vector<AuditLine> Lines() const {
    const auto lines = twin::access::ReadAuditLog(folder_.path() + "/data/audit", 1000);
    EXPECT_TRUE(lines.ok()) << lines.status();
    return lines.value_or(std::vector<AuditLine>{});
  }
  void Status(grpc::ClientContext* context) {
    pb::GetStatusResponse response;
    ASSERT_TRUE(pb::Operations::NewStub(channel_)->GetStatus(context, {}, &response).ok());
  }
};

// What was told is noted before the caller has it; the public, who is told nothing secret, never
// is.
TEST_F(AuditTest, EveryReadOfASensitiveClassIsNotedBeforeItIsTold) {
  Status(Public().get());
  EXPECT_TRUE(Lines().empty());
  pb::GetGridStateRequest request;
  request.add_element_ids("Hamang 300");
  pb::GetGridStateResponse response;
  ASSERT_TRUE(pb::Grid::NewStub(channel_)->GetGridState(Company().get(), request, &response).ok());
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].entry.method, "/ostlandet.twin.v1.Grid/GetGridState");
  EXPECT_EQ(lines[0].entry.role, "grid_company");
  EXPECT_FALSE(lines[0].entry.who.empty());
  EXPECT_EQ(lines[0].entry.what, "element_ids=1");
  EXPECT_EQ(lines[0].entry.projection, "SECRECY_K3_POWER_SENSITIVE");
  EXPECT_EQ(lines[0].entry.outcome, "OK");
}

TEST_F(AuditTest, CommandsRefusalsAndStreamsAreNotedToo) {
  pb::ApplyPatchRequest request;
  request.mutable_patch()->mutable_outage()->set_element_id("nothing of this name");
  pb::ApplyPatchResponse response;
  EXPECT_FALSE(
      pb::Scenario::NewStub(channel_)->ApplyPatch(Company().get(), request, &response).ok());
  const auto context = Company();
  const auto reader = pb::Operations::NewStub(channel_)->Watch(context.get(), {});
  pb::WatchResponse frame;
  ASSERT_TRUE(reader->Read(&frame));
  context->TryCancel();
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].entry.outcome, "NOT_FOUND");
  EXPECT_EQ(lines[0].entry.what, "element_id=nothing of this name");
  EXPECT_EQ(lines[1].entry.method, "/ostlandet.twin.v1.Operations/Watch");
}

TEST_F(AuditTest, TheChainGoesOnOverARestart) {
  Status(Company().get());
  StopServer();
  StartServer();
  Status(Company().get());
  StopServer();
  const auto report = twin::access::VerifyAuditLog(folder_.path() + "/data/audit");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->problem, "");
  EXPECT_EQ(report->lines, 2);
}

}  // namespace
