// The page's way to the twin: Connect over HTTP/1.1, static files, limits.
#include <gmock/gmock.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "tests/support/many_at_once.h"
#include "tests/support/test_server.h"
#include "twin/gateway/connect_protocol.h"
#include "twin/gateway/http_gateway.h"
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

  // Whatever comes back for these bytes until the connection ends.
  std::string Exchange(const std::string& bytes) {
    tcp::socket socket(io_);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"),
                    static_cast<unsigned short>(server_->http_port())});
    boost::system::error_code error;
    boost::asio::write(socket, boost::asio::buffer(bytes), error);
    socket.shutdown(tcp::socket::shutdown_send, error);
    std::string reply;
    boost::asio::read(socket, boost::asio::dynamic_buffer(reply), error);
    return reply;
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

// How long answers take is power-sensitive: /metrics tells it.
TEST_F(GatewayTest, HealthIsForEveryoneAndMetricsAreNot) {
  EXPECT_EQ(Get("/healthz").result_int(), 200u);
  EXPECT_EQ(Get("/metrics").result_int(), 401u);
  http::request<http::string_body> request{http::verb::get, "/metrics", 11};
  request.set(http::field::host, absl::StrCat("127.0.0.1:", server_->http_port()));
  request.set(http::field::authorization, "Bearer " + Token());
  const Reply metrics = Send(request);
  // A new history's first quarter and the one the fixture asks for.
  EXPECT_THAT(metrics.body(), testing::HasSubstr("twin_step_seconds_count 2"));
}

TEST_F(GatewayTest, EveryAnswerForbidsWhatItNeedsNot) {
  auto request = MakeCall(kStatus, "{}");
  request.set(http::field::origin, absl::StrCat("http://127.0.0.1:", server_->http_port()));
  for (const Reply& reply : {Send(request), Get("/healthz"), Get("/nothing")}) {
    EXPECT_THAT(std::string(reply["Content-Security-Policy"]), testing::HasSubstr("default-src"));
    EXPECT_EQ(reply["X-Content-Type-Options"], "nosniff");
    EXPECT_EQ(reply["X-Frame-Options"], "DENY");
    EXPECT_EQ(reply["Cross-Origin-Resource-Policy"], "same-origin");
    EXPECT_EQ(reply.count("Access-Control-Allow-Origin"), 0u);
    EXPECT_EQ(reply.count("Strict-Transport-Security"), 0u) << "there is no TLS";
  }
  http::request<http::string_body> preflight{http::verb::options, kStatus, 11};
  preflight.set(http::field::host, absl::StrCat("127.0.0.1:", server_->http_port()));
  preflight.set(http::field::origin, "http://evil.example");
  preflight.set("Access-Control-Request-Method", "POST");
  const Reply reply = Send(preflight);
  EXPECT_EQ(reply.result_int(), 405u);
  EXPECT_EQ(reply.count("Access-Control-Allow-Origin"), 0u);
}

