#include "data/hdf5_file.h"

#include <hdf5.h>
#include <hdf5_hl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <mutex>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

static_assert(sizeof(hid_t) == sizeof(std::int64_t));

constexpr unsigned kGzipLevel = 1;  // 2 and above cost twice the time for a few per cent
constexpr hsize_t kPageBytes = 4096;
// Nodes of the tree that finds a chunk. HDF5's own 32 takes 2.6 kB for every dataset, most of which
// have a few chunks.
constexpr unsigned kChunkTreeK = 4;
constexpr std::size_t kImageGrowthBytes = std::size_t{1} << 20;

std::mutex& LibraryMutex() {
  static std::mutex mutex;
  return mutex;
}

/// Holds the library for one call. HDF5 prints every error to stderr unless told not to, once for
/// each thread.
class LibraryLock {
 public:
  LibraryLock() : lock_(LibraryMutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

 private:
  std::lock_guard<std::mutex> lock_;
};

herr_t KeepInnermost(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

// What the library says of the system's errors stands in its text only, over two lines.
absl::Status LibraryError(absl::string_view file, absl::string_view doing) {
  std::string reason = "no reason given";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, KeepInnermost, &reason);
  const std::string what = absl::StrCat(file, ": HDF5 cannot ", doing, ": ");
  for (const int number : {ENOSPC, EDQUOT, EFBIG}) {
    if (!absl::StrContains(reason, absl::StrCat("errno = ", number, ","))) continue;
    return absl::ResourceExhaustedError(
        absl::StrCat(what, number == EFBIG ? "the file may not grow" : "the disk is full"));
  }
  return absl::InternalError(absl::StrCat(what, absl::StrReplaceAll(reason, {{"\n", " "}})));
}

/// Owns one identifier of any kind.
class Handle {
 public:
  using Closer = herr_t (*)(hid_t);
  Handle(hid_t id, Closer closer) : id_(id), closer_(closer) {}
  Handle(const Handle&) = delete;
  ~Handle() {
    if (id_ >= 0) closer_(id_);
  }
  hid_t get() const { return id_; }
  bool ok() const { return id_ >= 0; }
  /// Closing writes what is cached, so that it may fail like a write.
  bool Close() { return closer_(std::exchange(id_, -1)) >= 0; }

