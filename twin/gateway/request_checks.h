#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <string>

namespace twin::gateway {

/// What is wrong with the header of a request that its parser let pass; empty: nothing. Whatever a
/// proxy in front could read in another way than this program does is refused rather than guessed:
/// more than one Host or Content-Length, a coding that is not chunked, chunks in HTTP/1.0, a target
/// that is no path, a body where there is none to be.
std::string FindFlaw(const boost::beast::http::request_header<>& header);

}  // namespace twin::gateway
