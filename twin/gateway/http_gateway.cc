#include "twin/gateway/http_gateway.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/gateway/forwarded.h"
#include "twin/gateway/http_session.h"
#include "twin/gateway/wire.h"
#include "twin/limits.h"

namespace twin::gateway {
namespace {

using boost::asio::ip::tcp;

std::string AddressOf(const tcp::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return "";
  return CanonicalAddress(endpoint.address().to_string());
}

}  // namespace

class HttpGateway::Impl {
 public:
  explicit Impl(GatewayOptions options) : options_(std::move(options)), acceptor_(io_) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(limits::kMaxReplyBytes);
    channel_ = grpc::CreateCustomChannel(options_.grpc_target, grpc::InsecureChannelCredentials(),
                                         arguments);
    stub_ = std::make_unique<grpc::GenericStub>(channel_);
  }

  absl::Status Listen() {
    if (options_.pair.has_value()) {
      TWIN_ASSIGN_OR_RETURN(tls_, MakeTlsContext(*options_.pair));
    }
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(options_.address, error);
    if (error) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", options_.address, "' is no address to listen on"));
    }
    const tcp::endpoint endpoint(address, static_cast<unsigned short>(options_.port));
    acceptor_.open(endpoint.protocol(), error);
    // Lets a restarted server take its port back; two listeners on one port stay impossible.
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error) {
      return absl::FailedPreconditionError(absl::StrCat("cannot listen on http ", options_.address,
                                                        ":", options_.port, ": ", error.message()));
    }
    environment_ = {&options_, acceptor_.local_endpoint().port(), stub_.get()};
    options_.pair.reset();  // OpenSSL has it; no second copy of the key
    return absl::OkStatus();
  }

  void Run() {
    Accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  // Idle connections close at once; answers and streams under way get kDrainTime to end.
  void Stop() {
    if (!thread_.joinable()) return;
    boost::asio::post(io_, [this] {
      is_stopping_ = true;
      boost::system::error_code ignored;
      acceptor_.close(ignored);
      ForEachSession([](HttpSession& session) { session.CloseWhenIdle(); });
      force_close_.expires_after(limits::kDrainTime);
      force_close_.async_wait([this](boost::system::error_code error) {
        if (!error) ForEachSession([](HttpSession& session) { session.Close(); });
      });
      StopWaitingWhenNobodyIsLeft();
    });
    thread_.join();
  }

  int port() const { return environment_.port; }

  absl::Status SetPair(const tls::KeyPair& pair) {
    if (tls_ == nullptr) return absl::FailedPreconditionError("the gateway serves without TLS");
    TWIN_ASSIGN_OR_RETURN(auto fresh, MakeTlsContext(pair));
    boost::asio::post(io_, [this, fresh = std::move(fresh)] { tls_ = fresh; });
    return absl::OkStatus();
  }

 private:
  void Accept() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (is_stopping_ || error == boost::asio::error::operation_aborted) return;
      if (!error && session_count_ < limits::kMaxGatewayConnections) Begin(std::move(socket));
      Accept();
    });
  }

  void Begin(tcp::socket socket) {
    boost::system::error_code ignored;
    const std::string address = AddressOf(socket);
    if (connections_[address] >= options_.max_connections_per_address) return;  // closes it
    ++connections_[address];
    socket.set_option(tcp::no_delay(true), ignored);
    ++session_count_;
    // A session ends on the loop's thread or, last of all, when the loop has gone.
    auto session = std::make_shared<HttpSession>(Wire(std::move(socket), tls_), address,
                                                 environment_, [this, address] {
                                                   --session_count_;
                                                   Forget(address);
                                                   StopWaitingWhenNobodyIsLeft();
                                                 });
    std::erase_if(sessions_, [](const auto& weak) { return weak.expired(); });
    sessions_.push_back(session);
    session->Start();
  }

  void Forget(const std::string& address) {
    boost::asio::post(io_, [this, address] {
      const auto found = connections_.find(address);
      if (found != connections_.end() && --found->second == 0) connections_.erase(found);
    });
  }

  template <class F>
  void ForEachSession(F act) {
    for (const auto& weak : sessions_) {
      if (const auto session = weak.lock()) act(*session);
    }
  }

  void StopWaitingWhenNobodyIsLeft() {
    if (is_stopping_ && session_count_ == 0) force_close_.cancel();
  }

  GatewayOptions options_;
  boost::asio::io_context io_{1};
  boost::asio::steady_timer force_close_{io_};
  tcp::acceptor acceptor_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<grpc::GenericStub> stub_;
  SessionEnvironment environment_;
  std::shared_ptr<Wire::Context> tls_;              ///< null: plain
  std::map<std::string, std::size_t> connections_;  ///< by address
  std::vector<std::weak_ptr<HttpSession>> sessions_;
  std::atomic<std::size_t> session_count_{0};
  bool is_stopping_ = false;
  std::thread thread_;
};

HttpGateway::HttpGateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpGateway::~HttpGateway() { Stop(); }

absl::StatusOr<std::unique_ptr<HttpGateway>> HttpGateway::Start(GatewayOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  TWIN_RETURN_IF_ERROR(impl->Listen());
  impl->Run();
  return std::unique_ptr<HttpGateway>(new HttpGateway(std::move(impl)));
}

int HttpGateway::port() const { return impl_->port(); }
absl::Status HttpGateway::SetPair(const tls::KeyPair& pair) { return impl_->SetPair(pair); }
void HttpGateway::Stop() { impl_->Stop(); }

}  // namespace twin::gateway
