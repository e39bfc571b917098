#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace data {

/// How one dataset lies in a file.
struct DatasetLayout {
  std::string path;                 ///< "/bus_voltage_pu", "/commands/command_id"
  std::vector<std::size_t> shape;   ///< slowest dimension first, no zero
  std::vector<std::size_t> chunk;   ///< empty: contiguous; else shuffle + gzip 1 + Fletcher32
  std::vector<std::string> scales;  ///< one for each dimension: path of its dimension scale
  /// Fill value of doubles, also written as _FillValue.
  std::optional<double> fill;
};

enum class MappedType { kFloat32, kFloat64, kInt8, kUint8, kUint16, kUint32, kInt64 };

/// A dataset that is written and read through the process's memory: contiguous, without filter,
/// its space taken when it is made.
struct MappedLayout {
  std::string path;
  std::vector<std::size_t> shape;  ///< slowest dimension first, no zero
  MappedType type = MappedType::kFloat32;
  std::vector<std::string> scales;  ///< as of DatasetLayout
};

/// Where a mapped dataset's bytes lie in its file.
struct MappedExtent {
  std::int64_t offset_bytes = 0;
  std::int64_t size_bytes = 0;
};

/// Where one chunk lies in its file, as its filters left it.
struct ChunkPlace {
  std::size_t first_column = 0;
  std::int64_t offset_bytes = 0;
  std::int64_t size_bytes = 0;
  std::uint32_t filter_mask = 0;  ///< bit i set: filter i (shuffle, gzip, Fletcher32) left out
};

/// Rows are all dimensions but the last, one after another.
struct ChunkList {
  std::size_t chunk_rows = 0;
  std::size_t chunk_columns = 0;
  std::vector<ChunkPlace> chunks;  ///< only those that were written
};

/// A rectangle of a two-dimensional dataset.
struct Rectangle {
  std::size_t first_row = 0;
  std::size_t row_count = 0;
  std::size_t first_column = 0;
  std::size_t column_count = 0;
};

/// One HDF5 file, and the only door to the HDF5 library. Everything is written so that h5py,
/// xarray and netCDF4 open it unmodified: format V18, creation order tracked, dimension scales,
/// variable-length UTF-8 text. Every return code is checked, those of flush and close too.
/// Thread-safe: one mutex for the process, since the HL calls are not covered by HDF5's own lock.
/// **Errors** everywhere: Internal naming file, object and what HDF5 says; after one, throw the
/// file away.
class Hdf5File {
 public:
  static absl::StatusOr<Hdf5File> Create(const std::string& path);
  /// A file whose datasets start at whole memory pages.
  static absl::StatusOr<Hdf5File> CreateForMapping(const std::string& path);
  /// A file that lives in memory until TakeImage(): HDF5 never touches the disk, so that no full
  /// disk and no crash can leave half a file (measured: HDF5 reports a full disk late, or never).
  static absl::StatusOr<Hdf5File> CreateInMemory(const std::string& name);
  /// **Errors** NotFound; DataLoss: not an HDF5 file.
  static absl::StatusOr<Hdf5File> OpenReadOnly(const std::string& path);

  Hdf5File(Hdf5File&& other) noexcept;
  Hdf5File& operator=(Hdf5File&& other) noexcept;
  Hdf5File(const Hdf5File&) = delete;
  ~Hdf5File();

  absl::Status WriteGroup(const std::string& path);
  absl::Status WriteAttribute(const std::string& object, const std::string& name,
                              absl::string_view text);
  absl::Status WriteAttribute(const std::string& object, const std::string& name, double value);
  absl::Status WriteAttribute(const std::string& object, const std::string& name,
                              std::int64_t value);
  absl::Status WriteAttribute(const std::string& object, const std::string& name,
                              std::span<const std::uint8_t> values);

  absl::Status Write(const DatasetLayout& layout, std::span<const double> values);
  absl::Status Write(const DatasetLayout& layout, std::span<const std::int64_t> values);
  absl::Status Write(const DatasetLayout& layout, std::span<const std::uint8_t> values);
  absl::Status Write(const DatasetLayout& layout, std::span<const std::string> values);
  /// An empty dataset of doubles, to be filled by WriteRectangle.
  absl::Status CreateDoubles(const DatasetLayout& layout);
  /// `values` by row. Whole chunks at a time, or compressed chunks are written again and again.
  absl::Status WriteRectangle(const std::string& path, const Rectangle& where,
                              std::span<const double> values);
  /// One chunk of a dataset of CreateDoubles as its filters leave it (shuffle, gzip, Fletcher32):
  /// whoever makes it need not wait for the library.
  absl::Status WriteFilteredChunk(const std::string& path, std::size_t first_row,
                                  std::size_t first_column, absl::string_view bytes);
  absl::Status CreateMapped(const MappedLayout& layout);
  /// Makes a written one-dimensional dataset a dimension scale (a coordinate variable).
  absl::Status MakeScale(const std::string& path);
  /// A dimension without coordinates, in netCDF's own way.
  absl::Status WriteBareDimension(const std::string& path, std::size_t length);

  bool Has(const std::string& path) const;
  absl::StatusOr<MappedExtent> ReadExtent(const std::string& path) const;
  /// Of a dataset in chunks that has two dimensions or more.
  absl::StatusOr<ChunkList> ListChunks(const std::string& path) const;
  absl::StatusOr<std::vector<std::size_t>> ReadShape(const std::string& path) const;
  absl::StatusOr<std::vector<double>> ReadDoubles(const std::string& path) const;
  absl::StatusOr<std::vector<std::int64_t>> ReadInt64s(const std::string& path) const;
  absl::StatusOr<std::vector<std::uint8_t>> ReadBytes(const std::string& path) const;
  absl::StatusOr<std::vector<std::string>> ReadTexts(const std::string& path) const;
  /// `values` by row, as many as the rectangle holds.
  absl::Status ReadRectangle(const std::string& path, const Rectangle& where,
                             std::span<double> values) const;
  absl::StatusOr<std::string> ReadTextAttribute(const std::string& object,
                                                const std::string& name) const;
  absl::StatusOr<std::int64_t> ReadInt64Attribute(const std::string& object,
                                                  const std::string& name) const;
  absl::StatusOr<std::vector<std::string>> ListTextAttributes(const std::string& object) const;

  /// The bytes of the whole file as they are now. Only after CreateInMemory.
  absl::StatusOr<std::string> CopyImage() const;
  /// The bytes of the whole file. Only after CreateInMemory; closes it.
  absl::StatusOr<std::string> TakeImage();
  /// Flushes and closes. The destructor closes too but cannot tell.
  absl::Status Close();

 private:
  Hdf5File(std::string name, std::int64_t id) : name_(std::move(name)), id_(id) {}

  std::string name_;
  std::int64_t id_ = -1;  ///< hid_t
};

}  // namespace data
