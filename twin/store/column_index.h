#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "data/hdf5_file.h"
#include "twin/store/file_io.h"
#include "twin/store/schema.h"
#include "twin/store/summary.h"

namespace twin::store {

/// Where the compressed chunks of one table [row × column] lie in a sealed day. The rows of a
/// summary are those of its least, then of its mean, then of its largest values.
struct IndexedTable {
  std::string name;  ///< of its variable, "/load_mw"
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t chunk_columns = 0;  ///< a chunk holds all rows of so many columns
  std::vector<data::ChunkPlace> chunks;
  std::vector<std::uint32_t> crc32c;  ///< of the bytes of each chunk
};

/// What is needed to read one element of a sealed day without opening it as HDF5: it stands between
/// the last byte of HDF5 and the seal (FORMAT.md, section 5).
struct ColumnIndex {
  Every detail = Every::kQuarter;
  Hash256 layout_hash{};
  std::vector<std::uint8_t> quality;  ///< Shape [quarter]
  std::vector<IndexedTable> tables;
};

/// The index of the tables `names` of an HDF5 file whose bytes are `image`.
absl::StatusOr<ColumnIndex> MakeColumnIndex(const data::Hdf5File& file, absl::string_view image,
                                            const std::vector<std::string>& names);
/// With its trailer, to be put after the image.
std::string EncodeColumnIndex(const ColumnIndex& index);

/// A sealed day, open for reading single columns by its index. Every byte that is used was checked
/// by a checksum of its own, so that the seal over the whole file need not be read.
class IndexedDay {
 public:
  /// Nothing when the file has no index, or none that is whole: it is then read as HDF5.
  /// **Errors** NotFound.
  static absl::StatusOr<std::optional<IndexedDay>> Open(const std::string& path);

  const ColumnIndex& index() const { return index_; }
  /// Rows [from, to) of `columns` of a table, row after row.
  /// **Errors** FailedPrecondition: the day keeps no such table any more. DataLoss: a chunk fails
  /// its checksum, or there is no such table.
  absl::Status ReadColumns(const std::string& table, const std::vector<std::size_t>& columns,
                           std::size_t from, std::size_t to, std::span<double> out) const;

  /// The same of one statistic of a summary, whose rows [from, to) are hours or the day.
  absl::Status ReadSummary(const std::string& table, Statistic statistic,
                           const std::vector<std::size_t>& columns, std::size_t from,
                           std::size_t to, std::span<double> out) const;

 private:
  IndexedDay(std::string path, FileDescriptor file, ColumnIndex index)
      : path_(std::move(path)), file_(std::move(file)), index_(std::move(index)) {}

  absl::StatusOr<const IndexedTable*> FindTable(const std::string& table) const;

  std::string path_;
  FileDescriptor file_;
  ColumnIndex index_;
};

}  // namespace twin::store
