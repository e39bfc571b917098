#include "twin/gateway/forwarded.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "twin/access/gatekeeper.h"

namespace twin::gateway {

std::string CanonicalAddress(absl::string_view text) {
  boost::system::error_code error;
  const auto address =
      boost::asio::ip::make_address(std::string(absl::StripAsciiWhitespace(text)), error);
  if (error) return "";
  return access::BudgetAddress(address.is_v4()
                                   ? absl::StrCat("ipv4:", address.to_string(), ":0")
                                   : absl::StrCat("ipv6:[", address.to_string(), "]:0"));
}

std::string FindCaller(const std::string& peer, const std::vector<std::string>& forwarded,
                       const std::vector<std::string>& proxies) {
  const auto is_proxy = [&proxies](const std::string& address) {
    return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
  };
  if (!is_proxy(peer)) return peer;
  const std::string joined = absl::StrJoin(forwarded, ",");
  const std::vector<absl::string_view> hops = absl::StrSplit(joined, ',', absl::SkipWhitespace());
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const std::string address = CanonicalAddress(*hop);
    if (address.empty()) return peer;
    if (!is_proxy(address)) return address;
  }
  return peer;
}

}  // namespace twin::gateway