 private:
  hid_t id_;
  Closer closer_;
};

#define TWIN_HDF5_CHECK(condition, doing) \
  if (!(condition)) return LibraryError(name, doing)

hid_t MakeTextType() {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

// Equal contents give equal bytes, whenever they are written.
bool KeepNoTimes(hid_t creation) { return H5Pset_obj_track_times(creation, false) >= 0; }

enum class FileKind { kOnDisk, kForMapping, kInMemory };

absl::StatusOr<hid_t> CreateFile(const std::string& name, FileKind kind) {
  const bool in_memory = kind == FileKind::kInMemory;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  constexpr unsigned kOrder = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  TWIN_HDF5_CHECK(access.ok() && creation.ok(), "make property lists");
  // A superblock of format V18 carries a checksum, which H5Fget_file_image spoils (seen
  // with 1.10.8: it clears a flag and leaves the checksum). The older superblock has none; all else
  // is V18.
  const H5F_libver_t lowest = in_memory ? H5F_LIBVER_EARLIEST : H5F_LIBVER_V18;
  TWIN_HDF5_CHECK(H5Pset_libver_bounds(access.get(), lowest, H5F_LIBVER_V18) >= 0,
                  "choose format V18");
  if (in_memory) {
    TWIN_HDF5_CHECK(H5Pset_istore_k(creation.get(), kChunkTreeK) >= 0, "choose small trees");
    TWIN_HDF5_CHECK(H5Pset_fapl_core(access.get(), kImageGrowthBytes, false) >= 0,
                    "choose a file in memory");
  }
  if (kind == FileKind::kForMapping) {
    // Small ones, too: their numbers are read in place.
    TWIN_HDF5_CHECK(H5Pset_alignment(access.get(), 1, kPageBytes) >= 0, "align datasets to pages");
  }
  TWIN_HDF5_CHECK(H5Pset_link_creation_order(creation.get(), kOrder) >= 0 &&
                      H5Pset_attr_creation_order(creation.get(), kOrder) >= 0,
                  "track creation order");
  TWIN_HDF5_CHECK(KeepNoTimes(creation.get()), "keep no times");
  const hid_t id = H5Fcreate(name.c_str(), H5F_ACC_TRUNC, creation.get(), access.get());
  TWIN_HDF5_CHECK(id >= 0, "create the file");
  return id;
}

absl::Status PutAttribute(const std::string& name, hid_t file, const std::string& object,
                          const std::string& attribute, hid_t type, std::size_t count,
                          const void* values) {
  const hsize_t length = count;
  const Handle space(count == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &length, nullptr),
                     H5Sclose);
  const Handle target(H5Oopen(file, object.c_str(), H5P_DEFAULT), H5Oclose);
  TWIN_HDF5_CHECK(space.ok() && target.ok(), absl::StrCat("open ", object));
  Handle id(
      H5Acreate2(target.get(), attribute.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose);
  TWIN_HDF5_CHECK(id.ok() && H5Awrite(id.get(), type, values) >= 0 && id.Close(),
                  absl::StrCat("write attribute ", attribute, " of ", object));
  return absl::OkStatus();
}

absl::Status PutText(const std::string& name, hid_t file, const std::string& object,
                     const std::string& attribute, absl::string_view text) {
  const Handle type(MakeTextType(), H5Tclose);
  const std::string terminated(text);
  const char* const pointer = terminated.c_str();
  return PutAttribute(name, file, object, attribute, type.get(), 0, &pointer);
}

absl::Status SetFilters(const std::string& name, const DatasetLayout& layout, hid_t creation) {
  if (layout.chunk.empty()) return absl::OkStatus();
  const std::vector<hsize_t> chunk(layout.chunk.begin(), layout.chunk.end());
  TWIN_HDF5_CHECK(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()) >= 0 &&
                      H5Pset_shuffle(creation) >= 0 && H5Pset_deflate(creation, kGzipLevel) >= 0 &&
                      H5Pset_fletcher32(creation) >= 0,
                  absl::StrCat("set the filters of ", layout.path));
  return absl::OkStatus();
}

absl::Status AttachScales(const std::string& name, hid_t file, hid_t dataset,
                          const DatasetLayout& layout) {
  for (std::size_t dimension = 0; dimension < layout.scales.size(); ++dimension) {
    const std::string& path = layout.scales[dimension];
    if (path.empty() || path == layout.path) continue;
    const Handle scale(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
    TWIN_HDF5_CHECK(
        scale.ok() && H5DSattach_scale(dataset, scale.get(), static_cast<unsigned>(dimension)) >= 0,
        absl::StrCat("attach ", path, " to ", layout.path));
  }
  return absl::OkStatus();
}

/// Creates the dataset and writes `values` unless null. Data before scales: attaching writes.
absl::Status PutDataset(const std::string& name, hid_t file, const DatasetLayout& layout,
                        hid_t type, const void* values) {
  const std::vector<hsize_t> shape(layout.shape.begin(), layout.shape.end());
  const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                     H5Sclose);
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const std::string doing = absl::StrCat("write ", layout.path);
  TWIN_HDF5_CHECK(space.ok() && creation.ok(), doing);
  TWIN_HDF5_CHECK(KeepNoTimes(creation.get()) &&
                      H5Pset_attr_creation_order(
                          creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0,
                  doing);
  TWIN_RETURN_IF_ERROR(SetFilters(name, layout, creation.get()));
  if (layout.fill.has_value()) {
    TWIN_HDF5_CHECK(H5Pset_fill_value(creation.get(), H5T_NATIVE_DOUBLE, &*layout.fill) >= 0,
                    doing);
  }
  Handle dataset(H5Dcreate2(file, layout.path.c_str(), type, space.get(), H5P_DEFAULT,
                            creation.get(), H5P_DEFAULT),
                 H5Dclose);
  TWIN_HDF5_CHECK(dataset.ok(), doing);
  if (values != nullptr) {
    TWIN_HDF5_CHECK(H5Dwrite(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0,
                    doing);
  }
  TWIN_RETURN_IF_ERROR(AttachScales(name, file, dataset.get(), layout));
  TWIN_HDF5_CHECK(dataset.Close(), doing);
  if (!layout.fill.has_value()) return absl::OkStatus();
  return PutAttribute(name, file, layout.path, "_FillValue", H5T_NATIVE_DOUBLE, 1, &*layout.fill);
}

std::size_t SizeOf(const DatasetLayout& layout) {
  std::size_t size = 1;
  for (const std::size_t length : layout.shape) size *= length;
  return size;
}

absl::Status CheckSize(const std::string& name, const DatasetLayout& layout, std::size_t size) {
  if (SizeOf(layout) == size && size > 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(name, ": ", layout.path, " holds ", SizeOf(layout),
                                          " values, ", size, " were given"));
}

absl::StatusOr<std::size_t> CountOf(const std::string& name, hid_t dataset,
                                    const std::string& path) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  TWIN_HDF5_CHECK(space.ok(), absl::StrCat("read the shape of ", path));
  return static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get()));
}

