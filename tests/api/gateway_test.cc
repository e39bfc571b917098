// The page's way to the twin: Connect over HTTP/1.1, static files, limits.
#include <gmock/gmock.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/test_server.h"
#include "twin/gateway/connect_protocol.h"
#include "twin/gateway/static_files.h"

namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using Reply = http::response<http::string_body>;

constexpr char kStatus[] = "/ostlandet.twin.v1.Operations/GetStatus";

class GatewayTest : public tests::ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    ASSERT_TRUE(server_->engine().StepOnce().ok());
  }

  http::request<http::string_body> MakeCall(const std::string& target, const std::string& body,
                                            const std::string& content_type = "application/json") {
    http::request<http::string_body> request{http::verb::post, target, 11};
    request.set(http::field::host, absl::StrCat("127.0.0.1:", server_->http_port()));
    request.set(http::field::content_type, content_type);
    request.body() = body;
    request.prepare_payload();
    return request;
  }

  Reply Send(const http::request<http::string_body>& request) {
    tcp::socket socket(io_);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"),
                    static_cast<unsigned short>(server_->http_port())});
    boost::system::error_code error;
    http::write(socket, request, error);  // a refusal may come before all is written
    boost::beast::flat_buffer buffer;
    Reply reply;
    http::read(socket, buffer, reply, error);
    return reply;
  }

  Reply Get(const std::string& target) {
    http::request<http::string_body> request{http::verb::get, target, 11};
    request.set(http::field::host, absl::StrCat("127.0.0.1:", server_->http_port()));
    return Send(request);
  }

  boost::asio::io_context io_;
};

TEST_F(GatewayTest, ACurlCallGetsProtoJson) {
  const Reply reply = Send(MakeCall(kStatus, "{}"));
  ASSERT_EQ(reply.result_int(), 200u) << reply.body();
  const auto json = nlohmann::json::parse(reply.body());
  EXPECT_EQ(json["role"], "public");
  EXPECT_GT(json["balance"]["demand_mw"].get<double>(), 0.0);
  EXPECT_FALSE(json.contains("state_hash"));
}

TEST_F(GatewayTest, TheTokenTravelsInTheHeader) {
  auto request = MakeCall(kStatus, "{}");
  request.set(http::field::authorization, "Bearer " + Token());
  const auto json = nlohmann::json::parse(Send(request).body());
  EXPECT_EQ(json["role"], "grid_company");
  EXPECT_EQ(json["state_hash"].get<std::string>().size(), 64u);
}

TEST_F(GatewayTest, ErrorsAreConnectErrorsWithDetails) {
  const Reply reply =
      Send(MakeCall("/ostlandet.twin.v1.Heat/GetHeatState", R"({"heat_system_id": "Olso"})"));
  EXPECT_EQ(reply.result_int(), 404u);
  const auto json = nlohmann::json::parse(reply.body());
  EXPECT_EQ(json["code"], "not_found");
  EXPECT_EQ(json["details"][0]["type"], "google.rpc.ErrorInfo");
  EXPECT_THAT(json["details"][0]["debug"]["metadata"]["suggestions"].get<std::string>(),
              testing::StartsWith("Oslo\n"));
}

TEST_F(GatewayTest, AHeatNetworkIsAskedByCurl) {
  const Reply reply = Send(MakeCall(
      "/ostlandet.twin.v1.Heat/AnswerHeatConnection",
      R"({"heat_network_id": "Fornebu", "node_id": "50", "moment": "HEAT_MOMENT_COLDEST_DAY"})"));
  ASSERT_EQ(reply.result_int(), 200u) << reply.body();
  const auto json = nlohmann::json::parse(reply.body());
  EXPECT_GT(json["available_mw"].get<double>(), 0.0);
  EXPECT_THAT(json["data_notice"].get<std::string>(), testing::HasSubstr("Synthetic"));
  EXPECT_TRUE(json["binding"].contains("element_id"));
  EXPECT_FALSE(json["reached"].contains("exact_supply_degc"));
}

TEST_F(GatewayTest, WrongJsonSaysWhere) {
  const Reply reply =
      Send(MakeCall("/ostlandet.twin.v1.Heat/GetHeatState", R"({"heat_sistem": 1})"));
  EXPECT_EQ(reply.result_int(), 400u);
  EXPECT_THAT(reply.body(), testing::HasSubstr("heat_sistem"));
}

