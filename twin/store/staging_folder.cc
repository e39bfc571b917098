#include "twin/store/staging_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/store/file_io.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;

constexpr char kMark[] = "/.unfinished";

std::string WithoutSlashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

absl::Status WriteNewFile(const std::string& path, absl::string_view bytes) {
  TWIN_ASSIGN_OR_RETURN(const FileDescriptor file,
                        FileDescriptor::Open(path, O_WRONLY | O_CREAT | O_EXCL));
  TWIN_RETURN_IF_ERROR(WriteAllAt(file, bytes, 0, path));
  if (::fsync(file.get()) != 0) return ErrnoStatus(errno, absl::StrCat("cannot sync ", path));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StagingFolder> StagingFolder::Begin(const std::string& path) {
  const std::string target = WithoutSlashes(path);
  std::error_code error;
  const bool is_free = !fs::exists(target, error) ||
                       (fs::is_directory(target, error) && fs::is_empty(target, error));
  if (!is_free || error) {
    return absl::FailedPreconditionError(absl::StrCat(target, " is there and not an empty folder"));
  }
  const std::string staging = target + ".tmp";
  if (fs::exists(staging, error)) {
    if (!fs::exists(staging + kMark, error)) {
      return absl::FailedPreconditionError(
          absl::StrCat(staging, " is there and was not left by an interrupted run: move it away"));
    }
    fs::remove_all(staging, error);
  }
  TWIN_RETURN_IF_ERROR(MakeFolder(staging));
  StagingFolder folder(target, staging);
  TWIN_RETURN_IF_ERROR(WriteNewFile(staging + kMark, ""));
  return folder;
}

StagingFolder::StagingFolder(StagingFolder&& other) noexcept
    : target_(std::move(other.target_)), staging_(std::exchange(other.staging_, "")) {}

StagingFolder::~StagingFolder() {
  if (staging_.empty()) return;
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
}

absl::Status StagingFolder::Write(const std::string& name, absl::string_view bytes) const {
  const std::string path = absl::StrCat(staging_, "/", name);
  if (FolderOf(path) != staging_) TWIN_RETURN_IF_ERROR(MakeFolder(FolderOf(path)));
  return WriteNewFile(path, bytes);
}

absl::Status StagingFolder::Finish() {
  for (const auto& entry : fs::directory_iterator(staging_)) {
    if (entry.is_directory()) TWIN_RETURN_IF_ERROR(SyncFolder(entry.path().string()));
  }
  TWIN_RETURN_IF_ERROR(SyncFolder(staging_));
  if (::rename(staging_.c_str(), target_.c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot rename ", staging_));
  }
  staging_.clear();
  // The mark goes last: with it the folder is complete in everything but its name.
  if (::unlink((target_ + kMark).c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("cannot remove ", target_, kMark));
  }
  TWIN_RETURN_IF_ERROR(SyncFolder(target_));
  return SyncFolder(FolderOf(target_));
}

}  // namespace twin::store
