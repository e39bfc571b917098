#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace twin::store {

/// One HDF5 chunk of doubles as its filters left it: shuffle, gzip, Fletcher32, in this order.
struct FilteredChunk {
  absl::string_view bytes;
  std::uint32_t filter_mask = 0;  ///< bit i set: filter i was left out
  std::size_t value_count = 0;
};

/// A whole chunk of values, by row, as HDF5's filters leave it: shuffled (byte b of value i stands
/// at b · n + i), gzip level 1, then Fletcher32. Outside HDF5, whose lock one thread holds at a
/// time.
absl::StatusOr<std::string> FilterChunk(std::span<const double> values);

/// HDF5's third filter: the sums, in ones' complement of 16 bits, of all words (the first byte the
/// higher) and of all these sums.
/// **Source** Fletcher 1982, IEEE Transactions on Communications 30 (1), 247–252.
std::uint32_t CalcFletcher32(absl::string_view bytes);

/// The chunk's values still shuffled: byte b of value i stands at b · value_count + i. Fletcher32
/// is not checked: the index has a better checksum of the same bytes.
/// **Errors** DataLoss: gzip does not give so many values.
absl::StatusOr<std::string> InflateChunk(const FilteredChunk& chunk, const std::string& path);

/// Value `at` of an inflated chunk.
double UnshuffledValue(absl::string_view shuffled, std::size_t value_count, std::size_t at,
                       bool is_shuffled);

inline constexpr std::uint32_t kNoShuffle = 1;
inline constexpr std::uint32_t kNoGzip = 2;
inline constexpr std::uint32_t kNoFletcher = 4;

}  // namespace twin::store
