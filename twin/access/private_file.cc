#include "twin/access/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/store/file_io.h"

namespace twin::access {
namespace {

constexpr off_t kMaxBytes = 4 << 20;

// The file is looked at through the descriptor that is read: it cannot be changed for another
// between the two.
absl::StatusOr<std::string> Read(const std::string& path, mode_t forbidden) {
  const store::FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return absl::NotFoundError(absl::StrCat("there is no file ", path));
    return store::ErrnoStatus(errno, absl::StrCat("opening ", path));
  }
  struct stat info;
  if (fstat(file.get(), &info) != 0) return store::ErrnoStatus(errno, path);
  if (!S_ISREG(info.st_mode) || info.st_size > kMaxBytes) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is no plain file of at most 4 MiB"));
  }
  if ((info.st_mode & forbidden) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat(path, " is open to others; run chmod 600 on it"));
  }
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  TWIN_ASSIGN_OR_RETURN(const std::size_t size, store::ReadAt(file, text, 0, path));
  text.resize(size);
  return text;
}

}  // namespace

absl::StatusOr<std::string> ReadPrivateFile(const std::string& path) {
  return Read(path, S_IRWXG | S_IRWXO);
}
absl::StatusOr<std::string> ReadKeyFile(const std::string& path) {
  return Read(path, S_IWGRP | S_IRWXO);
}
absl::StatusOr<std::string> ReadSmallFile(const std::string& path) { return Read(path, 0); }

absl::Status WriteOwnerOnly(const std::string& path, absl::string_view text) {
  return store::WriteFileAtomically(path, text, "private", {});
}

std::string CalcFileStamp(const std::string& path) {
  struct stat info;
  if (path.empty() || stat(path.c_str(), &info) != 0) return "";
  return absl::StrCat(info.st_dev, ".", info.st_ino, ".", info.st_size, ".", info.st_mtim.tv_sec,
                      ".", info.st_mtim.tv_nsec, ".", info.st_ctim.tv_sec, ".",
                      info.st_ctim.tv_nsec);
}

}  // namespace twin::access
