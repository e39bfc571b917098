#include "twin/gateway/http_session.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "twin/byte_buffer.h"
#include "twin/gateway/features/feature_call.h"
#include "twin/gateway/forwarded.h"
#include "twin/gateway/request_checks.h"
#include "twin/gateway/static_files.h"
#include "twin/gateway/stream_call.h"
#include "twin/limits.h"
#include "twin/rpc_status.h"
#include "twin/trace_context.h"

namespace twin::gateway {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kFirstReadBytes = 4096;
constexpr char kNothingAllowed[] = "default-src 'none'; frame-ancestors 'none'";
constexpr char kHsts[] = "max-age=31536000";
constexpr char kContentSecurityPolicy[] =
    "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'";

std::string ToText(boost::beast::string_view view) { return std::string(view.data(), view.size()); }

std::string PathOf(const std::string& target) { return target.substr(0, target.find('?')); }

}  // namespace

HttpSession::HttpSession(Wire wire, std::string address, const SessionEnvironment& environment,
                         std::function<void()> on_end)
    : stream_(std::move(wire)),
      address_(std::move(address)),
      environment_(environment),
      on_end_(std::move(on_end)) {}

HttpSession::~HttpSession() { on_end_(); }

void HttpSession::Start() {
  boost::asio::post(stream_.get_executor(), [self = shared_from_this()] {
    self->stream_.tcp().expires_after(self->environment_.options->handshake_time);
    self->stream_.AsyncHandshake([self](boost::system::error_code error) {
      if (error) return self->Close();
      self->ReadNext();
    });
  });
}

void HttpSession::Close() {
  if (const auto call = stream_call_) call->Cancel();
  if (unary_context_ != nullptr) unary_context_->TryCancel();
  if (feature_call_ != nullptr) feature_call_->Cancel();
  boost::system::error_code ignored;
  stream_.tcp().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.tcp().socket().close(ignored);
}

void HttpSession::CloseWhenIdle() {
  is_closing_ = true;
  if (stream_call_ == nullptr && unary_context_ == nullptr && feature_call_ == nullptr) Close();
}

// Waits for the first byte: a connection may rest between two requests, not within one.
void HttpSession::ReadNext() {
  if (is_closing_) return Close();
  if (buffer_.size() > 0) return ReadHeader();
  if (is_first_) {
    stream_.tcp().expires_after(environment_.options->header_time);
  } else {
    stream_.tcp().expires_after(limits::kGatewayIdle);
  }
  stream_.async_read_some(
      buffer_.prepare(kFirstReadBytes),
      [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
        if (error) return self->Close();
        self->buffer_.commit(size);
        self->ReadHeader();
      });
}

void HttpSession::ReadHeader() {
  is_first_ = false;
  parser_.emplace();
  parser_->body_limit(limits::kMaxRequestBytes);
  parser_->header_limit(limits::kMaxGatewayHeaderBytes);
  stream_.tcp().expires_after(environment_.options->header_time);
  http::async_read_header(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
        if (error) return self->OnReadError(error);
        const std::string flaw = FindFlaw(self->parser_->get().base());
        if (!flaw.empty()) return self->Refuse(400, flaw);
        self->ReadBody();
      });
}

void HttpSession::ReadBody() {
  stream_.tcp().expires_after(environment_.options->body_time);
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                     if (error) return self->OnReadError(error);
                     self->request_ = self->parser_->release();
                     self->OnRequest();
                   });
}

void HttpSession::OnReadError(boost::system::error_code error) {
  if (error == http::error::body_limit) return Refuse(413, "the request is larger than 4 MiB");
  if (error == http::error::header_limit) {
    return Refuse(431, "the request's header is larger than 16 KiB");
  }
  if (error == boost::beast::error::timeout) return Close();
  const bool is_http = error.category() == make_error_code(http::error::bad_method).category();
  const bool is_cut_off =
      error == http::error::end_of_stream || error == http::error::partial_message;
  if (!is_http || is_cut_off) return Close();
  Refuse(400, "this is no HTTP/1.1 request");
}

