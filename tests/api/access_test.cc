// One decision for every way in: roles, scopes, streams that outlive their right, budgets.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "ostlandet/twin/v1/grid.grpc.pb.h"
#include "ostlandet/twin/v1/heat.grpc.pb.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "ostlandet/twin/v1/series.grpc.pb.h"
#include "tests/support/error_details.h"
#include "tests/support/many_at_once.h"
#include "tests/support/test_server.h"
#include "twin/access/audit_log.h"

namespace {

namespace pb = ostlandet::twin::v1;

class AccessTest : public tests::ServerTest {
 protected:
  // The owner of the local token becomes somebody else, within a second or two.
  void BecomeLocal(const std::string& role, const std::string& more = "") {
    const std::string path = folder_.path() + "/data/register.toml";
    std::ofstream(path + ".new")
        << "schema = \"ostlandet.twin.register\"\nschema_version = 1\nversion = \"2\"\n[[user]]\n"
           "id = \"local\"\nrole = \""
        << role
        << "\"\norganisation = \"Test Grid\"\npurpose = \"tests\"\ndecision = \"t-1\"\n"
           "expires = 2099-01-01T00:00:00Z\n"
        << more;
    chmod((path + ".new").c_str(), 0600);
    std::filesystem::rename(path + ".new", path);
    for (int i = 0; i < 100 && RoleNow() != role; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ASSERT_EQ(RoleNow(), role);
  }
  std::string RoleNow() {
    pb::GetStatusResponse response;
    pb::Operations::NewStub(channel_)->GetStatus(Company().get(), {}, &response);
    return response.role();
  }
  pb::GetGridStateResponse Grid() {
    pb::GetGridStateResponse response;
    EXPECT_TRUE(pb::Grid::NewStub(channel_)->GetGridState(Company().get(), {}, &response).ok());
    return response;
  }
  pb::GetHeatStateResponse Heat(const std::string& id) {
    pb::GetHeatStateRequest request;
    request.set_heat_system_id(id);
    pb::GetHeatStateResponse response;
    const auto status =
        pb::Heat::NewStub(channel_)->GetHeatState(Company().get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
};

TEST_F(AccessTest, OneReplyIsToldToEachRoleAsFarAsItsPolicyGoes) {
  EXPECT_TRUE(Grid().has_grid());
  EXPECT_FALSE(Grid().has_redaction());
  for (const char* role : {"planner", "party", "admin"}) {
    BecomeLocal(role);
    const auto seen = Grid();
    EXPECT_FALSE(seen.has_grid()) << role;
    EXPECT_GT(seen.balance().demand_mw(), 0.0);
    EXPECT_THAT(seen.redaction().withheld_paths(), testing::Contains("grid"));
    EXPECT_THAT(seen.redaction().ground(), testing::HasSubstr("kraftberedskapsforskriften"));
    EXPECT_THAT(seen.redaction().contact(), testing::HasSubstr("grid company"));
  }
  BecomeLocal("operator");
  EXPECT_TRUE(Grid().has_grid());
}

TEST_F(AccessTest, WhoMayRunTheProgramMayBackItUpAndNotChangeTheGrid) {
  BecomeLocal("admin");
  pb::StepResponse stepped;
  EXPECT_EQ(pb::Operations::NewStub(channel_)->Step(Company().get(), {}, &stepped).error_code(),
            grpc::PERMISSION_DENIED);
  pb::MakeBackupRequest request;
  request.set_name("before-the-update");
  pb::MakeBackupResponse backup;
  const grpc::Status made =
      pb::Store::NewStub(channel_)->MakeBackup(Company().get(), request, &backup);
  EXPECT_TRUE(made.ok()) << made.error_message();
  // What is not for everyone is noted, also where nothing secret was told.
  const auto lines = twin::access::ReadAuditLog(folder_.path() + "/data/audit", 100);
  ASSERT_TRUE(lines.ok());
  ASSERT_FALSE(lines->empty());
  EXPECT_EQ(lines->back().entry.method, "/ostlandet.twin.v1.Store/MakeBackup");
  EXPECT_EQ(lines->back().entry.role, "admin");
  EXPECT_EQ(lines->back().entry.projection, "SECRECY_K0_PUBLIC");
}

TEST_F(AccessTest, InsideItsScopeARoleSeesItsClassesAndOutsideWhatThePublicSees) {
  ASSERT_TRUE(server_->engine().StepOnce().ok());
  EXPECT_TRUE(Heat("Oslo").redaction().withheld_paths().empty());
  BecomeLocal("operator", "municipalities = [\"0301\"]\n");
  EXPECT_TRUE(Heat("Oslo").redaction().withheld_paths().empty());
  EXPECT_FALSE(Heat("Drammen").redaction().withheld_paths().empty());
  EXPECT_FALSE(Grid().has_grid()) << "it is of the whole region";
  pb::ListViolationsResponse violations;
  EXPECT_EQ(
      pb::Grid::NewStub(channel_)->ListViolations(Company().get(), {}, &violations).error_code(),
      grpc::PERMISSION_DENIED);
}

TEST_F(AccessTest, OfAListTheElementsInsideAScopeAreToldWholeAndNoted) {
  const auto list = [this] {
    pb::ListLargeLoadsResponse response;
    const auto status = pb::Grid::NewStub(channel_)->ListLargeLoads(Company().get(), {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  };
  const auto whole = list();
  BecomeLocal("operator", "municipalities = [\"0301\"]\n");
  const auto seen = list();
  ASSERT_EQ(seen.large_loads_size(), whole.large_loads_size());
  int inside = 0;
  for (int i = 0; i < seen.large_loads_size(); ++i) {
    const bool is_inside = seen.large_loads(i).municipality_id() == "0301";
    inside += is_inside;
    EXPECT_EQ(seen.large_loads(i).id(), whole.large_loads(i).id());
    EXPECT_EQ(seen.large_loads(i).has_connection(),
              is_inside && whole.large_loads(i).has_connection());
  }
  EXPECT_GT(inside, 0);
  EXPECT_FALSE(seen.redaction().withheld_paths().empty()) << "of the others it is withheld";
  const auto lines = twin::access::ReadAuditLog(folder_.path() + "/data/audit", 100);
  ASSERT_TRUE(lines.ok());
  EXPECT_EQ(lines->back().entry.method, "/ostlandet.twin.v1.Grid/ListLargeLoads");
  EXPECT_EQ(lines->back().entry.projection, "SECRECY_K3_POWER_SENSITIVE");
}

TEST_F(AccessTest, AStreamEndsWhenItsCallerIsTakenOutOfTheRegister) {
  const auto context = Company();
  const auto reader = pb::Operations::NewStub(channel_)->Watch(context.get(), {});
  pb::WatchResponse frame;
  ASSERT_TRUE(reader->Read(&frame));
  EXPECT_TRUE(frame.has_grid());
  BecomeLocal("planner");
  ASSERT_TRUE(server_->engine().StepOnce().ok());
  while (reader->Read(&frame)) EXPECT_EQ(frame.kind(), pb::FRAME_KIND_SNAPSHOT);
  EXPECT_EQ(reader->Finish().error_code(), grpc::UNAUTHENTICATED);
}

TEST_F(AccessTest, StreamsAreCountedByCallerAndGivenBack) {
  const int most = 50;  // of the public, by the shipped policy
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<pb::WatchResponse>>> readers;
  const auto open = [&] {
    contexts.push_back(Public());
    readers.push_back(pb::Operations::NewStub(channel_)->Watch(contexts.back().get(), {}));
    pb::WatchResponse frame;
    return readers.back()->Read(&frame);
  };
  for (int i = 0; i < most; ++i) ASSERT_TRUE(open()) << i;
  EXPECT_FALSE(open());
  const grpc::Status refused = readers.back()->Finish();
  EXPECT_EQ(refused.error_code(), grpc::RESOURCE_EXHAUSTED);
  contexts.front()->TryCancel();
  readers.front()->Finish();
  bool is_back = false;
  for (int i = 0; i < 100 && !is_back; ++i) {
    is_back = open();
    if (!is_back) {
      readers.back()->Finish();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  EXPECT_TRUE(is_back);
  for (const auto& context : contexts) context->TryCancel();
}

// Asking on and on about one place is how a bucket is made to tell more than it says.
TEST_F(AccessTest, DifferentQuestionsAboutOneAreaEndAndTheSameOneDoesNot) {
  const auto ask = [&](int node, double mw) {
    pb::AnswerHeatConnectionRequest request;
    request.set_heat_network_id("Fornebu");
    request.set_node_id(absl::StrCat(node));
    request.set_requested_mw(mw);
    pb::AnswerHeatConnectionResponse response;
    return pb::Heat::NewStub(channel_)->AnswerHeatConnection(Public().get(), request, &response);
  };
  int answered = 0;
  grpc::Status status;
  for (int i = 1; i <= 60; ++i) {
    status = ask(50 + i % 10, 0.01 * i);
    if (!status.ok()) break;
    ++answered;
  }
  EXPECT_EQ(answered, 40);
  EXPECT_EQ(status.error_code(), grpc::RESOURCE_EXHAUSTED);
  EXPECT_GT(tests::DetailOf<google::rpc::RetryInfo>(status).retry_delay().seconds(), 1);
  EXPECT_TRUE(ask(51, 0.01).ok());
}

// Even sooner with nothing but the MW varied.
TEST_F(AccessTest, QuestionsThatDifferInTheirMwAloneEnd) {
  const auto ask = [&](int i) {
    pb::AnswerHeatConnectionRequest request;
    request.set_heat_network_id("Fornebu");
    request.set_node_id("50");
    request.set_requested_mw(0.01 * i);
    pb::AnswerHeatConnectionResponse response;
    return pb::Heat::NewStub(channel_)->AnswerHeatConnection(Public().get(), request, &response);
  };
  for (int i = 1; i <= 12; ++i) EXPECT_TRUE(ask(i).ok()) << i;
  EXPECT_EQ(ask(13).error_code(), grpc::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(ask(1).ok());
}

TEST_F(AccessTest, WhoWritesAnAddressIntoTheMetadataIsStillCountedByItsOwn) {
  const auto ask = [&](int i) {
    const auto context = Public();
    context->AddMetadata("x-twin-address", absl::StrCat("192.0.2.", i % 250));
    pb::GetStatusResponse response;
    return pb::Operations::NewStub(channel_)->GetStatus(context.get(), {}, &response);
  };
  grpc::Status status;
  for (int round = 0; round < 60 && status.ok(); ++round) {
    for (const grpc::Status& one : tests::ManyAtOnce(32, ask)) {
      if (!one.ok()) status = one;
    }
  }
  EXPECT_EQ(status.error_code(), grpc::RESOURCE_EXHAUSTED);
}

}  // namespace
