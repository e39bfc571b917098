#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace twin::services {

/// A slice [begin, end) of a list, and the token of the next one.
struct Page {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string next_token;  ///< empty on the last page
};

/// `page_size` 0 takes the default. A token is bound to `list_key` (what is listed), so that a
/// token of another list is refused. Errors: InvalidArgument.
absl::StatusOr<Page> MakePage(int page_size, const std::string& page_token,
                              const std::string& list_key, std::size_t total);

}  // namespace twin::services
