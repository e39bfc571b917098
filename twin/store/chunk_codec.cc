#include "twin/store/chunk_codec.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

namespace twin::store {
namespace {

constexpr std::size_t kFletcherBytes = 4;
constexpr std::size_t kValueBytes = sizeof(double);

constexpr int kGzipLevel = 1;              // as data::Hdf5File says it of these datasets
constexpr std::size_t kShuffleRows = 256;  // values whose bytes stay in the first cache meanwhile
constexpr std::uint64_t kOnes = 0xFFFF;

/// In 1 … 65535; 0 of 0 only.
std::uint64_t FoldOnes(std::uint64_t sum) {
  while (sum > kOnes) sum = (sum & kOnes) + (sum >> 16);
  return sum;
}

struct FreeCompressor {
  void operator()(libdeflate_compressor* one) const { ::libdeflate_free_compressor(one); }
};
struct FreeDecompressor {
  void operator()(libdeflate_decompressor* one) const { ::libdeflate_free_decompressor(one); }
};
using Compressor = std::unique_ptr<libdeflate_compressor, FreeCompressor>;
using Decompressor = std::unique_ptr<libdeflate_decompressor, FreeDecompressor>;

// Byte b of value i to b · n + i, some values at a time.
std::string Shuffle(std::span<const double> values) {
  const std::size_t count = values.size();
  std::string shuffled(count * kValueBytes, '\0');
  const auto* const bytes = reinterpret_cast<const char*>(values.data());
  for (std::size_t begin = 0; begin < count; begin += kShuffleRows) {
    const std::size_t end = std::min(begin + kShuffleRows, count);
    for (std::size_t b = 0; b < kValueBytes; ++b) {
      char* const to = shuffled.data() + b * count;
      for (std::size_t i = begin; i < end; ++i) to[i] = bytes[i * kValueBytes + b];
    }
  }
  return shuffled;
}

}  // namespace

std::uint32_t CalcFletcher32(absl::string_view bytes) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at]));
  };
  std::uint64_t sum = 0, sum_of_sums = 0;
  constexpr std::size_t kBlockBytes = 1 << 16;  // far below where the sums would overflow
  for (std::size_t begin = 0; begin < bytes.size(); begin += kBlockBytes) {
    const std::size_t end = std::min(begin + kBlockBytes, bytes.size());
    for (std::size_t at = begin; at < end; at += 2) {
      sum += (byte(at) << 8) + (at + 1 < end ? byte(at + 1) : 0);
      sum_of_sums += sum;
    }
    sum = FoldOnes(sum);
    sum_of_sums = FoldOnes(sum_of_sums);
  }
  return static_cast<std::uint32_t>((sum_of_sums << 16) | sum);
}

absl::StatusOr<std::string> FilterChunk(std::span<const double> values) {
  const std::string shuffled = Shuffle(values);
  const Compressor compressor(::libdeflate_alloc_compressor(kGzipLevel));
  if (compressor == nullptr) return absl::ResourceExhaustedError("no memory for gzip");
  const std::size_t most = ::libdeflate_zlib_compress_bound(compressor.get(), shuffled.size());
  std::string filtered(most + kFletcherBytes, '\0');
  const std::size_t length = ::libdeflate_zlib_compress(compressor.get(), shuffled.data(),
                                                        shuffled.size(), filtered.data(), most);
  if (length == 0) return absl::InternalError("gzip needs more room than its bound");
  const std::uint32_t checksum = CalcFletcher32(absl::string_view(filtered).substr(0, length));
  std::memcpy(filtered.data() + length, &checksum, kFletcherBytes);
  filtered.resize(length + kFletcherBytes);
  return filtered;
}

absl::StatusOr<std::string> InflateChunk(const FilteredChunk& chunk, const std::string& path) {
  absl::string_view bytes = chunk.bytes;
  if ((chunk.filter_mask & kNoFletcher) == 0) {
    if (bytes.size() < kFletcherBytes) return models::errors::Corrupt(path, "a chunk is too short");
    bytes.remove_suffix(kFletcherBytes);
  }
  const std::size_t wanted = chunk.value_count * kValueBytes;
  if ((chunk.filter_mask & kNoGzip) != 0) {
    if (bytes.size() == wanted) return std::string(bytes);
    return models::errors::Corrupt(path, "a chunk has another length");
  }
  std::string values(wanted, '\0');
  const Decompressor decompressor(::libdeflate_alloc_decompressor());
  if (decompressor == nullptr) return absl::ResourceExhaustedError("no memory for gzip");
  // Without a place for the length it must be exactly what is wanted.
  const libdeflate_result code = ::libdeflate_zlib_decompress(
      decompressor.get(), bytes.data(), bytes.size(), values.data(), wanted, nullptr);
  if (code == LIBDEFLATE_SUCCESS) return values;
  return models::errors::Corrupt(path, absl::StrCat("gzip refuses a chunk, code ", code));
}

double UnshuffledValue(absl::string_view shuffled, std::size_t value_count, std::size_t at,
                       bool is_shuffled) {
  std::array<char, kValueBytes> bytes{};
  for (std::size_t i = 0; i < kValueBytes; ++i) {
    bytes[i] = is_shuffled ? shuffled[i * value_count + at] : shuffled[at * kValueBytes + i];
  }
  double value = 0.0;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return value;
}

}  // namespace twin::store