template <class T>
absl::StatusOr<std::vector<T>> GetDataset(const std::string& name, hid_t file,
                                          const std::string& path, hid_t type) {
  const Handle dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
  TWIN_HDF5_CHECK(dataset.ok(), absl::StrCat("open ", path));
  TWIN_ASSIGN_OR_RETURN(const std::size_t count, CountOf(name, dataset.get(), path));
  std::vector<T> values(count);
  TWIN_HDF5_CHECK(H5Dread(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0,
                  absl::StrCat("read ", path));
  return values;
}

/// Opens the rectangle of a dataset as (dataset, file space, memory space) and calls `transfer`.
template <class Transfer>
absl::Status WithRectangle(const std::string& name, hid_t file, const std::string& path,
                           const Rectangle& where, std::size_t value_count, Transfer transfer) {
  const Handle dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
  TWIN_HDF5_CHECK(dataset.ok(), absl::StrCat("open ", path));
  const Handle space(H5Dget_space(dataset.get()), H5Sclose);
  const std::array<hsize_t, 2> start = {where.first_row, where.first_column};
  const std::array<hsize_t, 2> count = {where.row_count, where.column_count};
  const Handle memory(H5Screate_simple(2, count.data(), nullptr), H5Sclose);
  TWIN_HDF5_CHECK(value_count == where.row_count * where.column_count && space.ok() &&
                      memory.ok() && H5Sget_simple_extent_ndims(space.get()) == 2 &&
                      H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr,
                                          count.data(), nullptr) >= 0,
                  absl::StrCat("select a rectangle of ", path));
  TWIN_HDF5_CHECK(transfer(dataset.get(), memory.get(), space.get()) >= 0,
                  absl::StrCat("transfer a rectangle of ", path));
  return absl::OkStatus();
}

