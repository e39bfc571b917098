#pragma once

#include <array>
#include <cstdint>

namespace models {

/// What a random number belongs to. Equal keys give equal numbers, on any thread, in any order.
struct RandomKey {
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;  ///< quantity: temperature, wind, cloud, …
  std::uint32_t place = 0;   ///< row of the place table; one value for the region-wide part
  std::int64_t step = 0;     ///< knot or quarter index, may be negative
};

/// Philox4x32-10: ten rounds of multiply-and-xor on a 128-bit counter under a 64-bit key.
/// **Source** Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
/// SC'11.
std::array<std::uint32_t, 4> CalcPhilox4x32(const std::array<std::uint32_t, 4>& counter,
                                            const std::array<std::uint32_t, 2>& key);

/// Uniform on (0, 1), never 0 or 1; 53 random bits.
double CalcUniformShare(const RandomKey& key);

/// Standard normal deviate by Box–Muller from one Philox block.
double CalcNormalShare(const RandomKey& key);

}  // namespace models
