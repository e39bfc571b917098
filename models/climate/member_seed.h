#pragma once

#include <cstdint>
#include <optional>

#include "models/time/quarter.h"

namespace models {

/// A record that is another one's up to a moment and its own beyond: a member of an ensemble. It is
/// itself a seed, so that everything that takes a seed takes a member:
///   bit 63 set · 15 bits member · 24 bits quarter since 1970 · 24 bits seed it continues
struct MemberSeed {
  std::uint64_t base = 0;  ///< seed of the record that it continues
  Quarter last;            ///< of the record: all that up to its start depends on is the base's
  std::uint32_t member = 0;
};

inline constexpr std::uint64_t kMaxBaseSeed = (std::uint64_t{1} << 24) - 1;
inline constexpr std::uint32_t kMaxMember = (std::uint32_t{1} << 15) - 1;
inline constexpr Quarter kLastMemberQuarter{(std::int64_t{1} << 24) - 1};  // far in the year 2448

/// **Valid** base ≤ kMaxBaseSeed, member ≤ kMaxMember, last from 1970 to kLastMemberQuarter.
std::uint64_t PackMemberSeed(const MemberSeed& member);

/// Nothing for the seed of a record that stands alone.
std::optional<MemberSeed> UnpackMemberSeed(std::uint64_t seed);

}  // namespace models