// Nothing that follows on the connection is read: where the next request begins is not known.
void HttpSession::Refuse(unsigned status, absl::string_view text) {
  request_ = {};
  request_.keep_alive(false);
  SendText(status, text);
}

void HttpSession::OnRequest() {
  if (!IsKnownHost()) return SendText(421, "this host name is not served here");
  switch (request_.method()) {
    case http::verb::get:
    case http::verb::head:
      return ServeGet();
    case http::verb::post:
      return ServeCall();
    default:
      return SendText(405, "only GET, HEAD and POST are served");
  }
}

bool HttpSession::IsKnownHost() const {
  const std::string host = ToText(request_[http::field::host]);
  const std::string port = absl::StrCat(":", environment_.port);
  for (const char* name : {"127.0.0.1", "localhost", "[::1]"}) {
    if (host == name || host == absl::StrCat(name, port)) return true;
  }
  for (const std::string& name : environment_.options->hosts) {
    if (host == name || host == absl::StrCat(name, port)) return true;
  }
  return false;
}

bool HttpSession::IsSameOrigin() const {
  const std::string origin = ToText(request_[http::field::origin]);
  if (origin.empty()) return true;  // not a browser
  const std::string host = ToText(request_[http::field::host]);
  // Without TLS here there may be a proxy in front that has it.
  return origin == absl::StrCat("https://", host) ||
         (!stream_.is_tls() && origin == absl::StrCat("http://", host));
}

void HttpSession::ServeGet() {
  const std::string path = PathOf(ToText(request_.target()));
  if (path == "/healthz") {
    const bool is_serving = environment_.options->is_serving();
    return SendText(is_serving ? 200 : 503, is_serving ? "serving\n" : "not serving\n");
  }
  if (path == "/metrics") return ServeMetrics();
  if (path == features::kRoot || absl::StartsWith(path, absl::StrCat(features::kRoot, "/"))) {
    return ServeFeatures(ToText(request_.target()));
  }
  ServeFile(path);
}

// Whether the client came by https is told by the connection, or by a proxy that is trusted.
std::string HttpSession::OriginOf() const {
  const auto& proxies = environment_.options->proxies;
  const bool is_proxied = std::find(proxies.begin(), proxies.end(), address_) != proxies.end();
  const bool is_https =
      stream_.is_tls() || (is_proxied && ToText(request_["X-Forwarded-Proto"]) == "https");
  return absl::StrCat(is_https ? "https://" : "http://", ToText(request_[http::field::host]));
}

void HttpSession::ServeFeatures(const std::string& target) {
  using Kind = features::Query::Kind;
  auto query = features::ParseQuery(target);
  if (!query.ok()) return SendError(ToGrpcStatus(query.status()));
  const std::string base = absl::StrCat(OriginOf(), features::kRoot);
  const auto tell = [this](const features::Json& document, const char* content_type) {
    SendJson(content_type, document.dump(-1, ' ', false, features::Json::error_handler_t::replace));
  };
  switch (query->kind) {
    case Kind::kLanding:
      return tell(features::MakeLanding(base), "application/json");
    case Kind::kConformance:
      return tell(features::MakeConformance(), "application/json");
    case Kind::kApi:
      return tell(features::MakeApi(base), "application/vnd.oai.openapi+json;version=3.0");
    case Kind::kCollections:
      return tell(features::MakeCollections(base), "application/json");
    case Kind::kCollection:
      return tell(features::MakeCollection(base, *features::FindCollection(query->collection)),
                  "application/json");
    case Kind::kItems:
    case Kind::kItem:
      break;
  }
  stream_.tcp().expires_never();
  feature_call_ = std::make_shared<features::FeatureCall>(
      *environment_.stub, stream_.get_executor(),
      [self = shared_from_this()] { return self->MakeContext(false); }, base, *std::move(query),
      [self = shared_from_this(), tell](const grpc::Status& status, features::Json document) {
        self->feature_call_.reset();
        if (!status.ok()) return self->SendError(status);
        tell(document, "application/geo+json");
      });
  feature_call_->Start();
}