herr_t CollectName(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

absl::StatusOr<std::string> GetText(const std::string& name, hid_t file, const std::string& object,
                                    const std::string& attribute) {
  const Handle id(
      H5Aopen_by_name(file, object.c_str(), attribute.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  TWIN_HDF5_CHECK(id.ok(), absl::StrCat("open attribute ", attribute, " of ", object));
  const Handle stored(H5Aget_type(id.get()), H5Tclose);
  TWIN_HDF5_CHECK(stored.ok() && H5Tget_class(stored.get()) == H5T_STRING,
                  absl::StrCat("read attribute ", attribute, " of ", object, " as text"));
  if (H5Tis_variable_str(stored.get()) == 0) {  // HDF5's own, e.g. CLASS of a dimension scale
    std::string text(H5Tget_size(stored.get()), '\0');
    TWIN_HDF5_CHECK(H5Aread(id.get(), stored.get(), text.data()) >= 0,
                    absl::StrCat("read attribute ", attribute, " of ", object));
    text.resize(std::min(text.find('\0'), text.size()));
    return text;
  }
  const Handle type(MakeTextType(), H5Tclose);
  char* pointer = nullptr;
  TWIN_HDF5_CHECK(H5Aread(id.get(), type.get(), &pointer) >= 0,
                  absl::StrCat("read attribute ", attribute, " of ", object));
  std::string text = pointer == nullptr ? "" : pointer;
  H5free_memory(pointer);
  return text;
}

}  // namespace

Hdf5File::Hdf5File(Hdf5File&& other) noexcept
    : name_(std::move(other.name_)), id_(std::exchange(other.id_, -1)) {}

Hdf5File& Hdf5File::operator=(Hdf5File&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(id_, other.id_);
  return *this;
}

Hdf5File::~Hdf5File() {
  if (id_ < 0) return;
  const LibraryLock lock;
  H5Fclose(id_);
}

absl::StatusOr<Hdf5File> Hdf5File::Create(const std::string& path) {
  const LibraryLock lock;
  TWIN_ASSIGN_OR_RETURN(const hid_t id, CreateFile(path, FileKind::kOnDisk));
  return Hdf5File(path, id);
}

absl::StatusOr<Hdf5File> Hdf5File::CreateForMapping(const std::string& path) {
  const LibraryLock lock;
  TWIN_ASSIGN_OR_RETURN(const hid_t id, CreateFile(path, FileKind::kForMapping));
  return Hdf5File(path, id);
}

absl::StatusOr<Hdf5File> Hdf5File::CreateInMemory(const std::string& name) {
  const LibraryLock lock;
  // HDF5 tells files in memory apart by name alone and refuses one that is open.
  static std::int64_t count = 0;
  TWIN_ASSIGN_OR_RETURN(const hid_t id,
                        CreateFile(absl::StrCat(name, " ", ++count), FileKind::kInMemory));
  return Hdf5File(name, id);
}

absl::StatusOr<Hdf5File> Hdf5File::OpenReadOnly(const std::string& path) {
  struct stat information = {};
  if (::stat(path.c_str(), &information) != 0) {
    return absl::NotFoundError(absl::StrCat(path, " is not there"));
  }
  const LibraryLock lock;
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (id < 0) return absl::DataLossError(LibraryError(path, "open it").message());
  return Hdf5File(path, id);
}

absl::Status Hdf5File::WriteGroup(const std::string& path) {
  const LibraryLock lock;
  const std::string& name = name_;
  const Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
  constexpr unsigned kOrder = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  TWIN_HDF5_CHECK(KeepNoTimes(creation.get()) &&
                      H5Pset_link_creation_order(creation.get(), kOrder) >= 0 &&
                      H5Pset_attr_creation_order(creation.get(), kOrder) >= 0,
                  "track creation order");
  Handle group(H5Gcreate2(id_, path.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), H5Gclose);
  TWIN_HDF5_CHECK(group.ok() && group.Close(), absl::StrCat("write group ", path));
  return absl::OkStatus();
}

absl::Status Hdf5File::WriteAttribute(const std::string& object, const std::string& name,
                                      absl::string_view text) {
  const LibraryLock lock;
  return PutText(name_, id_, object, name, text);
}

absl::Status Hdf5File::WriteAttribute(const std::string& object, const std::string& name,
                                      double value) {
  const LibraryLock lock;
  return PutAttribute(name_, id_, object, name, H5T_NATIVE_DOUBLE, 1, &value);
}

absl::Status Hdf5File::WriteAttribute(const std::string& object, const std::string& name,
                                      std::int64_t value) {
  const LibraryLock lock;
  return PutAttribute(name_, id_, object, name, H5T_NATIVE_INT64, 1, &value);
}

absl::Status Hdf5File::WriteAttribute(const std::string& object, const std::string& name,
                                      std::span<const std::uint8_t> values) {
  const LibraryLock lock;
  return PutAttribute(name_, id_, object, name, H5T_NATIVE_UINT8, values.size(), values.data());
}

namespace {

hid_t FileTypeOf(MappedType type) {
  switch (type) {
    case MappedType::kFloat32:
      return H5T_IEEE_F32LE;
    case MappedType::kFloat64:
      return H5T_IEEE_F64LE;
    case MappedType::kInt8:
      return H5T_STD_I8LE;
    case MappedType::kUint8:
      return H5T_STD_U8LE;
    case MappedType::kUint16:
      return H5T_STD_U16LE;
    case MappedType::kUint32:
      return H5T_STD_U32LE;
    case MappedType::kInt64:
      return H5T_STD_I64LE;
  }
  return H5T_IEEE_F32LE;
}

}  // namespace

absl::Status Hdf5File::CreateMapped(const MappedLayout& layout) {
  const LibraryLock lock;
  const std::string& name = name_;
  const std::string doing = absl::StrCat("create ", layout.path);
  const std::vector<hsize_t> shape(layout.shape.begin(), layout.shape.end());
  const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                     H5Sclose);
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  TWIN_HDF5_CHECK(space.ok() && creation.ok(), doing);
  TWIN_HDF5_CHECK(KeepNoTimes(creation.get()) &&
                      H5Pset_layout(creation.get(), H5D_CONTIGUOUS) >= 0 &&
                      H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_EARLY) >= 0 &&
                      H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER) >= 0 &&
                      H5Pset_attr_creation_order(
                          creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0,
                  doing);
  Handle dataset(H5Dcreate2(id_, layout.path.c_str(), FileTypeOf(layout.type), space.get(),
                            H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                 H5Dclose);
  TWIN_HDF5_CHECK(dataset.ok(), doing);
  TWIN_RETURN_IF_ERROR(
      AttachScales(name, id_, dataset.get(), {.path = layout.path, .scales = layout.scales}));
  TWIN_HDF5_CHECK(dataset.Close(), doing);
  return absl::OkStatus();
}

absl::StatusOr<MappedExtent> Hdf5File::ReadExtent(const std::string& path) const {
  const LibraryLock lock;
  const std::string& name = name_;
  const Handle dataset(H5Dopen2(id_, path.c_str(), H5P_DEFAULT), H5Dclose);
  TWIN_HDF5_CHECK(dataset.ok(), absl::StrCat("open ", path));
  const haddr_t offset = H5Dget_offset(dataset.get());
  TWIN_HDF5_CHECK(offset != HADDR_UNDEF, absl::StrCat("find the bytes of ", path));
  return MappedExtent{static_cast<std::int64_t>(offset),
                      static_cast<std::int64_t>(H5Dget_storage_size(dataset.get()))};
}

absl::Status Hdf5File::Write(const DatasetLayout& layout, std::span<const double> values) {
  TWIN_RETURN_IF_ERROR(CheckSize(name_, layout, values.size()));
  const LibraryLock lock;
  return PutDataset(name_, id_, layout, H5T_NATIVE_DOUBLE, values.data());
}

absl::Status Hdf5File::Write(const DatasetLayout& layout, std::span<const std::int64_t> values) {
  TWIN_RETURN_IF_ERROR(CheckSize(name_, layout, values.size()));
  const LibraryLock lock;
  return PutDataset(name_, id_, layout, H5T_NATIVE_INT64, values.data());
}

absl::Status Hdf5File::Write(const DatasetLayout& layout, std::span<const std::uint8_t> values) {
  TWIN_RETURN_IF_ERROR(CheckSize(name_, layout, values.size()));
  const LibraryLock lock;
  return PutDataset(name_, id_, layout, H5T_NATIVE_UINT8, values.data());
}

absl::Status Hdf5File::Write(const DatasetLayout& layout, std::span<const std::string> values) {
  TWIN_RETURN_IF_ERROR(CheckSize(name_, layout, values.size()));
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  const LibraryLock lock;
  const Handle type(MakeTextType(), H5Tclose);
  return PutDataset(name_, id_, layout, type.get(), pointers.data());
}

absl::Status Hdf5File::CreateDoubles(const DatasetLayout& layout) {
  const LibraryLock lock;
  return PutDataset(name_, id_, layout, H5T_NATIVE_DOUBLE, nullptr);
}

absl::Status Hdf5File::WriteRectangle(const std::string& path, const Rectangle& where,
                                      std::span<const double> values) {
  const LibraryLock lock;
  return WithRectangle(
      name_, id_, path, where, values.size(), [&](hid_t dataset, hid_t memory, hid_t space) {
        return H5Dwrite(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values.data());
      });
}

absl::Status Hdf5File::WriteFilteredChunk(const std::string& path, std::size_t first_row,
                                          std::size_t first_column, absl::string_view bytes) {
  const LibraryLock lock;
  const std::string& name = name_;
  Handle dataset(H5Dopen2(id_, path.c_str(), H5P_DEFAULT), H5Dclose);
  const std::array<hsize_t, 2> first = {first_row, first_column};
  TWIN_HDF5_CHECK(dataset.ok() &&
                      H5Dwrite_chunk(dataset.get(), H5P_DEFAULT, 0, first.data(), bytes.size(),
                                     bytes.data()) >= 0 &&
                      dataset.Close(),
                  absl::StrCat("write a chunk of ", path));
  return absl::OkStatus();
}

absl::Status Hdf5File::MakeScale(const std::string& path) {
  const LibraryLock lock;
  const std::string& name = name_;
  const Handle dataset(H5Dopen2(id_, path.c_str(), H5P_DEFAULT), H5Dclose);
  const std::string scale_name = path.substr(path.rfind('/') + 1);
  TWIN_HDF5_CHECK(dataset.ok() && H5DSset_scale(dataset.get(), scale_name.c_str()) >= 0,
                  absl::StrCat("make ", path, " a scale"));
  return absl::OkStatus();
}

absl::Status Hdf5File::WriteBareDimension(const std::string& path, std::size_t length) {
  const LibraryLock lock;
  const std::string& name = name_;
  TWIN_RETURN_IF_ERROR(PutDataset(
      name_, id_, {.path = path, .shape = {length}, .chunk = {}, .scales = {}, .fill = {}},
      H5T_IEEE_F32BE, nullptr));
  const Handle dataset(H5Dopen2(id_, path.c_str(), H5P_DEFAULT), H5Dclose);
  const std::string scale_name =
      absl::StrFormat("This is a netCDF dimension but not a netCDF variable.%10d", length);
  TWIN_HDF5_CHECK(dataset.ok() && H5DSset_scale(dataset.get(), scale_name.c_str()) >= 0,
                  absl::StrCat("make ", path, " a dimension"));
  return absl::OkStatus();
}

bool Hdf5File::Has(const std::string& path) const {
  const LibraryLock lock;
  return H5Lexists(id_, path.c_str(), H5P_DEFAULT) > 0;
}

absl::StatusOr<std::vector<std::size_t>> Hdf5File::ReadShape(const std::string& path) const {
  const LibraryLock lock;
  const std::string& name = name_;
  const Handle dataset(H5Dopen2(id_, path.c_str(), H5P_DEFAULT), H5Dclose);
  TWIN_HDF5_CHECK(dataset.ok(), absl::StrCat("open ", path));
  const Handle space(H5Dget_space(dataset.get()), H5Sclose);
  std::array<hsize_t, H5S_MAX_RANK> lengths{};
  const int rank = H5Sget_simple_extent_dims(space.get(), lengths.data(), nullptr);
  TWIN_HDF5_CHECK(rank >= 0, absl::StrCat("read the shape of ", path));
  return std::vector<std::size_t>(lengths.begin(), lengths.begin() + rank);
}

absl::StatusOr<ChunkList> Hdf5File::ListChunks(const std::string& path) const {
  const LibraryLock lock;
  const std::string& name = name_;
  const std::string doing = absl::StrCat("list the chunks of ", path);
  const Handle dataset(H5Dopen2(id_, path.c_str(), H5P_DEFAULT), H5Dclose);
  TWIN_HDF5_CHECK(dataset.ok(), absl::StrCat("open ", path));
  const Handle creation(H5Dget_create_plist(dataset.get()), H5Pclose);
  const Handle space(H5Dget_space(dataset.get()), H5Sclose);
  std::array<hsize_t, H5S_MAX_RANK> chunk{};
  const int rank = H5Sget_simple_extent_ndims(space.get());
  TWIN_HDF5_CHECK(creation.ok() && rank >= 2 && H5Pget_layout(creation.get()) == H5D_CHUNKED &&
                      H5Pget_chunk(creation.get(), rank, chunk.data()) == rank,
                  doing);
  const auto last = static_cast<std::size_t>(rank) - 1;
  ChunkList list{1, static_cast<std::size_t>(chunk[last]), {}};
  for (std::size_t i = 0; i < last; ++i) list.chunk_rows *= static_cast<std::size_t>(chunk[i]);
  hsize_t count = 0;
  TWIN_HDF5_CHECK(H5Dget_num_chunks(dataset.get(), space.get(), &count) >= 0, doing);
  for (hsize_t i = 0; i < count; ++i) {
    std::array<hsize_t, H5S_MAX_RANK> first{};
    unsigned mask = 0;
    haddr_t address = 0;
    hsize_t size = 0;
    TWIN_HDF5_CHECK(
        H5Dget_chunk_info(dataset.get(), space.get(), i, first.data(), &mask, &address, &size) >= 0,
        doing);
    list.chunks.push_back({static_cast<std::size_t>(first[last]),
                           static_cast<std::int64_t>(address), static_cast<std::int64_t>(size),
                           mask});
  }
  return list;
}

absl::StatusOr<std::vector<double>> Hdf5File::ReadDoubles(const std::string& path) const {
  const LibraryLock lock;
  return GetDataset<double>(name_, id_, path, H5T_NATIVE_DOUBLE);
}

absl::StatusOr<std::vector<std::int64_t>> Hdf5File::ReadInt64s(const std::string& path) const {
  const LibraryLock lock;
  return GetDataset<std::int64_t>(name_, id_, path, H5T_NATIVE_INT64);
}

absl::StatusOr<std::vector<std::uint8_t>> Hdf5File::ReadBytes(const std::string& path) const {
  const LibraryLock lock;
  return GetDataset<std::uint8_t>(name_, id_, path, H5T_NATIVE_UINT8);
}

absl::StatusOr<std::vector<std::string>> Hdf5File::ReadTexts(const std::string& path) const {
  const LibraryLock lock;
  const Handle type(MakeTextType(), H5Tclose);
  TWIN_ASSIGN_OR_RETURN(const std::vector<char*> pointers,
                        GetDataset<char*>(name_, id_, path, type.get()));
  std::vector<std::string> texts;
  for (char* const pointer : pointers) {
    texts.emplace_back(pointer == nullptr ? "" : pointer);
    H5free_memory(pointer);
  }
  return texts;
}

absl::Status Hdf5File::ReadRectangle(const std::string& path, const Rectangle& where,
                                     std::span<double> values) const {
  const LibraryLock lock;
  return WithRectangle(
      name_, id_, path, where, values.size(), [&](hid_t dataset, hid_t memory, hid_t space) {
        return H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values.data());
      });
}

