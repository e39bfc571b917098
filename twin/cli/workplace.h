#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace twin::cli {

/// A folder to work in: the named one, or one of its own that is gone afterwards.
class Workplace {
 public:
  Workplace(const std::string& named, const std::string& pattern)
      : path_(named), is_ours_(named.empty()) {
    if (!is_ours_) return;
    std::string folder = (std::filesystem::temp_directory_path() / pattern).string();
    if (mkdtemp(folder.data()) != nullptr) path_ = folder;
  }
  ~Workplace() {
    std::error_code ignored;
    if (is_ours_ && !path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool is_ours_;
};

}  // namespace twin::cli