TEST_F(GatewayTest, AStreamSendsEnvelopesAndEndsWithTheLast) {
  const std::string body = twin::gateway::MakeEnvelope(0, R"({"field_mask": "balance"})");
  tcp::socket socket(io_);
  socket.connect({boost::asio::ip::make_address("127.0.0.1"),
                  static_cast<unsigned short>(server_->http_port())});
  http::write(socket,
              MakeCall("/ostlandet.twin.v1.Operations/Watch", body, "application/connect+json"));
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  http::read_header(socket, buffer, parser);
  EXPECT_EQ(parser.get()[http::field::content_type], "application/connect+json");
  boost::system::error_code error;
  while (parser.get().body().empty() && !error) http::read_some(socket, buffer, parser, error);
  ASSERT_TRUE(server_->engine().StepOnce().ok());
  ASSERT_TRUE(server_->Stop().ok());  // ends the stream
  http::read(socket, buffer, parser, error);
  const std::string& stream = parser.get().body();
  ASSERT_GE(stream.size(), 5u);
  std::size_t at = 0;
  int messages = 0;
  while (at + 5 <= stream.size() && stream[at] == 0) {
    std::size_t size = 0;
    for (int i = 1; i <= 4; ++i)
      size = size << 8 | static_cast<unsigned char>(stream[at + static_cast<std::size_t>(i)]);
    const auto json = nlohmann::json::parse(stream.substr(at + 5, size), nullptr, false);
    EXPECT_FALSE(json.is_discarded());
    at += 5 + size;
    ++messages;
  }
  EXPECT_GE(messages, 1);
}

TEST_F(GatewayTest, OtherOriginsAndHostsAreRefused) {
  auto request = MakeCall(kStatus, "{}");
  request.set(http::field::origin, "http://evil.example");
  EXPECT_EQ(Send(request).result_int(), 403u);
  request = MakeCall(kStatus, "{}");
  request.set(http::field::host, "evil.example");
  EXPECT_EQ(Send(request).result_int(), 421u);
}

TEST_F(GatewayTest, UnknownMethodsAndContentTypesAreRefused) {
  EXPECT_EQ(Send(MakeCall("/ostlandet.twin.v1.Operations/Nothing", "{}")).result_int(), 404u);
  EXPECT_EQ(Send(MakeCall("/grpc.health.v1.Health/Check", "{}")).result_int(), 404u);
  EXPECT_EQ(Send(MakeCall(kStatus, "{}", "text/plain")).result_int(), 415u);
}

TEST_F(GatewayTest, ARequestThatIsTooLargeIsRefused) {
  EXPECT_EQ(Send(MakeCall(kStatus, std::string((4u << 20) + 100, ' '))).result_int(), 413u);
}

TEST_F(GatewayTest, MetricsAndHealthAreServed) {
  EXPECT_EQ(Get("/healthz").result_int(), 200u);
  const Reply metrics = Get("/metrics");
  // A new history's first quarter and the one the fixture asks for.
  EXPECT_THAT(metrics.body(), testing::HasSubstr("twin_step_seconds_count 2"));
}

TEST(StaticFilesTest, NothingOutsideTheRootIsFound) {
  tests::TemporaryFolder folder;
  const std::string root = folder.path() + "/root";
  std::filesystem::create_directories(root + "/assets");
  std::ofstream(root + "/index.html") << "page";
  std::ofstream(root + "/assets/a-1.js") << "script";
  std::ofstream(folder.path() + "/secret.txt") << "secret";
  std::filesystem::create_symlink(folder.path() + "/secret.txt", root + "/link.txt");
  using twin::gateway::FindStaticFile;
  EXPECT_EQ(FindStaticFile(root, "/")->content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(FindStaticFile(root, "/assets/a-1.js")->is_immutable);
  for (const char* target : {"/../secret.txt", "/assets/../../secret.txt", "/link.txt",
                             "/%2e%2e/secret.txt", "/assets", "/nothing", "secret.txt", ""}) {
    EXPECT_FALSE(FindStaticFile(root, target).has_value()) << target;
  }
}

}  // namespace
