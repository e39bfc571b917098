#include "data/text_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace data {

std::optional<std::string> ReadTextFile(const std::string& path, const std::string& shown_name,
                                        Diagnostics& diagnostics) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) {
    diagnostics.push_back({shown_name, 0, 0, "", "the file is not there"});
    return std::nullopt;
  }
  if (bytes > kMaxTextFileBytes) {
    diagnostics.push_back({shown_name, 0, 0, "", "the file is larger than 64 MiB"});
    return std::nullopt;
  }
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

}  // namespace data
