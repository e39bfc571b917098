// The twin's ports by TLS: what it makes itself, files that are replaced, clients with
// certificates.
#include <gmock/gmock.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

#include "ostlandet/twin/v1/operations.grpc.pb.h"
#include "tests/support/key_maker.h"
#include "tests/support/test_server.h"
#include "twin/cli/client.h"

namespace {

namespace pb = ostlandet::twin::v1;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class TlsTest : public testing::Test {
 protected:
  std::string Data(const std::string& name) const { return folder_.path() + "/data/" + name; }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }

  void Start(const std::function<void(twin::Config&)>& change = [](twin::Config&) {}) {
    twin::Config config = tests::MakeTestConfig(folder_.path());
    config.tls = "on";
    change(config);
    auto server = twin::Server::Start(config, clock_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  void WritePair(const std::string& name) {
    const tests::Key key = tests::MakeEcKey();
    tests::WriteText(Path("k.pem"), tests::PrivatePem(key));
    std::filesystem::permissions(
        Path("k.pem"), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    tests::WriteText(Path("c.pem"), authority_.Issue(name, key));
  }
  void UseFiles(twin::Config& config) {
    config.tls_certificate = Path("c.pem");
    config.tls_key = Path("k.pem");
  }

  // A call over a connection of its own.
  absl::StatusOr<std::string> RoleByGrpc(const grpc::SslCredentialsOptions& options,
                                         const std::string& token = "") {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto channel = grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", server_->grpc_port()),
                                                   grpc::SslCredentials(options), arguments);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    pb::GetStatusResponse response;
    const absl::Status status =
        twin::cli::FromGrpc(pb::Operations::NewStub(channel)->GetStatus(&context, {}, &response));
    if (!status.ok()) return status;
    return response.role();
  }

  // The subject of the certificate that the gateway shows, and its answer.
  struct Seen {
    std::string subject;
    http::response<http::string_body> reply;
  };
  Seen SeeGateway(const std::string& target = "/healthz") {
    ssl::context context(ssl::context::tls_client);
    ssl::stream<tcp::socket> stream(io_, context);
    stream.lowest_layer().connect({boost::asio::ip::make_address("127.0.0.1"),
                                   static_cast<unsigned short>(server_->http_port())});
    Seen seen;
    boost::system::error_code error;
    stream.handshake(ssl::stream_base::client, error);
    if (error) return seen;
    X509* certificate = SSL_get_peer_certificate(stream.native_handle());
    char name[200] = {};
    X509_NAME_oneline(X509_get_subject_name(certificate), name, sizeof name);
    seen.subject = name;
    X509_free(certificate);
    http::request<http::string_body> request{http::verb::get, target, 11};
    request.set(http::field::host, absl::StrCat("127.0.0.1:", server_->http_port()));
    http::write(stream, request);
    boost::beast::flat_buffer buffer;
    http::read(stream, buffer, seen.reply, error);
    return seen;
  }

  tests::TemporaryFolder folder_;
  twin::SystemClock clock_;
  tests::Authority authority_;
  boost::asio::io_context io_;
  std::unique_ptr<twin::Server> server_;
};

TEST_F(TlsTest, WithoutAnySettingBothPortsSpeakTlsWithACertificateOfTheirOwn) {
  Start();
  const std::string own = ReadText(Data("tls/cert.pem"));
  EXPECT_EQ(*RoleByGrpc({.pem_root_certs = own}), "public");
  EXPECT_EQ(*RoleByGrpc({.pem_root_certs = own}, ReadText(Data("operator.token"))), "grid_company");
  EXPECT_FALSE(RoleByGrpc({.pem_root_certs = authority_.certificate_pem()}).ok())
      << "who trusts another is not fooled";
  EXPECT_THAT(SeeGateway().subject, testing::HasSubstr("twin on this machine"));
  const Seen seen = SeeGateway();
  EXPECT_EQ(seen.reply.result_int(), 200u);
  EXPECT_EQ(seen.reply.count("Strict-Transport-Security"), 0u)
      << "a browser would hold localhost to it";
}

TEST_F(TlsTest, PlaintextIsNotUnderstoodThere) {
  Start();
  const auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->grpc_port()),
                                           grpc::InsecureChannelCredentials());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
  pb::GetStatusResponse response;
  EXPECT_FALSE(pb::Operations::NewStub(channel)->GetStatus(&context, {}, &response).ok());
  tcp::socket socket(io_);
  socket.connect({boost::asio::ip::make_address("127.0.0.1"),
                  static_cast<unsigned short>(server_->http_port())});
  http::request<http::string_body> request{http::verb::get, "/healthz", 11};
  request.set(http::field::host, "127.0.0.1");
  boost::system::error_code error;
  http::write(socket, request, error);
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> reply;
  http::read(socket, buffer, reply, error);
  EXPECT_TRUE(error);
}

