#include "twin/planning/block_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/crc32c.h"
#include "twin/store/file_io.h"

namespace twin::planning {
namespace {

// Coordinates, attributes and what aligning to pages leaves empty.
constexpr std::size_t kBesidesBytes = std::size_t{1} << 20;

}  // namespace

absl::Status WriteTexts(data::Hdf5File& file, const std::string& object,
                        std::initializer_list<std::pair<const char*, std::string>> attributes) {
  for (const auto& [name, text] : attributes) {
    TWIN_RETURN_IF_ERROR(file.WriteAttribute(object, name, absl::string_view(text)));
  }
  return absl::OkStatus();
}

BlockFile::~BlockFile() {
  if (bytes_ != nullptr) munmap(bytes_, size_bytes_);
  if (file_ >= 0) close(file_);
}

std::string BlockFile::PathOf(const char* suffix) const {
  return absl::StrCat(plan_.folder, "/", plan_.name, suffix);
}

// HDF5 must not meet a full disk: after a failed close (seen with 1.10.8) it crashes at exit.
absl::Status BlockFile::CheckRoom() const {
  const std::string path = PathOf(".space");
  absl::Status status;
  {
    TWIN_ASSIGN_OR_RETURN(const auto file,
                          store::FileDescriptor::Open(path, O_RDWR | O_CREAT | O_TRUNC));
    const auto wanted = static_cast<off_t>(plan_.mapped_bytes + kBesidesBytes);
    const int error = posix_fallocate(file.get(), 0, wanted);
    if (error != 0) {
      status = store::ErrnoStatus(error, absl::StrCat("cannot make room for ", PathOf(".building"),
                                                      ", ", wanted, " bytes"));
    }
  }
  unlink(path.c_str());
  return status;
}

absl::Status BlockFile::CreateFile() {
  TWIN_RETURN_IF_ERROR(CheckRoom());
  const std::string path = PathOf(".building");
  TWIN_ASSIGN_OR_RETURN(auto file, data::Hdf5File::CreateForMapping(path));
  TWIN_RETURN_IF_ERROR(plan_.create(file));
  TWIN_RETURN_IF_ERROR(
      file.CreateMapped({kBlockCrcPath, {plan_.block_count}, data::MappedType::kUint32, {}}));
  TWIN_RETURN_IF_ERROR(WriteTexts(file, kBlockCrcPath,
                                  {{"units", "1"}, {"long_name", "CRC-32C of the block's rows"}}));
  TWIN_RETURN_IF_ERROR(file.Close());
  // The whole space now: a full disk is told before the first block is computed.
  TWIN_ASSIGN_OR_RETURN(const auto descriptor, store::FileDescriptor::Open(path, O_RDWR));
  struct stat information {};
  if (fstat(descriptor.get(), &information) != 0 || fchmod(descriptor.get(), 0600) != 0) {
    return store::ErrnoStatus(errno, path);
  }
  const int error = posix_fallocate(descriptor.get(), 0, information.st_size);
  if (error != 0) return store::ErrnoStatus(error, absl::StrCat("cannot make room for ", path));
  return absl::OkStatus();
}

absl::Status BlockFile::Map(const std::string& path, bool is_writable) {
  {
    TWIN_ASSIGN_OR_RETURN(const auto file, data::Hdf5File::OpenReadOnly(path));
    TWIN_RETURN_IF_ERROR(plan_.accept(file));
    offsets_.clear();
    for (const std::string& name : plan_.mapped) {
      TWIN_ASSIGN_OR_RETURN(const auto extent, file.ReadExtent(name));
      offsets_.push_back(extent.offset_bytes);
    }
    TWIN_ASSIGN_OR_RETURN(const auto extent, file.ReadExtent(kBlockCrcPath));
    if (extent.size_bytes != static_cast<std::int64_t>(4 * plan_.block_count)) {
      return absl::FailedPreconditionError(absl::StrCat(path, " has other blocks"));
    }
    crc_offset_ = extent.offset_bytes;
  }
  file_ = open(path.c_str(), (is_writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  struct stat information {};
  if (file_ < 0 || fstat(file_, &information) != 0) return store::ErrnoStatus(errno, path);
  size_bytes_ = static_cast<std::size_t>(information.st_size);
  void* mapped = mmap(nullptr, size_bytes_, is_writable ? PROT_READ | PROT_WRITE : PROT_READ,
                      MAP_SHARED, file_, 0);
  if (mapped == MAP_FAILED) return store::ErrnoStatus(errno, absl::StrCat("cannot map ", path));
  bytes_ = static_cast<std::byte*>(mapped);
  block_done_.assign(plan_.block_count, 0);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<BlockFile>> BlockFile::Open(Plan plan) {
  std::unique_ptr<BlockFile> file(new BlockFile(std::move(plan)));
  const std::string path = file->PathOf(".h5");
  TWIN_RETURN_IF_ERROR(file->Map(path, false));
  file->is_sealed_ = true;
  for (std::size_t block = 0; block < file->block_count(); ++block) {
    std::uint32_t stored = 0;
    std::memcpy(&stored, file->bytes_ + file->crc_offset_ + 4 * block, 4);
    if (stored != file->plan_.crc(*file, block)) {
      return models::errors::Corrupt(path,
                                     absl::StrCat("block ", block, " of ", file->block_count()));
    }
    file->block_done_[block] = 1;
  }
  return file;
}

absl::StatusOr<std::unique_ptr<BlockFile>> BlockFile::Begin(Plan plan) {
  TWIN_RETURN_IF_ERROR(store::MakeFolder(plan.folder));
  std::unique_ptr<BlockFile> file(new BlockFile(plan));
  const std::string path = file->PathOf(".building");
  if (file->Map(path, true).ok() && file->ReadProgress().ok()) return file;
  file.reset(new BlockFile(std::move(plan)));
  if (const absl::Status created = file->CreateFile(); !created.ok()) {
    unlink(path.c_str());  // what it took of a full disk
    return created;
  }
  TWIN_RETURN_IF_ERROR(file->Map(path, true));
  TWIN_RETURN_IF_ERROR(file->BeginProgress());
  return file;
}

std::string BlockFile::ProgressHead() const {
  return absl::StrCat("twin-progress 1 ", plan_.name, " ", block_count());
}

absl::Status BlockFile::BeginProgress() {
  const std::string head = ProgressHead();
  return store::WriteFileAtomically(PathOf(".progress"),
                                    absl::StrFormat("%s %08x\n", head, store::CalcCrc32c(head)),
                                    "planning.progress", {});
}

// Lines whose checksum holds, up to the first that fails; the file is cut there.
absl::Status BlockFile::ReadProgress() {
  const std::string path = PathOf(".progress");
  TWIN_ASSIGN_OR_RETURN(const std::string text, store::ReadWholeFile(path));
  std::size_t good_bytes = 0;
  bool is_head = true;
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos;
       at = end + 1) {
    const std::string line = text.substr(at, end - at);
    const std::size_t space = line.rfind(' ');
    if (space == std::string::npos) break;
    const std::string said = line.substr(0, space);
    if (line.substr(space + 1) != absl::StrFormat("%08x", store::CalcCrc32c(said))) break;
    if (is_head) {
      if (said != ProgressHead()) return absl::DataLossError("progress of another file");
      is_head = false;
    } else {
      const std::vector<std::string> fields = absl::StrSplit(said, ' ');
      std::size_t block = 0;
      std::uint32_t crc = 0;
      if (fields.size() != 4 || !absl::SimpleAtoi(fields[0], &block) || block >= block_count() ||
          !absl::SimpleHexAtoi(fields[3], &crc)) {
        break;
      }
      // What the line promises must be in the file; else the block is computed again.
      block_done_[block] = crc == plan_.crc(*this, block) ? 1 : 0;
    }
    good_bytes = end + 1;
  }
  if (is_head) return absl::DataLossError(absl::StrCat(path, " has no head"));
  if (good_bytes < text.size() && truncate(path.c_str(), static_cast<off_t>(good_bytes)) != 0) {
    return store::ErrnoStatus(errno, path);
  }
  return absl::OkStatus();
}

absl::Status BlockFile::FinishBlock(std::size_t block, std::size_t good, std::size_t failed) {
  const std::uint32_t crc = plan_.crc(*this, block);
  std::memcpy(bytes_ + crc_offset_ + 4 * block, &crc, 4);
  if (fdatasync(file_) != 0) return store::ErrnoStatus(errno, PathOf(".building"));
  const std::string said = absl::StrFormat("%d %d %d %08x", block, good, failed, crc);
  const std::string line = absl::StrFormat("%s %08x\n", said, store::CalcCrc32c(said));
  const std::string path = PathOf(".progress");
  TWIN_ASSIGN_OR_RETURN(const auto file, store::FileDescriptor::Open(path, O_WRONLY));
  struct stat before {};
  if (fstat(file.get(), &before) != 0) return store::ErrnoStatus(errno, path);
  absl::Status appended = store::WriteAllAt(file, line, before.st_size, path);
  if (appended.ok() && fdatasync(file.get()) != 0) appended = store::ErrnoStatus(errno, path);
  if (!appended.ok()) {
    // A part of a line would take the lines after it along.
    if (ftruncate(file.get(), before.st_size) != 0) return store::ErrnoStatus(errno, path);
    return appended;
  }
  block_done_[block] = 1;
  return absl::OkStatus();
}

absl::Status BlockFile::Seal() {
  for (const char done : block_done_) {
    if (done == 0) return absl::FailedPreconditionError("a block of the file is not done");
  }
  if (fsync(file_) != 0 || rename(PathOf(".building").c_str(), PathOf(".h5").c_str()) != 0) {
    return store::ErrnoStatus(errno, absl::StrCat("cannot seal ", PathOf(".h5")));
  }
  TWIN_RETURN_IF_ERROR(store::SyncFolder(plan_.folder));
  is_sealed_ = true;
  return store::RemoveFileDurably(PathOf(".progress"), "planning.progress", {});
}

}  // namespace twin::planning
