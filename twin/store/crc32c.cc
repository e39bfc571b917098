#include "twin/store/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace twin::store {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78u;

constexpr std::array<std::uint32_t, 256> MakeTable() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1u) != 0 ? kPolynomial : 0u);
    }
    table[byte] = remainder;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kTable = MakeTable();

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t CalcByInstruction(absl::string_view bytes,
                                                                  std::uint32_t crc) {
  std::uint64_t remainder = ~crc;
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= bytes.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    remainder = _mm_crc32_u64(remainder, word);
  }
  auto tail = static_cast<std::uint32_t>(remainder);
  for (; at < bytes.size(); ++at) {
    tail = _mm_crc32_u8(tail, static_cast<unsigned char>(bytes[at]));
  }
  return ~tail;
}
#endif

}  // namespace

std::uint32_t CalcCrc32cByTable(absl::string_view bytes, std::uint32_t crc) {
  std::uint32_t remainder = ~crc;
  for (const char byte : bytes) {
    remainder = kTable[(remainder ^ static_cast<unsigned char>(byte)) & 0xFFu] ^ (remainder >> 8);
  }
  return ~remainder;
}

std::uint32_t CalcCrc32c(absl::string_view bytes, std::uint32_t crc) {
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
  if (has_instruction) return CalcByInstruction(bytes, crc);
#endif
  return CalcCrc32cByTable(bytes, crc);
}

}  // namespace twin::store
