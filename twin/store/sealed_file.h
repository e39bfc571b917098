#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"

namespace twin::store {

inline constexpr std::size_t kSealBytes = 24;

/// Adds the 24-byte seal after the last byte of a finished HDF5 file: magic, length, CRC-32C of
/// everything before it. HDF5 ignores bytes after its end of file, so readers need not know.
void AppendSeal(std::string& bytes);

/// Whether every byte is as it was sealed. Done before HDF5 sees the file: the library may crash on
/// a damaged one.
/// **Errors** NotFound; DataLoss: no seal (truncated, or opened for writing by a tool since), or
/// another checksum.
absl::Status VerifySeal(const std::string& path);

/// The same, read only once for a file that has not changed since: a year of one series opens 365
/// segments again and again. Thread-safe.
absl::Status VerifySealOnce(const std::string& path);

}  // namespace twin::store
