#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace twin::gateway {

/// One file of the console, ready to send.
struct StaticFile {
  std::string path;  ///< on disk, inside the root
  std::string content_type;
  bool is_immutable = false;  ///< its name carries a hash of its content
};

/// The file that `target` (path of a request, without query) names below `root`, or nothing:
/// outside the root, behind a link that leads outside, a directory, not there. "/" is index.html.
std::optional<StaticFile> FindStaticFile(const std::string& root, absl::string_view target);

}  // namespace twin::gateway