void HttpSession::SendJson(const std::string& content_type, std::string body) {
  Send(MakeResponse(200, content_type, std::move(body)));
}

void HttpSession::ServeMetrics() {
  auto text =
      environment_.options->metrics(ToText(request_[http::field::authorization]), CallerAddress());
  if (!text.ok()) return SendError(ToGrpcStatus(text.status()));
  Send(MakeResponse(200, "text/plain; version=0.0.4; charset=utf-8", *std::move(text)));
}

void HttpSession::ServeFile(const std::string& target) {
  const auto file = FindStaticFile(environment_.options->console_directory, target);
  if (!file.has_value()) return SendText(404, "there is no such page\n");
  std::ifstream input(file->path, std::ios::binary);
  std::string body((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
  Response response = MakeResponse(200, file->content_type, std::move(body));
  response.set(http::field::cache_control,
               file->is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.set("Content-Security-Policy", kContentSecurityPolicy);
  Send(std::move(response));
}

void HttpSession::ServeCall() {
  if (!IsSameOrigin()) return SendText(403, "calls from other origins are refused");
  const std::string path = PathOf(ToText(request_.target()));
  const auto* method = FindMethod(path);
  if (method == nullptr) return SendText(404, "there is no such method\n");
  const auto content = ParseContentType(ToText(request_[http::field::content_type]));
  if (!content.has_value() || content->is_stream != method->server_streaming()) {
    return SendText(415, method->server_streaming()
                             ? "use application/connect+json or application/connect+proto"
                             : "use application/json or application/proto");
  }
  absl::string_view body = request_.body();
  if (content->is_stream) {
    const auto opened = OpenEnvelope(body);
    if (!opened.ok()) return SendError(ToGrpcStatus(opened.status()));
    body = *opened;
  }
  auto binary = DecodeMessage(*method->input_type(), content->encoding, body);
  if (!binary.ok()) return SendError(ToGrpcStatus(binary.status()));
  if (content->is_stream) {
    StartStream(*method, *content, *std::move(binary));
  } else {
    StartUnary(*method, *content, *std::move(binary));
  }
}

// The connection's, or who stands behind a proxy that is trusted.
std::string HttpSession::CallerAddress() const {
  std::vector<std::string> forwarded;
  const auto [first, last] = request_.equal_range("X-Forwarded-For");
  for (auto field = first; field != last; ++field) forwarded.push_back(ToText(field->value()));
  return FindCaller(address_, forwarded, environment_.options->proxies);
}

std::unique_ptr<grpc::ClientContext> HttpSession::MakeContext(bool is_stream) const {
  auto context = std::make_unique<grpc::ClientContext>();
  context->AddMetadata(kForwardedAddress, CallerAddress());
  if (const auto header = request_[http::field::authorization]; !header.empty()) {
    context->AddMetadata("authorization", ToText(header));
  }
  if (const auto parent = request_["traceparent"]; !parent.empty()) {
    context->AddMetadata("traceparent", ToText(parent));
  }
  std::int64_t timeout_ms = 0;
  const bool has_timeout =
      absl::SimpleAtoi(ToText(request_["Connect-Timeout-Ms"]), &timeout_ms) && timeout_ms > 0;
  const auto now = std::chrono::system_clock::now();
  if (has_timeout) {
    context->set_deadline(now + std::chrono::milliseconds(std::min<std::int64_t>(
                                    timeout_ms, std::int64_t{24} * 3600 * 1000)));
  } else if (!is_stream) {
    context->set_deadline(now + limits::kMaxUnaryTime);
  }
  return context;
}

void HttpSession::StartUnary(const google::protobuf::MethodDescriptor& method,
                             const ConnectContent& content, std::string binary) {
  struct Call {
    std::shared_ptr<grpc::ClientContext> context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer reply;
    // Keeps the executor running until gRPC has answered.
    boost::asio::executor_work_guard<boost::asio::any_io_executor> work;
  };
  stream_.tcp().expires_never();
  auto call = std::make_shared<Call>(Call{MakeContext(false),
                                          ToByteBuffer(binary),
                                          {},
                                          boost::asio::make_work_guard(stream_.get_executor())});
  unary_context_ = call->context;
  const auto on_done = [self = shared_from_this(), call, &method, content](grpc::Status status) {
    boost::asio::post(self->stream_.get_executor(), [self, call, &method, content, status] {
      self->unary_context_.reset();
      if (!status.ok()) return self->SendError(status);
      auto body = EncodeMessage(*method.output_type(), content.encoding, ToString(call->reply));
      if (!body.ok()) return self->SendError(ToGrpcStatus(body.status()));
      self->Send(self->MakeResponse(200, ContentTypeOf(content), *std::move(body)));
    });
  };
  environment_.stub->UnaryCall(call->context.get(),
                               absl::StrCat("/", method.service()->full_name(), "/", method.name()),
                               {}, &call->request, &call->reply, on_done);
}

void HttpSession::StartStream(const google::protobuf::MethodDescriptor& method,
                              const ConnectContent& content, std::string binary) {
  stream_call_ =
      std::make_shared<StreamCall>(shared_from_this(), method, content, MakeContext(true));
  stream_call_->Start(*environment_.stub, binary);
}

// A client that is still sending would lose the reply if the socket were closed on it at once.
void HttpSession::DrainAndClose() {
  boost::system::error_code ignored;
  stream_.tcp().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.tcp().expires_after(limits::kGatewayDrain);
  DrainSome();
}

void HttpSession::DrainSome() {
  buffer_.clear();
  stream_.async_read_some(
      buffer_.prepare(limits::kMaxGatewayHeaderBytes),
      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
        if (error) return self->Close();
        self->DrainSome();
      });
}

// No Access-Control header is ever sent: pages of other origins read nothing here.
void HttpSession::AddSecurityHeaders(http::fields& header) const {
  header.set("X-Content-Type-Options", "nosniff");
  header.set("Content-Security-Policy", kNothingAllowed);
  header.set("Referrer-Policy", "no-referrer");
  header.set("X-Frame-Options", "DENY");
  header.set("Cross-Origin-Resource-Policy", "same-origin");
  header.set("Cross-Origin-Opener-Policy", "same-origin");
  if (environment_.options->sends_hsts) header.set("Strict-Transport-Security", kHsts);
}

HttpSession::Response HttpSession::MakeResponse(unsigned status, absl::string_view content_type,
                                                std::string body) const {
  Response response{static_cast<http::status>(status), request_.version()};
  response.set(http::field::content_type, std::string(content_type));
  response.set(http::field::cache_control, "no-store");
  AddSecurityHeaders(response);
  response.keep_alive(request_.keep_alive());
  const std::size_t size = body.size();
  if (request_.method() != http::verb::head) response.body() = std::move(body);
  response.content_length(size);
  return response;
}

void HttpSession::SendText(unsigned status, absl::string_view text) {
  Send(MakeResponse(status, "text/plain; charset=utf-8", std::string(text)));
}

void HttpSession::SendError(const grpc::Status& status) {
  Response response =
      MakeResponse(HttpStatusOf(status.error_code()), "application/json", EncodeError(status));
  if (const auto wait_s = RetrySecondsOf(status); wait_s > 0) {
    response.set(http::field::retry_after, std::to_string(wait_s));
  }
  Send(std::move(response));
}

void HttpSession::Send(Response response) {
  response_ = std::make_shared<Response>(std::move(response));
  stream_.tcp().expires_after(limits::kGatewayWrite);
  http::async_write(stream_, *response_,
                    [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                      if (error) return self->Close();
                      if (!self->response_->keep_alive()) return self->DrainAndClose();
                      self->ReadNext();
                    });
}

}  // namespace twin::gateway
