#include "twin/store/chunk_codec.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

namespace twin::store {
namespace {

constexpr std::size_t kFletcherBytes = 4;
constexpr std::size_t kValueBytes = sizeof(double);

constexpr int kGzipLevel = 1;  // as data::Hdf5File says it of these datasets
constexpr std::uint64_t kOnes = 0xFFFF;

/// In 1 … 65535; 0 of 0 only.
std::uint64_t FoldOnes(std::uint64_t sum) {
  while (sum > kOnes) sum = (sum & kOnes) + (sum >> 16);
  return sum;
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
  const std::size_t count = values.size();
  std::string shuffled(count * kValueBytes, '\0');
  const auto* const bytes = reinterpret_cast<const char*>(values.data());
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t b = 0; b < kValueBytes; ++b) {
      shuffled[b * count + i] = bytes[i * kValueBytes + b];
    }
  }
  uLongf length = ::compressBound(shuffled.size());
  std::string filtered(length + kFletcherBytes, '\0');
  const int code =
      ::compress2(reinterpret_cast<Bytef*>(filtered.data()), &length,
                  reinterpret_cast<const Bytef*>(shuffled.data()), shuffled.size(), kGzipLevel);
  if (code != Z_OK) return absl::InternalError(absl::StrCat("gzip fails with code ", code));
  const std::uint32_t checksum =
      CalcFletcher32(absl::string_view(filtered).substr(0, static_cast<std::size_t>(length)));
  std::memcpy(filtered.data() + length, &checksum, kFletcherBytes);
  filtered.resize(static_cast<std::size_t>(length) + kFletcherBytes);
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
  uLongf length = wanted;
  const int code = ::uncompress(reinterpret_cast<Bytef*>(values.data()), &length,
                                reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  if (code == Z_OK && length == wanted) return values;
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