TEST_F(TlsTest, CommandsOnTheFolderComeByItsSocket) {
  Start();
  const std::string address = *twin::cli::FindRunningTwin(folder_.path() + "/data");
  EXPECT_THAT(address, testing::StartsWith("unix:"));
  const auto client = twin::cli::Client::Connect({.data_directory = folder_.path() + "/data"});
  ASSERT_TRUE(client.ok());
  pb::GetStatusResponse response;
  EXPECT_TRUE(pb::Operations::NewStub(client->channel())
                  ->GetStatus(client->MakeContext(20).get(), {}, &response)
                  .ok());
  EXPECT_EQ(response.role(), "grid_company");
  // And by TLS where an address is named, trusting the folder's certificate.
  const auto named =
      twin::cli::Client::Connect({.server = absl::StrCat("127.0.0.1:", server_->grpc_port()),
                                  .data_directory = folder_.path() + "/data"});
  ASSERT_TRUE(named.ok());
  EXPECT_TRUE(pb::Operations::NewStub(named->channel())
                  ->GetStatus(named->MakeContext(20).get(), {}, &response)
                  .ok());
  EXPECT_FALSE(twin::cli::Client::Connect({.server = "192.0.2.1:7443", .is_plaintext = true}).ok());
}

TEST_F(TlsTest, AReplacedCertificateIsServedWithoutARestartAndABrokenOneNever) {
  WritePair("first");
  Start([this](twin::Config& config) { UseFiles(config); });
  const grpc::SslCredentialsOptions trust{.pem_root_certs = authority_.certificate_pem()};
  EXPECT_TRUE(RoleByGrpc(trust).ok());
  Seen seen = SeeGateway();
  EXPECT_THAT(seen.subject, testing::HasSubstr("first"));
  EXPECT_EQ(seen.reply["Strict-Transport-Security"], "max-age=31536000");

  tests::WriteText(Path("c.pem"), authority_.Issue("mismatch", tests::MakeEcKey()));
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  EXPECT_THAT(SeeGateway().subject, testing::HasSubstr("first"));
  EXPECT_TRUE(RoleByGrpc(trust).ok());

  tests::Authority other;
  const tests::Key key = tests::MakeEcKey();
  tests::WriteText(Path("k.pem"), tests::PrivatePem(key));
  tests::WriteText(Path("c.pem"), other.Issue("second", key));
  bool is_replaced = false;
  for (int i = 0; i < 100 && !is_replaced; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    is_replaced = SeeGateway().subject.find("second") != std::string::npos &&
                  RoleByGrpc({.pem_root_certs = other.certificate_pem()}).ok();
  }
  EXPECT_TRUE(is_replaced);
}

TEST_F(TlsTest, AMachineIsWhoItsCertificateAndTheRegisterSay) {
  tests::WriteText(Path("ca.pem"), authority_.certificate_pem());
  tests::WriteText(
      Path("register.toml"),
      "schema = \"ostlandet.twin.register\"\nschema_version = 1\nversion = \"1\"\n[[user]]\n"
      "id = \"m-1\"\nrole = \"operator\"\norganisation = \"Test Grid\"\npurpose = \"tests\"\n"
      "decision = \"t-1\"\nexpires = 2099-01-01T00:00:00Z\n"
      "certificate_subject = \"O=Test Grid,CN=machine\"\n");
  std::filesystem::permissions(Path("register.toml"), std::filesystem::perms::owner_read);
  Start([this](twin::Config& config) {
    config.tls_client_ca = Path("ca.pem");
    config.tls_require_client_certificate = true;
    config.register_file = Path("register.toml");
  });
  const std::string own = ReadText(Data("tls/cert.pem"));
  const tests::Key key = tests::MakeEcKey();
  const auto with = [&](const std::string& certificate) {
    return RoleByGrpc({.pem_root_certs = own,
                       .pem_private_key = tests::PrivatePem(key),
                       .pem_cert_chain = certificate});
  };
  EXPECT_EQ(*with(authority_.Issue("machine", key)), "operator");
  EXPECT_EQ(*with(authority_.Issue("another", key)), "public");
  EXPECT_FALSE(RoleByGrpc({.pem_root_certs = own}).ok()) << "no certificate, no connection";
  tests::Authority stranger;
  EXPECT_FALSE(with(stranger.Issue("machine", key)).ok());
  EXPECT_FALSE(with(authority_.Issue("machine", key, false, absl::Now() - absl::Hours(2),
                                     absl::Now() - absl::Hours(1)))
                   .ok())
      << "it has expired";
  // The page asks for none: the public is met there.
  EXPECT_EQ(SeeGateway().reply.result_int(), 200u);
}

TEST_F(TlsTest, APairThatCannotServeStopsTheStartAndSaysWhy) {
  WritePair("first");
  tests::WriteText(Path("c.pem"), authority_.Issue("mismatch", tests::MakeEcKey()));
  twin::Config config = tests::MakeTestConfig(folder_.path());
  config.tls = "on";
  UseFiles(config);
  const auto server = twin::Server::Start(config, clock_);
  EXPECT_THAT(std::string(server.status().message()), testing::HasSubstr("not the certificate's"));
}

}  // namespace
