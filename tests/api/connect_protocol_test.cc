#include "twin/gateway/connect_protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "models/base/errors.h"
#include "ostlandet/twin/v1/operations.pb.h"
#include "twin/rpc_status.h"

namespace twin::gateway {
namespace {

TEST(ConnectProtocolTest, EnvelopeOpensToWhatWasPutIn) {
  const std::string envelope = MakeEnvelope(kMessageFlag, "hello");
  EXPECT_EQ(envelope, std::string("\0\0\0\0\5hello", 10));
  const auto opened = OpenEnvelope(envelope);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(std::string(*opened), "hello");
}

TEST(ConnectProtocolTest, TornAndCompressedEnvelopesAreRefused) {
  EXPECT_FALSE(OpenEnvelope("\0\0").ok());
  EXPECT_FALSE(OpenEnvelope(std::string("\0\0\0\0\6hello", 10)).ok());
  EXPECT_FALSE(OpenEnvelope(std::string("\1\0\0\0\5hello", 10)).ok());
}

TEST(ConnectProtocolTest, ContentTypesAreRecognised) {
  EXPECT_FALSE(ParseContentType("application/json; charset=utf-8")->is_stream);
  EXPECT_TRUE(ParseContentType("application/connect+proto")->is_stream);
  EXPECT_FALSE(ParseContentType("application/grpc").has_value());
}

TEST(ConnectProtocolTest, OnlyMethodsOfTheTwinAreFound) {
  EXPECT_NE(FindMethod("/ostlandet.twin.v1.Operations/Watch"), nullptr);
  EXPECT_EQ(FindMethod("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"), nullptr);
  EXPECT_EQ(FindMethod("/ostlandet.twin.v1.Operations/Watch/more"), nullptr);
  EXPECT_EQ(FindMethod(""), nullptr);
}

TEST(ConnectProtocolTest, JsonKeepsTheProtoFieldNames) {
  ostlandet::twin::v1::StepRequest request;
  request.set_quarters(7);
  const auto json = EncodeMessage(*ostlandet::twin::v1::StepRequest::descriptor(), Encoding::kJson,
                                  request.SerializeAsString());
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(*json, R"({"quarters":7})");
  const auto binary =
      DecodeMessage(*ostlandet::twin::v1::StepRequest::descriptor(), Encoding::kJson, *json);
  EXPECT_EQ(*binary, request.SerializeAsString());
}

TEST(RpcStatusTest, DetailsStayBelowTheHeaderLimit) {
  std::vector<models::errors::FieldViolation> violations;
  for (int i = 0; i < 500; ++i)
    violations.push_back({std::string(100, 'f'), std::string(100, 'd')});
  const grpc::Status status = ToGrpcStatus(models::errors::InvalidFields(violations));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_LT(status.error_details().size() + status.error_message().size(), 8192u + 2000u);
}

}  // namespace
}  // namespace twin::gateway
