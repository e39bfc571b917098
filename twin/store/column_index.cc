#include "twin/store/column_index.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <numeric>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/store/byte_codec.h"
#include "twin/store/cf_layout.h"
#include "twin/store/chunk_codec.h"
#include "twin/store/crc32c.h"
#include "twin/store/sealed_file.h"
#include "twin/store/segment.h"

namespace twin::store {
namespace {

constexpr char kMagic[] = "TWINCOLS";
constexpr std::size_t kTrailerBytes = 24;
/// The end of the file that is read at once: in most cases all of the index.
constexpr std::size_t kTailBytes = 32768;

absl::StatusOr<IndexedTable> IndexTable(const data::Hdf5File& file, absl::string_view image,
                                        const std::string& name) {
  IndexedTable table;
  table.name = name;
  TWIN_ASSIGN_OR_RETURN(const std::vector<std::size_t> shape, file.ReadShape(name));
  TWIN_ASSIGN_OR_RETURN(data::ChunkList list, file.ListChunks(name));
  if (shape.size() < 2) return absl::InternalError(absl::StrCat(name, " is no table"));
  table.rows = std::accumulate(shape.begin(), shape.end() - 1, std::size_t{1}, std::multiplies<>());
  table.columns = shape.back();
  table.chunk_columns = list.chunk_columns;
  table.chunks = std::move(list.chunks);
  std::sort(table.chunks.begin(), table.chunks.end(),
            [](const data::ChunkPlace& a, const data::ChunkPlace& b) {
              return a.first_column < b.first_column;
            });
  const std::size_t count = (table.columns + table.chunk_columns - 1) / table.chunk_columns;
  if (list.chunk_rows != table.rows || table.chunks.size() != count) {
    return absl::InternalError(absl::StrCat(name, " has other chunks than a day's table"));
  }
  for (const data::ChunkPlace& chunk : table.chunks) {
    const auto offset = static_cast<std::size_t>(chunk.offset_bytes);
    const auto size = static_cast<std::size_t>(chunk.size_bytes);
    if (offset > image.size() || size > image.size() - offset) {
      return absl::InternalError(absl::StrCat(name, " has a chunk beyond its file"));
    }
    table.crc32c.push_back(CalcCrc32c(image.substr(offset, size)));
  }
  return table;
}

void PutTable(const IndexedTable& table, ByteWriter& writer) {
  writer.PutText(table.name);
  writer.Put<std::uint64_t>(table.rows);
  writer.Put<std::uint64_t>(table.columns);
  writer.Put<std::uint64_t>(table.chunk_columns);
  writer.Put<std::uint64_t>(table.chunks.size());
  for (std::size_t i = 0; i < table.chunks.size(); ++i) {
    const data::ChunkPlace& chunk = table.chunks[i];
    writer.Put<std::int64_t>(chunk.offset_bytes);
    writer.Put(static_cast<std::uint32_t>(chunk.size_bytes));
    writer.Put(chunk.filter_mask);
    writer.Put(table.crc32c[i]);
  }
}

IndexedTable GetTable(ByteReader& reader) {
  constexpr std::uint64_t kChunkBytes = 20;
  IndexedTable table;
  table.name = reader.GetText();
  table.rows = reader.Get<std::uint64_t>();
  table.columns = reader.Get<std::uint64_t>();
  table.chunk_columns = reader.Get<std::uint64_t>();
  const auto count = reader.GetCount(kChunkBytes);
  for (std::uint64_t i = 0; i < count; ++i) {
    data::ChunkPlace chunk;
    chunk.first_column = i * table.chunk_columns;
    chunk.offset_bytes = reader.Get<std::int64_t>();
    chunk.size_bytes = reader.Get<std::uint32_t>();
    chunk.filter_mask = reader.Get<std::uint32_t>();
    table.chunks.push_back(chunk);
    table.crc32c.push_back(reader.Get<std::uint32_t>());
  }
  return table;
}

/// The index in `bytes`; nothing when they are none.
std::optional<ColumnIndex> DecodeIndex(absl::string_view bytes) {
  ByteReader reader(bytes);
  ColumnIndex index;
  const auto detail = reader.Get<std::uint64_t>();
  const absl::string_view hash = reader.GetBytes(index.layout_hash.size());
  std::copy(hash.begin(), hash.end(), index.layout_hash.begin());
  const absl::string_view quality =
      reader.GetBytes(static_cast<std::uint64_t>(models::kQuartersPerDay));
  index.quality.assign(quality.begin(), quality.end());
  const auto table_count = reader.GetCount(40);
  for (std::uint64_t i = 0; i < table_count; ++i) index.tables.push_back(GetTable(reader));
  if (!reader.ok() || !reader.AtEnd() || detail > static_cast<std::uint64_t>(Every::kDay)) {
    return std::nullopt;
  }
  index.detail = static_cast<Every>(detail);
  return index;
}

/// The last bytes of a file, at least `size_bytes` of them when it has so many.
absl::StatusOr<std::string> ReadTail(const FileDescriptor& file, const std::string& path,
                                     std::int64_t file_bytes, std::size_t size_bytes) {
  const std::int64_t wanted = std::min(file_bytes, static_cast<std::int64_t>(size_bytes));
  std::string tail(static_cast<std::size_t>(wanted), '\0');
  TWIN_ASSIGN_OR_RETURN(const std::size_t got, ReadAt(file, tail, file_bytes - wanted, path));
  tail.resize(got);
  return tail;
}

}  // namespace

absl::StatusOr<ColumnIndex> MakeColumnIndex(const data::Hdf5File& file, absl::string_view image,
                                            const std::vector<std::string>& names) {
  ColumnIndex index;
  TWIN_ASSIGN_OR_RETURN(index.detail, ReadDetail(file, "the day"));
  TWIN_ASSIGN_OR_RETURN(const std::string hash, file.ReadTextAttribute("/", "twin_layout_hash"));
  const std::string bytes = absl::HexStringToBytes(hash);
  if (bytes.size() != index.layout_hash.size()) {
    return models::errors::Corrupt("twin_layout_hash", "its length is wrong");
  }
  std::copy(bytes.begin(), bytes.end(), index.layout_hash.begin());
  TWIN_ASSIGN_OR_RETURN(index.quality, file.ReadBytes("/quality"));
  for (const std::string& name : names) {
    TWIN_ASSIGN_OR_RETURN(index.tables.emplace_back(), IndexTable(file, image, name));
  }
  return index;
}

std::string EncodeColumnIndex(const ColumnIndex& index) {
  ByteWriter writer;
  writer.Put(static_cast<std::uint64_t>(index.detail));
  writer.PutBytes(
      {reinterpret_cast<const char*>(index.layout_hash.data()), index.layout_hash.size()});
  writer.PutBytes({reinterpret_cast<const char*>(index.quality.data()), index.quality.size()});
  writer.Put<std::uint64_t>(index.tables.size());
  for (const IndexedTable& table : index.tables) PutTable(table, writer);
  const std::string bytes = writer.Take();
  ByteWriter trailer;
  trailer.PutBytes(absl::string_view(kMagic, 8));
  trailer.Put<std::uint64_t>(bytes.size());
  trailer.Put(CalcCrc32c(bytes));
  trailer.Put<std::uint32_t>(0);
  return bytes + trailer.Take();
}

absl::StatusOr<std::optional<IndexedDay>> IndexedDay::Open(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(FileDescriptor file, FileDescriptor::Open(path, O_RDONLY));
  struct stat information = {};
  if (::fstat(file.get(), &information) != 0) return ErrnoStatus(errno, "cannot stat " + path);
  const std::int64_t file_bytes = information.st_size;
  TWIN_ASSIGN_OR_RETURN(std::string tail, ReadTail(file, path, file_bytes, kTailBytes));
  constexpr std::size_t kEndBytes = kTrailerBytes + kSealBytes;
  if (tail.size() < kEndBytes) return std::nullopt;
  ByteReader reader(absl::string_view(tail).substr(tail.size() - kEndBytes));
  if (reader.GetBytes(8) != absl::string_view(kMagic, 8)) return std::nullopt;
  const auto length = reader.Get<std::uint64_t>();
  const auto crc = reader.Get<std::uint32_t>();
  if (length > static_cast<std::uint64_t>(file_bytes) - kEndBytes) return std::nullopt;
  if (length + kEndBytes > tail.size()) {
    TWIN_ASSIGN_OR_RETURN(tail, ReadTail(file, path, file_bytes, length + kEndBytes));
  }
  if (tail.size() < length + kEndBytes) return std::nullopt;
  const absl::string_view bytes =
      absl::string_view(tail).substr(tail.size() - kEndBytes - length, length);
  if (CalcCrc32c(bytes) != crc) return std::nullopt;
  std::optional<ColumnIndex> index = DecodeIndex(bytes);
  if (!index.has_value()) return std::nullopt;
  return IndexedDay(path, std::move(file), *std::move(index));
}

absl::StatusOr<const IndexedTable*> IndexedDay::FindTable(const std::string& table) const {
  const auto found = std::find_if(index_.tables.begin(), index_.tables.end(),
                                  [&](const IndexedTable& one) { return one.name == table; });
  if (found != index_.tables.end()) return &*found;
  if (index_.detail != Every::kQuarter) return NotKept(path_, index_.detail);
  return models::errors::Corrupt(path_, absl::StrCat("it has no ", table));
}

absl::Status IndexedDay::ReadSummary(const std::string& table, Statistic statistic,
                                     const std::vector<std::size_t>& columns, std::size_t from,
                                     std::size_t to, std::span<double> out) const {
  TWIN_ASSIGN_OR_RETURN(const IndexedTable* const found, FindTable(table));
  const std::size_t rows = found->rows / kStatisticNames.size();
  const std::size_t first = static_cast<std::size_t>(statistic) * rows;
  return ReadColumns(table, columns, first + from, first + to, out);
}

absl::Status IndexedDay::ReadColumns(const std::string& table,
                                     const std::vector<std::size_t>& columns, std::size_t from,
                                     std::size_t to, std::span<double> out) const {
  TWIN_ASSIGN_OR_RETURN(const IndexedTable* const found, FindTable(table));
  std::size_t loaded = found->chunks.size();  // none
  std::string values;
  const std::size_t value_count = found->rows * found->chunk_columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::size_t at = columns[i] / found->chunk_columns;
    if (at >= found->chunks.size() || to > found->rows) {
      return models::errors::Corrupt(path_, absl::StrCat(table, " is smaller than its series"));
    }
    const data::ChunkPlace& chunk = found->chunks[at];
    if (at != loaded) {
      std::string bytes(static_cast<std::size_t>(chunk.size_bytes), '\0');
      TWIN_ASSIGN_OR_RETURN(const std::size_t got, ReadAt(file_, bytes, chunk.offset_bytes, path_));
      if (got != bytes.size() || CalcCrc32c(bytes) != found->crc32c[at]) {
        return models::errors::Corrupt(
            path_, absl::StrCat("the values of ", table, " at offset ", chunk.offset_bytes,
                                " fail their checksum"));
      }
      TWIN_ASSIGN_OR_RETURN(values, InflateChunk({bytes, chunk.filter_mask, value_count}, path_));
      loaded = at;
    }
    const bool is_shuffled = (chunk.filter_mask & kNoShuffle) == 0;
    const std::size_t column = columns[i] % found->chunk_columns;
    for (std::size_t row = from; row < to; ++row) {
      out[(row - from) * columns.size() + i] =
          UnshuffledValue(values, value_count, row * found->chunk_columns + column, is_shuffled);
    }
  }
  return absl::OkStatus();
}

}  // namespace twin::store
