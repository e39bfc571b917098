#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "data/hdf5_file.h"

namespace twin::planning {

/// Where a planning file keeps the checksums of its blocks.
inline constexpr char kBlockCrcPath[] = "/block_crc32c";

/// A memory-mapped HDF5 file that is computed block by block: `<name>.building` with its sidecar
/// `<name>.progress` until every block is done, then `<name>.h5`, which never changes (FORMAT.md,
/// section 11). Blocks may be written by any thread; FinishBlock and Seal by one at a time.
class BlockFile {
 public:
  /// Checksum of one block's bytes in the mapping.
  using BlockCrc = std::function<std::uint32_t(const BlockFile& file, std::size_t block)>;
  /// Writes all datasets and attributes of a new file, "/block_crc32c" excepted.
  using Create = std::function<absl::Status(data::Hdf5File& file)>;
  /// Whether a file was made for what it is now asked for; reads its coordinates.
  using Accept = std::function<absl::Status(const data::Hdf5File& file)>;

  struct Plan {
    std::string folder;
    std::string name;
    std::size_t block_count = 0;
    std::size_t mapped_bytes = 0;     ///< of all mapped datasets together
    std::vector<std::string> mapped;  ///< paths of the datasets that are mapped
    Create create;
    Accept accept;
    BlockCrc crc;
  };

  /// The sealed file. Errors: NotFound; DataLoss naming the block whose checksum is wrong;
  /// FailedPrecondition from `accept`.
  static absl::StatusOr<std::unique_ptr<BlockFile>> Open(Plan plan);
  /// Goes on with an unfinished file, or begins one with all its space taken.
  /// Errors: ResourceExhausted when the disk is full; as of the file system.
  static absl::StatusOr<std::unique_ptr<BlockFile>> Begin(Plan plan);
  ~BlockFile();
  BlockFile(const BlockFile&) = delete;
  BlockFile& operator=(const BlockFile&) = delete;

  std::size_t block_count() const { return plan_.block_count; }
  bool is_sealed() const { return is_sealed_; }
  bool IsBlockDone(std::size_t block) const { return block_done_[block] != 0; }
  /// First byte of the `index`-th mapped dataset.
  std::byte* At(std::size_t index) const { return bytes_ + offsets_[index]; }

  /// Makes a written block durable and notes it; `note` is for people (two numbers).
  absl::Status FinishBlock(std::size_t block, std::size_t good, std::size_t failed);
  absl::Status Seal();

 private:
  explicit BlockFile(Plan plan) : plan_(std::move(plan)) {}
  std::string PathOf(const char* suffix) const;
  absl::Status CheckRoom() const;
  absl::Status CreateFile();
  absl::Status Map(const std::string& path, bool is_writable);
  absl::Status BeginProgress();
  absl::Status ReadProgress();
  std::string ProgressHead() const;

  const Plan plan_;
  std::vector<std::int64_t> offsets_;
  std::int64_t crc_offset_ = 0;
  std::vector<char> block_done_;
  bool is_sealed_ = false;
  int file_ = -1;
  std::byte* bytes_ = nullptr;
  std::size_t size_bytes_ = 0;
};

/// Text attributes of one object.
absl::Status WriteTexts(data::Hdf5File& file, const std::string& object,
                        std::initializer_list<std::pair<const char*, std::string>> attributes);

}  // namespace twin::planning
