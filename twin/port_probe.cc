#include "twin/port_probe.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"

namespace twin {

absl::Status CheckPortIsFree(const HostPort& address, absl::string_view what) {
  if (address.port == 0) return absl::OkStatus();
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = absl::StrCat(address.port);
  if (getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot listen on ", what, " ", address.host, ": not a numeric address"));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  const int probe = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0);
  if (probe < 0) {
    return absl::ResourceExhaustedError(absl::StrCat("no socket to be had: ", std::strerror(errno)));
  }
  const int one = 1;  // as the servers do: a port of closed connections is free
  setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  const bool is_free = bind(probe, found->ai_addr, found->ai_addrlen) == 0 && listen(probe, 1) == 0;
  const int error = errno;
  close(probe);
  if (is_free) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("cannot listen on ", what, " ", address.host,
                                                    ":", address.port, ": ",
                                                    std::strerror(error)));
}

}  // namespace twin
