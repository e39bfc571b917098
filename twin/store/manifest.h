#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/time/quarter.h"

namespace twin::store {

/// What a backup is made of: its file MANIFEST (FORMAT.md, section 15).
struct Manifest {
  struct Entry {
    std::string path;  ///< below the folder, at most one level deep
    std::int64_t size_bytes = 0;
    std::uint32_t crc32c = 0;
    bool operator==(const Entry&) const = default;
  };
  std::uint64_t epoch = 0;
  std::uint64_t last_sequence = 0;  ///< newest step or command it holds
  models::Quarter last_quarter;     ///< of its newest step
  std::vector<Entry> files;
  bool operator==(const Manifest&) const = default;
};

inline constexpr char kManifestName[] = "MANIFEST";

std::string EncodeManifest(const Manifest& manifest);
/// **Errors** DataLoss: cut short, changed, or naming a path outside the folder.
/// FailedPrecondition: another version.
absl::StatusOr<Manifest> DecodeManifest(absl::string_view text, const std::string& path);

}  // namespace twin::store
