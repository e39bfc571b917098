#include "twin/gateway/wire.h"

#include <boost/asio/buffer.hpp>

#include "absl/strings/str_cat.h"

namespace twin::gateway {
namespace {

// For TLS 1.2; those of 1.3 are all forward-secret.
constexpr char kSuites[] = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!eNULL";

}  // namespace

absl::StatusOr<std::shared_ptr<Wire::Context>> MakeTlsContext(const tls::KeyPair& pair) {
  auto context = std::make_shared<Wire::Context>(Wire::Context::tls_server);
  boost::system::error_code error;
  context->set_options(Wire::Context::default_workarounds | Wire::Context::no_sslv2 |
                           Wire::Context::no_sslv3 | Wire::Context::no_tlsv1 |
                           Wire::Context::no_tlsv1_1 | Wire::Context::no_compression,
                       error);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION);
  bool is_set = SSL_CTX_set_cipher_list(context->native_handle(), kSuites) == 1;
  if (!error) {
    context->use_certificate_chain(boost::asio::buffer(pair.certificate_pem), error);
  }
  if (!error) {
    context->use_private_key(boost::asio::buffer(pair.key_pem), Wire::Context::pem, error);
  }
  is_set = is_set && !error && SSL_CTX_check_private_key(context->native_handle()) == 1;
  if (!is_set) {
    return absl::InvalidArgumentError(
        absl::StrCat("OpenSSL refuses the certificate: ", error.message()));
  }
  return context;
}

}  // namespace twin::gateway
