#include "twin/gateway/static_files.h"

#include <algorithm>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace twin::gateway {
namespace {

namespace fs = std::filesystem;

constexpr struct {
  const char* extension;
  const char* type;
} kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
};

std::string ContentTypeOf(const fs::path& path) {
  for (const auto& row : kTypes) {
    if (path.extension() == row.extension) return row.type;
  }
  return "application/octet-stream";
}

bool IsInside(const fs::path& root, const fs::path& path) {
  const auto [root_end, ignored] =
      std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return root_end == root.end();
}

}  // namespace

std::optional<StaticFile> FindStaticFile(const std::string& root, absl::string_view target) {
  if (root.empty() || target.empty() || target[0] != '/') return std::nullopt;
  if (absl::StrContains(target, '\0') || absl::StrContains(target, "%")) return std::nullopt;
  std::error_code error;
  const fs::path real_root = fs::canonical(root, error);
  if (error) return std::nullopt;
  const std::string relative(target == "/" ? "index.html" : target.substr(1));
  const fs::path path = fs::weakly_canonical(real_root / relative, error);
  if (error || !IsInside(real_root, path)) return std::nullopt;
  if (!fs::is_regular_file(path, error) || error) return std::nullopt;
  return StaticFile{.path = path.string(),
                    .content_type = ContentTypeOf(path),
                    .is_immutable = absl::StartsWith(target, "/assets/")};
}

}  // namespace twin::gateway
