#include "twin/gateway/stream_call.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "twin/byte_buffer.h"
#include "twin/limits.h"

namespace twin::gateway {
namespace {

namespace http = boost::beast::http;

}  // namespace

StreamCall::StreamCall(std::shared_ptr<HttpSession> session,
                       const google::protobuf::MethodDescriptor& method,
                       const ConnectContent& content, std::unique_ptr<grpc::ClientContext> context)
    : session_(std::move(session)),
      reply_type_(*method.output_type()),
      content_(content),
      context_(std::move(context)),
      work_(boost::asio::make_work_guard(session_->stream_.get_executor())) {}

void StreamCall::Start(grpc::GenericStub& stub, absl::string_view binary_request) {
  self_ = shared_from_this();
  request_ = ToByteBuffer(binary_request);
  header_ = {http::status::ok, 11};
  header_.set(http::field::content_type, std::string(ContentTypeOf(content_)));
  header_.set(http::field::cache_control, "no-store");
  session_->AddSecurityHeaders(header_);
  header_.chunked(true);
  header_.keep_alive(false);

  const std::string path = "/" + session_->request_.target().to_string().substr(1);
  stub.PrepareBidiStreamingCall(context_.get(), path, {}, this);
  StartWriteLast(&request_, {});
  StartRead(&reply_);
  // Without the hold the call could end while a chunk is on its way, and the read that follows the
  // chunk would come too late.
  AddHold();
  // The HTTP header goes out before the call starts, and so before any chunk.
  auto serializer = std::make_shared<http::response_serializer<http::empty_body>>(header_);
  session_->stream_.tcp().expires_after(limits::kGatewayWrite);
  http::async_write_header(
      session_->stream_, *serializer,
      [self = shared_from_this(), serializer](boost::system::error_code error, std::size_t) {
        if (error) {
          self->is_broken_ = true;
          self->context_->TryCancel();
        } else {
          self->session_->stream_.tcp().expires_never();
          self->WatchForClose();
        }
        self->StartCall();
      });
}

void StreamCall::Cancel() { context_->TryCancel(); }

void StreamCall::OnReadDone(bool ok) {
  if (!ok) {
    RemoveHold();  // the last read: nothing is on its way
    return;
  }
  boost::asio::post(session_->stream_.get_executor(),
                    [self = shared_from_this()] { self->WriteMessage(); });
}

void StreamCall::OnDone(const grpc::Status& status) {
  boost::asio::post(session_->stream_.get_executor(),
                    [self = std::move(self_), status] { self->WriteEnd(status); });
}

void StreamCall::WriteMessage() {
  if (is_broken_) {
    context_->TryCancel();
    StartRead(&reply_);
    return;
  }
  const auto encoded = EncodeMessage(reply_type_, content_.encoding, ToString(reply_));
  if (!encoded.ok()) {
    is_broken_ = true;
    context_->TryCancel();
    StartRead(&reply_);
    return;
  }
  WriteChunk(MakeEnvelope(kMessageFlag, *encoded), false);
}

void StreamCall::WriteEnd(const grpc::Status& status) {
  session_->stream_call_.reset();
  work_.reset();
  if (is_broken_) {
    session_->Close();
    return;
  }
  WriteChunk(MakeEnvelope(kEndStreamFlag, EncodeEndOfStream(status)), true);
}

void StreamCall::WriteChunk(std::string envelope, bool is_last) {
  chunk_ = std::move(envelope);
  session_->stream_.tcp().expires_after(limits::kGatewayWrite);
  auto self = shared_from_this();
  const auto on_written = [self, is_last](boost::system::error_code error, std::size_t) {
    if (is_last) {
      self->session_->Close();
      return;
    }
    if (error) {
      self->is_broken_ = true;
      self->context_->TryCancel();
    }
    self->session_->stream_.tcp().expires_never();
    self->StartRead(&self->reply_);
  };
  if (is_last) {
    const std::string size = [&] {
      char text[20];
      std::snprintf(text, sizeof text, "%zx\r\n", chunk_.size());
      return std::string(text);
    }();
    chunk_ = size + chunk_ + "\r\n0\r\n\r\n";
    boost::asio::async_write(session_->stream_, boost::asio::buffer(chunk_), on_written);
  } else {
    boost::asio::async_write(session_->stream_, http::make_chunk(boost::asio::buffer(chunk_)),
                             on_written);
  }
}

void StreamCall::WatchForClose() {
  // A browser sends nothing while it listens: readable means it went away.
  session_->stream_.tcp().socket().async_wait(boost::asio::ip::tcp::socket::wait_read,
                                              [weak = weak_from_this()](boost::system::error_code) {
                                                if (const auto self = weak.lock()) {
                                                  self->is_broken_ = true;
                                                  self->context_->TryCancel();
                                                }
                                              });
}

}  // namespace twin::gateway
