#include "twin/store/sealed_file.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <mutex>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/byte_codec.h"
#include "twin/store/crc32c.h"
#include "twin/store/file_io.h"

namespace twin::store {
namespace {

constexpr char kMagic[] = "TWINSEAL";
constexpr std::size_t kMaxRemembered = 20000;  // segments of half a century, then begun anew

/// What tells one state of one file from another.
using FileIdentity = std::array<std::int64_t, 7>;

FileIdentity IdentityOf(const struct stat& file) {
  return {static_cast<std::int64_t>(file.st_dev),
          static_cast<std::int64_t>(file.st_ino),
          file.st_size,
          file.st_mtim.tv_sec,
          file.st_mtim.tv_nsec,
          file.st_ctim.tv_sec,
          file.st_ctim.tv_nsec};
}

struct VerifiedFiles {
  std::mutex mutex;
  std::set<FileIdentity> identities;
};

VerifiedFiles& Verified() {
  static VerifiedFiles verified;
  return verified;
}

}  // namespace

void AppendSeal(std::string& bytes) {
  ByteWriter seal;
  seal.PutBytes(absl::string_view(kMagic, 8));
  seal.Put<std::uint64_t>(bytes.size());
  seal.Put(CalcCrc32c(bytes));
  seal.Put<std::uint32_t>(0);
  bytes += seal.Take();
}

absl::Status VerifySeal(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const std::string bytes, ReadWholeFile(path));
  if (bytes.size() < kSealBytes) {
    return models::errors::Corrupt(path, absl::StrCat("only ", bytes.size(), " bytes long"));
  }
  const absl::string_view content = absl::string_view(bytes).substr(0, bytes.size() - kSealBytes);
  ByteReader reader(absl::string_view(bytes).substr(content.size()));
  const bool has_magic = reader.GetBytes(8) == absl::string_view(kMagic, 8);
  if (!has_magic || reader.Get<std::uint64_t>() != content.size()) {
    return models::errors::Corrupt(path, "no seal at its end: truncated, or changed since");
  }
  const auto sealed = reader.Get<std::uint32_t>();
  const std::uint32_t found = CalcCrc32c(content);
  if (sealed == found && reader.Get<std::uint32_t>() == 0) return absl::OkStatus();
  return models::errors::Corrupt(
      path, absl::StrFormat("sealed with checksum %08x, read with %08x", sealed, found));
}

absl::Status VerifySealOnce(const std::string& path) {
  struct stat information = {};
  if (::stat(path.c_str(), &information) != 0) return ErrnoStatus(errno, "cannot open " + path);
  const FileIdentity identity = IdentityOf(information);
  VerifiedFiles& verified = Verified();
  {
    const std::lock_guard lock(verified.mutex);
    if (verified.identities.count(identity) > 0) return absl::OkStatus();
  }
  TWIN_RETURN_IF_ERROR(VerifySeal(path));
  const std::lock_guard lock(verified.mutex);
  if (verified.identities.size() >= kMaxRemembered) verified.identities.clear();
  verified.identities.insert(identity);
  return absl::OkStatus();
}

}  // namespace twin::store