// What a proxy in front could read in another way than the gateway does.
TEST_F(GatewayTest, SmuggledRequestsAreRefusedAndTheConnectionEnds) {
  const std::string host = absl::StrCat("Host: 127.0.0.1:", server_->http_port(), "\r\n");
  const std::string post = absl::StrCat("POST ", kStatus, " HTTP/1.1\r\n");
  const std::string json = "Content-Type: application/json\r\n";
  const std::string hidden = absl::StrCat("GET /healthz HTTP/1.1\r\n", host, "\r\n");
  const std::string many_requests[] = {
      post + host + json + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      post + host + json + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
      post + host + json + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
      post + host + json + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
      post + host + json + "Content-Length: +2\r\n\r\n{}",
      post + host + json + "Content-Length: 0x2\r\n\r\n{}",
      post + host + json + "Content-Length : 2\r\n\r\n{}",
      post + host + json + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
      post + host + json +
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
      post + host + json + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      post + host + host + json + "Content-Length: 2\r\n\r\n{}",
      post + json + "Content-Length: 2\r\n\r\n{}",
      absl::StrCat("GET /healthz HTTP/1.1\r\n", host, "Content-Length: ", hidden.size(),
                   "\r\n\r\n"),
      absl::StrCat("GET http://127.0.0.1:", server_->http_port(), "/healthz HTTP/1.1\r\n", host,
                   "\r\n"),
      "GET healthz HTTP/1.1\r\n" + host + "\r\n",
      "GET /health\\z HTTP/1.1\r\n" + host + "\r\n",
      post + host + json + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
      "\x16\x03\x01 not HTTP at all\r\n\r\n",
  };
  for (const std::string& request : many_requests) {
    const std::string reply = Exchange(request + hidden);
    EXPECT_THAT(reply, testing::AnyOf(testing::IsEmpty(), testing::StartsWith("HTTP/1.1 400"),
                                      testing::StartsWith("HTTP/1.1 421")))
        << request;
    EXPECT_THAT(reply, testing::Not(testing::HasSubstr("serving"))) << request;
  }
  // Chunks as they should be are understood.
  EXPECT_THAT(
      Exchange(post + host + json +
               "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
      testing::StartsWith("HTTP/1.1 200"));
}

TEST_F(GatewayTest, WhoComesOftenIsToldWhenToComeAgain) {
  const auto request = MakeCall(kStatus, "{}");
  Reply reply;
  for (int round = 0; round < 60 && reply.result_int() != 429; ++round) {
    for (Reply& one : tests::ManyAtOnce(32, [&](int) { return Send(request); })) {
      if (one.result_int() == 429) reply = std::move(one);
    }
  }
  ASSERT_EQ(reply.result_int(), 429u);
  EXPECT_EQ(reply["Retry-After"], "1");
  const auto json = nlohmann::json::parse(reply.body());
  EXPECT_EQ(json["code"], "resource_exhausted");
  EXPECT_THAT(reply.body(), testing::HasSubstr("google.rpc.RetryInfo"));
  auto company = request;
  company.set(http::field::authorization, "Bearer " + Token());
  EXPECT_EQ(Send(company).result_int(), 200u) << "others are not held up";
}

// A gateway of its own: its limits are those of the test.
class SlowGatewayTest : public testing::Test {
 protected:
  void Start(std::size_t connections = 100) {
    twin::gateway::GatewayOptions options;
    options.port = 0;
    options.grpc_target = "unix:/nowhere";
    options.is_serving = [] { return true; };
    options.header_time = std::chrono::milliseconds(200);
    options.body_time = std::chrono::milliseconds(200);
    options.handshake_time = std::chrono::milliseconds(200);
    options.max_connections_per_address = connections;
    auto started = twin::gateway::HttpGateway::Start(std::move(options));
    ASSERT_TRUE(started.ok()) << started.status();
    gateway_ = *std::move(started);
  }
  tcp::socket Connect() {
    tcp::socket socket(io_);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"),
                    static_cast<unsigned short>(gateway_->port())});
    return socket;
  }
  // How long the gateway bears somebody who sends `text` byte by byte.
  double BearsS(const std::string& text) {
    tcp::socket socket = Connect();
    const auto start = std::chrono::steady_clock::now();
    boost::system::error_code error;
    for (std::size_t i = 0; !error && i < 200; ++i) {
      if (i < text.size()) boost::asio::write(socket, boost::asio::buffer(&text[i], 1), error);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      socket.non_blocking(true);
      char byte = 0;
      socket.read_some(boost::asio::buffer(&byte, 1), error);
      socket.non_blocking(false);
      if (error == boost::asio::error::would_block) error = {};
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  boost::asio::io_context io_;
  std::unique_ptr<twin::gateway::HttpGateway> gateway_;
};

TEST_F(SlowGatewayTest, WhoSendsByteByByteIsCutOffInEveryPartOfARequest) {
  Start();
  EXPECT_LT(BearsS(""), 2.0);
  EXPECT_LT(BearsS("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + std::string(150, 'x')), 2.0);
  EXPECT_LT(BearsS("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 150\r\n\r\n"), 4.0);
}

TEST_F(SlowGatewayTest, OneAddressHasNoMoreConnectionsThanItsShare) {
  Start(3);
  std::vector<tcp::socket> open;
  const auto is_served = [&](tcp::socket& socket) {
    http::request<http::string_body> request{http::verb::get, "/healthz", 11};
    request.set(http::field::host, "127.0.0.1");
    boost::system::error_code error;
    http::write(socket, request, error);
    boost::beast::flat_buffer buffer;
    Reply reply;
    http::read(socket, buffer, reply, error);
    return !error && reply.result_int() == 200;
  };
  for (int i = 0; i < 3; ++i) {
    open.push_back(Connect());
    EXPECT_TRUE(is_served(open.back()));
  }
  tcp::socket fourth = Connect();
  EXPECT_FALSE(is_served(fourth));
  open.pop_back();
  bool is_back = false;
  for (int i = 0; i < 100 && !is_back; ++i) {
    tcp::socket again = Connect();
    is_back = is_served(again);
    if (!is_back) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_TRUE(is_back);
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
