#include "twin/planning/planning_check.h"

#include <fcntl.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "data/hdf5_file.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/planning/outage_file.h"
#include "twin/planning/planning_base.h"
#include "twin/store/crc32c.h"
#include "twin/store/file_io.h"

namespace twin::planning {
namespace {

using store::FileKind;
using store::FileVerdict;
using store::Verdict;

/// Rows of one mapped dataset as they lie in the file.
struct Rows {
  std::int64_t offset_bytes = 0;
  std::size_t row_bytes = 0;
};

absl::StatusOr<Rows> FindRows(const data::Hdf5File& file, const std::string& path,
                              std::size_t row_count) {
  TWIN_ASSIGN_OR_RETURN(const data::MappedExtent extent, file.ReadExtent(path));
  return Rows{extent.offset_bytes, static_cast<std::size_t>(extent.size_bytes) / row_count};
}

/// The bytes [offset, offset + size) of the file; nothing when it is shorter.
absl::StatusOr<std::string> ReadPart(const store::FileDescriptor& file, const std::string& path,
                                     std::int64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  TWIN_ASSIGN_OR_RETURN(const std::size_t got, store::ReadAt(file, bytes, offset, path));
  if (got < size) return models::errors::Corrupt(path, "it is cut short");
  return bytes;
}

absl::Status CheckBlocks(const std::string& path, std::span<const std::string> mapped,
                         std::size_t block_rows) {
  TWIN_ASSIGN_OR_RETURN(const auto file, data::Hdf5File::OpenReadOnly(path));
  TWIN_ASSIGN_OR_RETURN(const auto shape, file.ReadShape(mapped.front()));
  const std::size_t row_count = shape.empty() ? 0 : shape.front();
  if (row_count == 0) return models::errors::Corrupt(path, "it has no rows");
  std::vector<Rows> datasets;
  for (const std::string& name : mapped) {
    TWIN_ASSIGN_OR_RETURN(datasets.emplace_back(), FindRows(file, name, row_count));
  }
  const std::size_t block_count = (row_count + block_rows - 1) / block_rows;
  TWIN_ASSIGN_OR_RETURN(const Rows checksums, FindRows(file, kBlockCrcPath, block_count));
  TWIN_ASSIGN_OR_RETURN(const auto bytes, store::FileDescriptor::Open(path, O_RDONLY));
  for (std::size_t block = 0; block < block_count; ++block) {
    const std::size_t first = block * block_rows;
    const std::size_t count = std::min(block_rows, row_count - first);
    std::uint32_t crc = 0;
    for (const Rows& rows : datasets) {
      TWIN_ASSIGN_OR_RETURN(
          const std::string part,
          ReadPart(bytes, path,
                   rows.offset_bytes + static_cast<std::int64_t>(first * rows.row_bytes),
                   count * rows.row_bytes));
      crc = store::CalcCrc32c(part, crc);
    }
    TWIN_ASSIGN_OR_RETURN(
        const std::string stored,
        ReadPart(bytes, path, checksums.offset_bytes + static_cast<std::int64_t>(4 * block), 4));
    if (std::memcmp(stored.data(), &crc, sizeof(crc)) == 0) continue;
    return models::errors::Corrupt(path, absl::StrCat("block ", block, " of ", block_count));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<FileVerdict> CheckBases(const std::string& directory) {
  std::vector<FileVerdict> files;
  const auto names = store::ListFolder(directory + "/planning", "");
  if (!names.ok()) return files;
  for (const std::string& name : *names) {
    const std::string path = "planning/" + name;
    if (absl::EndsWith(name, ".building")) {
      FileVerdict& file =
          files.emplace_back(store::MakeVerdict(FileKind::kPlanning, directory, path));
      store::AddProblem(Verdict::kUnfinished, "is being computed", file);
    }
    if (!absl::EndsWith(name, ".h5")) continue;
    FileVerdict& file =
        files.emplace_back(store::MakeVerdict(FileKind::kPlanning, directory, path));
    const std::string whole = absl::StrCat(directory, "/", path);
    const absl::Status status =
        absl::EndsWith(name, "-outages.h5")
            ? CheckBlocks(whole, OutageFile::MappedPaths(), 1)
            : CheckBlocks(whole, PlanningBase::MappedPaths(), kBlockQuarters);
    if (!status.ok()) {
      store::AddProblem(absl::IsDataLoss(status) || absl::IsInternal(status) ? Verdict::kDamaged
                                                                             : Verdict::kUnreadable,
                        std::string(status.message()), file);
    }
  }
  return files;
}

}  // namespace twin::planning
