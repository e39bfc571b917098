#include "twin/store/file_io.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"

namespace twin::store {

absl::Status PassFaultPoint(const FaultHook& hook, absl::string_view prefix,
                            absl::string_view place) {
  if (!hook) return absl::OkStatus();
  return hook(absl::StrCat(prefix, ".", place));
}

absl::Status ErrnoStatus(int error_number, absl::string_view what) {
  char buffer[128] = {};
  const std::string message =
      absl::StrCat(what, ": ", strerror_r(error_number, buffer, sizeof(buffer)));
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
      return absl::ResourceExhaustedError(message);
    case ENOENT:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case EISDIR:
      return absl::FailedPreconditionError(message);
    default:
      return absl::InternalError(message);
  }
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    Close();
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

absl::StatusOr<FileDescriptor> FileDescriptor::Open(const std::string& path, int flags,
                                                    mode_t mode) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  if (descriptor < 0) return ErrnoStatus(errno, absl::StrCat("cannot open ", path));
  return FileDescriptor(descriptor);
}

void FileDescriptor::Close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

absl::Status WriteAllAt(const FileDescriptor& file, absl::string_view bytes, std::int64_t offset,
                        absl::string_view what) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file.get(), bytes.data(), bytes.size(), offset);
    if (written < 0) {
      if (errno == EINTR) continue;
      return ErrnoStatus(errno, absl::StrCat("cannot write ", what));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += written;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::size_t> ReadAt(const FileDescriptor& file, std::span<char> bytes,
                                   std::int64_t offset, absl::string_view what) {
  std::size_t length = 0;
  while (length < bytes.size()) {
    const ssize_t count = ::pread(file.get(), bytes.data() + length, bytes.size() - length,
                                  offset + static_cast<std::int64_t>(length));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("cannot read ", what));
    if (count == 0) break;  // cut while we read: what is there is what there is
    length += static_cast<std::size_t>(count);
  }
  return length;
}

absl::Status SyncFolder(const std::string& folder) {
  TWIN_ASSIGN_OR_RETURN(const FileDescriptor handle,
                        FileDescriptor::Open(folder, O_RDONLY | O_DIRECTORY));
  if (::fsync(handle.get()) != 0) return ErrnoStatus(errno, absl::StrCat("cannot sync ", folder));
  return absl::OkStatus();
}

absl::Status WriteFileAtomically(const std::string& path, absl::string_view bytes,
                                 absl::string_view fault_prefix, const FaultHook& hook) {
  const std::string temporary = path + ".tmp";
  const auto write = [&]() -> absl::Status {
    TWIN_RETURN_IF_ERROR(PassFaultPoint(hook, fault_prefix, "begin"));
    TWIN_ASSIGN_OR_RETURN(const FileDescriptor file,
                          FileDescriptor::Open(temporary, O_WRONLY | O_CREAT | O_TRUNC));
    const std::size_t half = bytes.size() / 2;
    TWIN_RETURN_IF_ERROR(WriteAllAt(file, bytes.substr(0, half), 0, temporary));
    TWIN_RETURN_IF_ERROR(PassFaultPoint(hook, fault_prefix, "half_written"));
    TWIN_RETURN_IF_ERROR(
        WriteAllAt(file, bytes.substr(half), static_cast<std::int64_t>(half), temporary));
    TWIN_RETURN_IF_ERROR(PassFaultPoint(hook, fault_prefix, "written"));
    if (::fsync(file.get()) != 0) {
      return ErrnoStatus(errno, absl::StrCat("cannot sync ", temporary));
    }
    TWIN_RETURN_IF_ERROR(PassFaultPoint(hook, fault_prefix, "synced"));
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
      return ErrnoStatus(errno, absl::StrCat("cannot rename ", temporary));
    }
    return absl::OkStatus();
  };
  if (absl::Status status = write(); !status.ok()) {
    ::unlink(temporary.c_str());  // gives the space back at once; start-up would do it too
    return status;
  }
  TWIN_RETURN_IF_ERROR(PassFaultPoint(hook, fault_prefix, "renamed"));
  TWIN_RETURN_IF_ERROR(SyncFolder(FolderOf(path)));
  return PassFaultPoint(hook, fault_prefix, "durable");
}

absl::Status RemoveFileDurably(const std::string& path, absl::string_view fault_prefix,
                               const FaultHook& hook) {
  TWIN_RETURN_IF_ERROR(PassFaultPoint(hook, fault_prefix, "begin"));
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return ErrnoStatus(errno, absl::StrCat("cannot remove ", path));
  }
  TWIN_RETURN_IF_ERROR(PassFaultPoint(hook, fault_prefix, "unlinked"));
  TWIN_RETURN_IF_ERROR(SyncFolder(FolderOf(path)));
  return PassFaultPoint(hook, fault_prefix, "durable");
}

absl::StatusOr<std::string> MoveAside(const std::string& path, const std::string& folder) {
  TWIN_RETURN_IF_ERROR(MakeFolder(folder));
  const std::string name = path.substr(path.rfind('/') + 1);
  std::string target = absl::StrCat(folder, "/", name);
  for (int attempt = 1; ::access(target.c_str(), F_OK) == 0; ++attempt) {
    target = absl::StrCat(folder, "/", name, ".", attempt);
  }
  if (::rename(path.c_str(), target.c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot set ", path, " aside"));
  }
  TWIN_RETURN_IF_ERROR(SyncFolder(folder));
  TWIN_RETURN_IF_ERROR(SyncFolder(FolderOf(path)));
  return target;
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const FileDescriptor file, FileDescriptor::Open(path, O_RDONLY));
  struct stat information = {};
  if (::fstat(file.get(), &information) != 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot stat ", path));
  }
  std::string bytes(static_cast<std::size_t>(information.st_size), '\0');
  TWIN_ASSIGN_OR_RETURN(const std::size_t length, ReadAt(file, bytes, 0, path));
  bytes.resize(length);
  return bytes;
}

absl::StatusOr<std::vector<std::string>> ListFolder(const std::string& folder,
                                                    absl::string_view suffix) {
  DIR* const handle = ::opendir(folder.c_str());
  if (handle == nullptr) return ErrnoStatus(errno, absl::StrCat("cannot list ", folder));
  std::vector<std::string> names;
  while (const dirent* const entry = ::readdir(handle)) {
    if (absl::EndsWith(entry->d_name, suffix) && entry->d_name[0] != '.') {
      names.emplace_back(entry->d_name);
    }
  }
  ::closedir(handle);
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status MakeFolder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) return SyncFolder(FolderOf(folder));
  if (errno != EEXIST) return ErrnoStatus(errno, absl::StrCat("cannot make folder ", folder));
  struct stat information = {};
  if (::stat(folder.c_str(), &information) != 0 || !S_ISDIR(information.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(folder, " is not a folder"));
  }
  return absl::OkStatus();
}

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace twin::store
