// gRPC's own services beside the contract's: reflection is for who is in the register, health says
// when not to rely on the twin.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>

#include <string>

#include "models/patch.h"
#include "tests/support/test_server.h"
#include "twin/byte_buffer.h"

namespace {

using testing::HasSubstr;

class OutsideServicesTest : public tests::ServerTest {
 protected:
  /// One message sent and one read, as bytes; empty: none came.
  std::string Exchange(grpc::ClientContext& context, const std::string& method,
                       const std::string& sent, grpc::Status& status) {
    grpc::GenericStub stub(channel_);
    grpc::CompletionQueue queue;
    void* tag = nullptr;
    bool ok = false;
    const auto call = stub.PrepareCall(&context, method, &queue);
    call->StartCall(this);
    queue.Next(&tag, &ok);
    call->WriteLast(twin::ToByteBuffer(sent), {}, this);
    queue.Next(&tag, &ok);
    grpc::ByteBuffer reply;
    call->Read(&reply, this);
    queue.Next(&tag, &ok);
    const std::string read = ok ? twin::ToString(reply) : "";
    call->Finish(&status, this);
    queue.Next(&tag, &ok);
    return read;
  }
  // ServerReflectionRequest with list_services = "".
  std::string ListServices(grpc::ClientContext& context, grpc::Status& status) {
    return Exchange(context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                    std::string("\x3a\x00", 2), status);
  }
  // HealthCheckRequest of the whole server: HealthCheckResponse, 1 SERVING, 2 NOT_SERVING.
  int Health() {
    const auto context = Public();
    grpc::Status status;
    const std::string reply = Exchange(*context, "/grpc.health.v1.Health/Check", "", status);
    return reply.size() == 2 && reply[0] == 0x08 ? reply[1] : -1;
  }
};

TEST_F(OutsideServicesTest, ReflectionIsReadByWhoIsInTheRegisterAndByNobodyElse) {
  grpc::Status status;
  const auto company = Company();
  EXPECT_THAT(ListServices(*company, status), HasSubstr("ostlandet.twin.v1.Grid"));
  EXPECT_TRUE(status.ok()) << status.error_message();
  const auto stranger = Public();
  EXPECT_EQ(ListServices(*stranger, status), "");
  EXPECT_EQ(status.error_code(), grpc::CANCELLED);
  const auto liar = Public();
  liar->AddMetadata("authorization", "Bearer " + std::string(43, 'x'));
  EXPECT_EQ(ListServices(*liar, status), "");
  EXPECT_EQ(status.error_code(), grpc::CANCELLED);
}

TEST_F(OutsideServicesTest, ATwinThatShowsItsLastGoodStateIsNotServingUntilItIsMended) {
  EXPECT_EQ(Health(), 1);
  models::Patch patch;
  patch.from = server_->engine().next_quarter().start_minute();
  patch.change = models::DemandChange{"Rena 132", 5000.0, 2000.0};  // no power flow has a solution
  const auto resolved = models::ResolveNames(patch, server_->engine().stepper().names());
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  const auto applied = server_->engine().ApplyPatch(*resolved, "", "grid_company");
  ASSERT_TRUE(applied.ok()) << applied.status();
  ASSERT_TRUE(server_->engine().StepOnce().ok());
  EXPECT_EQ(Health(), 2);
  ASSERT_TRUE(server_->engine()
                  .EndPatch(applied->patch.id, server_->engine().next_quarter().start_minute(), "",
                            "grid_company")
                  .ok());
  ASSERT_TRUE(server_->engine().StepOnce().ok());
  EXPECT_EQ(Health(), 1);
}

}  // namespace
