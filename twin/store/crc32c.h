#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace twin::store {

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78) of `bytes`, continuing from `crc`.
///   CalcCrc32c(a + b) = CalcCrc32c(b, CalcCrc32c(a))
/// Uses the SSE4.2 instruction where the processor has it; both paths give the same value.
/// **Source** RFC 3720, appendix B.4 (test vectors).
std::uint32_t CalcCrc32c(absl::string_view bytes, std::uint32_t crc = 0);

/// The same by table only: what processors without SSE4.2 run, and what tests compare against.
std::uint32_t CalcCrc32cByTable(absl::string_view bytes, std::uint32_t crc = 0);

}  // namespace twin::store
