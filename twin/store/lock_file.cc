#include "twin/store/lock_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "models/base/status_macros.h"

namespace twin::store {
namespace {

std::string LockPath(const std::string& directory) { return absl::StrCat(directory, "/twin.lock"); }

struct flock WholeFile() {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

absl::Status WriteHolder(const FileDescriptor& file, const LockHolder& holder) {
  const std::string text = absl::StrCat("pid ", holder.pid, "\naddress ", holder.address, "\n");
  if (::ftruncate(file.get(), 0) != 0) return ErrnoStatus(errno, "cannot write twin.lock");
  return WriteAllAt(file, text, 0, "twin.lock");
}

LockHolder ParseHolder(const std::string& text) {
  LockHolder holder;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::ConsumePrefix(&line, "pid ")) {
      if (!absl::SimpleAtoi(line, &holder.pid)) holder.pid = 0;
    } else if (absl::ConsumePrefix(&line, "address ")) {
      holder.address = std::string(line);
    }
  }
  return holder;
}

absl::Status HeldBy(const std::string& directory, const LockHolder& holder) {
  return absl::FailedPreconditionError(absl::StrCat(
      directory, " is in use by the twin with pid ", holder.pid,
      holder.address.empty() ? "" : absl::StrCat(", which serves at ", holder.address)));
}

}  // namespace

absl::StatusOr<LockFile> LockFile::Acquire(const std::string& directory) {
  const std::string path = LockPath(directory);
  TWIN_ASSIGN_OR_RETURN(FileDescriptor file, FileDescriptor::Open(path, O_RDWR | O_CREAT));
  struct flock lock = WholeFile();
  if (::fcntl(file.get(), F_OFD_SETLK, &lock) != 0) {
    if (errno != EAGAIN && errno != EACCES) return ErrnoStatus(errno, "cannot lock " + path);
    TWIN_ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(path));
    return HeldBy(directory, ParseHolder(text));
  }
  TWIN_RETURN_IF_ERROR(WriteHolder(file, {.pid = ::getpid(), .address = ""}));
  return LockFile(std::move(file));
}

LockFile::~LockFile() {
  if (!file_.is_open()) return;
  // Nobody reads the text of a lock that is not held: leaving it behind would only mislead people.
  if (::ftruncate(file_.get(), 0) != 0) return;
}

absl::Status LockFile::SetAddress(const std::string& address) {
  return WriteHolder(file_, {.pid = ::getpid(), .address = address});
}

absl::StatusOr<FileDescriptor> WaitForFileLock(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(FileDescriptor file, FileDescriptor::Open(path, O_RDWR | O_CREAT));
  struct flock lock = WholeFile();
  while (::fcntl(file.get(), F_OFD_SETLKW, &lock) != 0) {
    if (errno != EINTR) return ErrnoStatus(errno, "cannot lock " + path);
  }
  return file;
}

absl::StatusOr<std::optional<LockHolder>> ReadLock(const std::string& directory) {
  const std::string path = LockPath(directory);
  absl::StatusOr<FileDescriptor> file = FileDescriptor::Open(path, O_RDONLY);
  if (absl::IsNotFound(file.status())) return std::nullopt;
  if (!file.ok()) return file.status();
  struct flock lock = WholeFile();
  // Asking whether a read lock would be refused needs no write permission.
  lock.l_type = F_RDLCK;
  if (::fcntl(file->get(), F_OFD_GETLK, &lock) != 0) {
    return ErrnoStatus(errno, "cannot ask for the lock of " + path);
  }
  if (lock.l_type == F_UNLCK) return std::nullopt;
  TWIN_ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(path));
  return ParseHolder(text);
}

}  // namespace twin::store