absl::StatusOr<std::string> Hdf5File::ReadTextAttribute(const std::string& object,
                                                        const std::string& name) const {
  const LibraryLock lock;
  return GetText(name_, id_, object, name);
}

absl::StatusOr<std::int64_t> Hdf5File::ReadInt64Attribute(const std::string& object,
                                                          const std::string& attribute) const {
  const LibraryLock lock;
  const std::string& name = name_;
  const Handle id(H5Aopen_by_name(id_, object.c_str(), attribute.c_str(), H5P_DEFAULT, H5P_DEFAULT),
                  H5Aclose);
  std::int64_t value = 0;
  TWIN_HDF5_CHECK(id.ok() && H5Aread(id.get(), H5T_NATIVE_INT64, &value) >= 0,
                  absl::StrCat("read attribute ", attribute, " of ", object));
  return value;
}

absl::StatusOr<std::vector<std::string>> Hdf5File::ListTextAttributes(
    const std::string& object) const {
  const LibraryLock lock;
  const std::string& name = name_;
  std::vector<std::string> all;
  hsize_t position = 0;
  TWIN_HDF5_CHECK(H5Aiterate_by_name(id_, object.c_str(), H5_INDEX_NAME, H5_ITER_INC, &position,
                                     CollectName, &all, H5P_DEFAULT) >= 0,
                  absl::StrCat("list the attributes of ", object));
  std::vector<std::string> texts;
  for (const std::string& attribute : all) {
    const Handle id(
        H5Aopen_by_name(id_, object.c_str(), attribute.c_str(), H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    const Handle type(H5Aget_type(id.get()), H5Tclose);
    if (H5Tget_class(type.get()) == H5T_STRING) texts.push_back(attribute);
  }
  return texts;
}

absl::StatusOr<std::string> Hdf5File::CopyImage() const {
  const LibraryLock lock;
  const std::string& name = name_;
  TWIN_HDF5_CHECK(H5Fflush(id_, H5F_SCOPE_GLOBAL) >= 0, "flush");
  const ssize_t size = H5Fget_file_image(id_, nullptr, 0);
  TWIN_HDF5_CHECK(size > 0, "measure the image");
  std::string image(static_cast<std::size_t>(size), '\0');
  TWIN_HDF5_CHECK(H5Fget_file_image(id_, image.data(), image.size()) == size, "take the image");
  return image;
}

absl::StatusOr<std::string> Hdf5File::TakeImage() {
  TWIN_ASSIGN_OR_RETURN(std::string image, CopyImage());
  TWIN_RETURN_IF_ERROR(Close());
  return image;
}

absl::Status Hdf5File::Close() {
  const LibraryLock lock;
  const std::string& name = name_;
  if (id_ < 0) return absl::OkStatus();
  const hid_t id = std::exchange(id_, -1);
  const bool flushed = H5Fflush(id, H5F_SCOPE_GLOBAL) >= 0;
  const absl::Status flush_error = flushed ? absl::OkStatus() : LibraryError(name, "flush");
  const bool closed = H5Fclose(id) >= 0;
  // What cannot be flushed cannot be closed well: the first reason is the one to tell.
  if (flushed && !closed) return LibraryError(name, "close");
  return flush_error;
}

#undef TWIN_HDF5_CHECK

}  // namespace data
