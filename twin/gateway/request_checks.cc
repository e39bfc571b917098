#include "twin/gateway/request_checks.h"

#include <algorithm>
#include <boost/beast/http/verb.hpp>

namespace twin::gateway {
namespace {

namespace http = boost::beast::http;

bool IsPathByte(char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != '#'; }

}  // namespace

std::string FindFlaw(const http::request_header<>& header) {
  const auto target = header.target();
  if (target.empty() || target.front() != '/') return "the target must be a path";
  if (!std::all_of(target.begin(), target.end(), IsPathByte)) {
    return "the target holds what no path holds";
  }
  if (header.count(http::field::host) != 1) return "there must be one Host";
  const std::size_t lengths = header.count(http::field::content_length);
  const std::size_t codings = header.count(http::field::transfer_encoding);
  if (lengths > 1) return "there must be one Content-Length at most";
  if (codings > 1 || (lengths != 0 && codings != 0)) {
    return "how long the body is must be said once";
  }
  if (codings == 1) {
    if (header.version() < 11) return "HTTP/1.0 has no chunks";
    if (header[http::field::transfer_encoding] != "chunked") return "only chunked is served";
  }
  const bool has_body =
      codings != 0 || (lengths != 0 && header[http::field::content_length] != "0");
  if (has_body && header.method() != http::verb::post) return "only POST has a body";
  return "";
}

}  // namespace twin::gateway
