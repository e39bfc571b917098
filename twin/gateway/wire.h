#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "twin/tls/key_pair.h"

namespace twin::gateway {

/// One accepted connection, by TLS or plain: a stream as Asio and Beast understand it, so that what
/// reads and writes on it need not know which.
class Wire {
 public:
  using Context = boost::asio::ssl::context;
  using executor_type = boost::beast::tcp_stream::executor_type;  // NOLINT: as Asio names it

  /// `tls` null: plain. It is kept as long as the connection, also when a new certificate has come.
  Wire(boost::asio::ip::tcp::socket socket, std::shared_ptr<Context> tls)
      : context_(std::move(tls)) {
    if (context_ != nullptr) {
      tls_.emplace(std::move(socket), *context_);
    } else {
      plain_.emplace(std::move(socket));
    }
  }

  executor_type get_executor() { return tcp().get_executor(); }
  boost::beast::tcp_stream& tcp() { return tls_ ? tls_->next_layer() : *plain_; }
  bool is_tls() const { return tls_.has_value(); }

  /// TLS's handshake; nothing to do for a plain connection.
  template <class Handler>
  void AsyncHandshake(Handler handler) {
    if (tls_) {
      tls_->async_handshake(boost::asio::ssl::stream_base::server, std::move(handler));
    } else {
      handler(boost::system::error_code());
    }
  }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, const Buffers& into) {
          if (tls_) {
            tls_->async_read_some(into, std::move(handler));
          } else {
            plain_->async_read_some(into, std::move(handler));
          }
        },
        token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          if (tls_) {
            tls_->async_write_some(from, std::move(handler));
          } else {
            plain_->async_write_some(from, std::move(handler));
          }
        },
        token, buffers);
  }

 private:
  std::shared_ptr<Context> context_;
  std::optional<boost::beast::tcp_stream> plain_;
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream>> tls_;
};

/// TLS 1.2 and later, forward-secret suites alone. Errors: InvalidArgument: OpenSSL refuses the
/// pair.
absl::StatusOr<std::shared_ptr<Wire::Context>> MakeTlsContext(const tls::KeyPair& pair);

}  // namespace twin::gateway
